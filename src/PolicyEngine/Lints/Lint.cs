using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Lints;

/// <summary>A check of a bound policy that needs no repository (semantics.md#diagnostics):
/// one kind of mistake that costs images. Listed in <see cref="LintCatalog"/>.</summary>
/// <remarks>A lint has no false positives: where something it needs to know could not be bound, it says nothing.</remarks>
internal abstract class Lint
{
    /// <summary>What it reports.</summary>
    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>Checks one policy.</summary>
    public abstract IEnumerable<Diagnostic> Check(LintContext context);

    /// <summary>Reports an occurrence.</summary>
    protected Diagnostic Report(Location location, params ReadOnlySpan<object?> args) => Diagnostic.Create(Descriptor, location, args);

    /// <summary>Describes a mistake that is worth a warning.</summary>
    protected static DiagnosticDescriptor Warning(string id, string title, string message, string help) =>
        new(id, title, message, DiagnosticSeverity.Warning, help);

    /// <summary>Describes something that does no harm.</summary>
    protected static DiagnosticDescriptor Info(string id, string title, string message, string help) =>
        new(id, title, message, DiagnosticSeverity.Info, help);
}
