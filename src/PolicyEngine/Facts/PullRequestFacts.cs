using System.Collections.Immutable;
using System.Globalization;

namespace PolicyEngine.Facts;

/// <summary>What became of a pull request.</summary>
public enum PullRequestState
{
    /// <summary>It is open, as a draft perhaps.</summary>
    Open,

    /// <summary>It was closed without being merged.</summary>
    Closed,

    /// <summary>It was merged.</summary>
    Merged,
}

/// <summary>A pull request.</summary>
/// <param name="Number">The number.</param>
/// <param name="State">What became of it.</param>
/// <param name="ClosedAt">When it was closed or merged; null while it is open, and where nobody says.</param>
public sealed record PullRequest(long Number, PullRequestState State, DateTimeOffset? ClosedAt);

/// <summary>The pull requests of a repository. Immutable.</summary>
public sealed record PullRequestFacts : FactAnswer
{
    /// <summary>All of them, by number.</summary>
    public ImmutableDictionary<long, PullRequest> ByNumber { get; init; } = ImmutableDictionary<long, PullRequest>.Empty;

    /// <inheritdoc/>
    public override string Summary =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ByNumber.Count} pull request{(ByNumber.Count == 1 ? "" : "s")}: {Count(PullRequestState.Open)} open, "
                + $"{Count(PullRequestState.Merged)} merged, {Count(PullRequestState.Closed)} closed without a merge"
        );

    /// <inheritdoc/>
    public override bool IsEmpty => ByNumber.IsEmpty;

    /// <inheritdoc/>
    public override IEnumerable<string> Lines =>
        ByNumber
            .Values.OrderBy(p => p.Number)
            .Select(p =>
                FormattableString.Invariant(
                    $"{p.Number} {PullRequestWords.Of(p.State)}{(p.ClosedAt is { } at ? $" {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : "")}"
                )
            );

    private int Count(PullRequestState state) => ByNumber.Values.Count(p => p.State == state);
}

/// <summary>The words for states.</summary>
internal static class PullRequestWords
{
    /// <summary>The word of a state.</summary>
    public static string Of(PullRequestState state) =>
        state switch
        {
            PullRequestState.Open => "open",
            PullRequestState.Closed => "closed",
            PullRequestState.Merged => "merged",
        };

    /// <summary>The state of a word; null where it is not one.</summary>
    public static PullRequestState? Find(string? word)
    {
        foreach (var state in Enum.GetValues<PullRequestState>())
        {
            if (Of(state) == word)
            {
                return state;
            }
        }

        return null;
    }
}
