using System.Collections.Immutable;
using System.Globalization;

namespace PolicyEngine.Facts;

/// <summary>Branches, tags and commits of a git repository. Immutable.</summary>
public sealed record GitFacts : FactAnswer
{
    /// <summary>What stands for all tags in a question about commits.</summary>
    public const string AllTags = "tags";

    private readonly HashSet<string> _names = [];

    /// <summary>The branches of the remote.</summary>
    public ImmutableSortedSet<string> Branches
    {
        get;
        init
        {
            field = value;
            _names = [.. value.SelectMany(BranchNames.InTags)];
        }
    } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The tags of the remote.</summary>
    public ImmutableSortedSet<string> Tags { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The hashes of all commits of the clone, in ordinal order; reachable or not.</summary>
    public ImmutableArray<string> Commits { get; init; } = [];

    /// <summary>For each question about commits those that are reachable.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> Reachable { get; init; } =
        ImmutableDictionary.Create<string, ImmutableHashSet<string>>(StringComparer.Ordinal);

    /// <summary>Why what is said of commits may not be all, as a sentence; null where it is, or nobody asked.</summary>
    public string? CommitProblem { get; init; }

    /// <inheritdoc/>
    public override string? PartProblem => CommitProblem;

    /// <inheritdoc/>
    public override string Summary =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Branches.Count} branch{(Branches.Count == 1 ? "" : "es")}, "
                + $"{Tags.Count} tag{(Tags.Count == 1 ? "" : "s")}"
                + $"{(Commits.IsEmpty ? "" : $", {Commits.Length} commit{(Commits.Length == 1 ? "" : "s")}")}"
        );

    /// <inheritdoc/>
    public override bool IsEmpty => Branches.IsEmpty;

    /// <inheritdoc/>
    private protected override FactAnswer WithProblemOf(string part) => this with { CommitProblem = CommitProblem ?? part };

    /// <inheritdoc/>
    public override IEnumerable<string> Lines =>
        Branches
            .Select(b => "branch " + b)
            .Concat(Tags.Select(t => "tag " + t))
            .Concat(Commits.Select(c => "commit " + c))
            .Concat(
                Reachable
                    .OrderBy(q => q.Key, StringComparer.Ordinal)
                    .SelectMany(q => q.Value.Order(StringComparer.Ordinal).Select(c => $"reachable {q.Key.Replace('\n', ' ')} {c}"))
            );

    /// <summary>How a question is named.</summary>
    public static string KeyOf(ImmutableArray<string> from) => string.Join('\n', from);

    /// <summary>Whether a branch has a name, as a tag writes it.</summary>
    /// <param name="name">The name in the tag.</param>
    /// <param name="isCut">Whether the tag is as long as tags may be, so that the name may have been cut off.</param>
    internal bool HasBranch(string name, bool isCut)
    {
        var normal = BranchNames.InTag(name);
        return _names.Contains(normal) || (isCut && _names.Any(branch => branch.StartsWith(normal, StringComparison.Ordinal)));
    }

    /// <summary>The branches that have a name, as a tag writes it: several may become the same.</summary>
    internal IEnumerable<string> BranchesNamed(string name) =>
        BranchNames.InTag(name) is var normal && _names.Contains(normal) ? Branches.Where(b => BranchNames.InTags(b).Contains(normal)) : [];

    /// <summary>Whether a commit is reachable; null where it is not in the clone, or a short hash means several.</summary>
    public bool? IsReachable(string hash, string question)
    {
        ArgumentNullException.ThrowIfNull(hash);
        ArgumentNullException.ThrowIfNull(question);
        var normal = hash.ToLowerInvariant();
        if (normal.Length is < 4 or > 64 || !normal.All(char.IsAsciiHexDigitLower) || !Reachable.TryGetValue(question, out var reachable))
        {
            return null;
        }

        var at = Commits.BinarySearch(normal, StringComparer.Ordinal);
        at = at < 0 ? ~at : at;
        var isOne =
            at < Commits.Length
            && Commits[at].StartsWith(normal, StringComparison.Ordinal)
            && (at + 1 == Commits.Length || !Commits[at + 1].StartsWith(normal, StringComparison.Ordinal));
        return isOne ? reachable.Contains(Commits[at]) : null;
    }
}
