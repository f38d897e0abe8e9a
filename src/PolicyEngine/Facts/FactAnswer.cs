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

    /// <summary>
    /// What of it was found empty, as the sentence that it is a problem where the source does not allow that; null where nothing was.
    /// </summary>
    public string? EmptyPart { get; init; }

    /// <summary>What was found, in a few words: <c>812 pull requests, 14 open</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether nothing was found.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Every fact as a line, in a fixed order.</summary>
    public abstract IEnumerable<string> Lines { get; }

    /// <summary>What of the facts plans depend on, as lines in a fixed order.</summary>
    public virtual IEnumerable<string> Content => Lines;

    /// <summary>The answer as a source takes it: that it, or a part of it, is empty is a problem, unless the source allows it.</summary>
    /// <param name="source">The source, which may allow less than the one that was asked.</param>
    public FactAnswer For(FactSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Problem is not null || source.AllowsEmpty ? this
            : EmptyPart is { } part ? WithProblemOf(part)
            : IsEmpty
                ? this with
                {
                    Problem =
                        $"Nothing was found: {Source}: {Summary}. If there is really nothing, set 'allow-empty: true' under "
                        + $"'{source.Kind}'.",
                }
            : this;
    }

    /// <summary>The answer where a part that was found empty is a problem.</summary>
    private protected virtual FactAnswer WithProblemOf(string part) => this with { Problem = part };
}
