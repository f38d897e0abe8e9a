namespace PolicyEngine.Diagnostics;

/// <summary>The description of a kind of diagnostic, apart from its occurrences. Immutable; compared by reference.</summary>
/// <remarks>
/// Ids are never reused and never renumbered. <c>PE1xxx</c> text and syntax, <c>PE2xxx</c> language, <c>PE3xxx</c> lints of a policy,
/// <c>PE4xxx</c> findings of a plan, <c>PE5xxx</c> findings of an apply, <c>PE6xxx</c> policy tests.
/// </remarks>
public sealed class DiagnosticDescriptor
{
    /// <summary>Creates a descriptor.</summary>
    /// <param name="id">The id, <c>PEnnnn</c>.</param>
    /// <param name="title">A short noun phrase, without a full stop.</param>
    /// <param name="messageFormat">One sentence with a full stop, in the composite
    /// format of <see cref="string.Format(IFormatProvider, string, object[])"/>.</param>
    /// <param name="severity">The severity when nobody overrides it.</param>
    /// <param name="help">What <c>explain PEnnnn</c> prints: why it matters and what to do, in Markdown.</param>
    public DiagnosticDescriptor(string id, string title, string messageFormat, DiagnosticSeverity severity, string help)
    {
        Id = id;
        Title = title;
        MessageFormat = messageFormat;
        DefaultSeverity = severity;
        Help = help;
    }

    /// <summary>The id, <c>PEnnnn</c>.</summary>
    public string Id { get; }

    /// <summary>A short noun phrase.</summary>
    public string Title { get; }

    /// <summary>One sentence in composite format.</summary>
    public string MessageFormat { get; }

    /// <summary>The severity when nobody overrides it.</summary>
    public DiagnosticSeverity DefaultSeverity { get; }

    /// <summary>The page that <c>explain</c> prints, in Markdown.</summary>
    public string Help { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Title}";
}
