namespace PolicyEngine.Facts;

/// <summary>What a source said, once, before planning. Immutable.</summary>
public abstract record FactAnswer
{
    /// <summary>Who said it, for people: <c>the pull requests of acme/web (api.github.com)</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Why it may not be all, as a sentence: nothing is then deleted
    /// where a rule or protection asks for it. Null where it is.</summary>
    public string? Problem { get; init; }

    /// <summary>Why a part of it that not everybody asks for may not be all, as a sentence; null where it is.</summary>
    public virtual string? PartProblem => null;

    /// <summary>What was found, in a few words: <c>812 pull requests, 14 open</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether nothing was found.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Every fact as a line, in a fixed order.</summary>
    public abstract IEnumerable<string> Lines { get; }

    /// <summary>What of the facts plans depend on, as lines in a fixed order.</summary>
    public virtual IEnumerable<string> Content => Lines;

    /// <summary>The answer as a source takes it: one without any fact is a problem, unless the source allows it.</summary>
    /// <param name="source">The source, which may allow less than the one that was asked.</param>
    public FactAnswer For(FactSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Problem is null && IsEmpty && !source.AllowsEmpty
            ? this with
            {
                Problem =
                    $"Nothing was found: {Source}: {Summary}. If there is really nothing, set 'allow-empty: true' under "
                    + $"'{source.Kind}'.",
            }
            : this;
    }
}
