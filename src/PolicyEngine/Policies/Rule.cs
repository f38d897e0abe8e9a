using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Policies;

/// <summary>A rule: what it selects, and what it does with it. Immutable.</summary>
public sealed class Rule
{
    internal Rule(string id, MappingSyntax syntax)
    {
        Id = id;
        Syntax = syntax;
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>Where it stands.</summary>
    public Location Location => Syntax.Location;

    /// <summary>What it is for, in the user's words.</summary>
    public string? Description { get; internal init; }

    /// <summary>Whether it is in force.</summary>
    public bool IsEnabled { get; internal init; } = true;

    /// <summary>The repositories it is narrowed to, or null.</summary>
    public GlobList? Repositories { get; internal init; }

    /// <summary>Whether it deletes; otherwise it keeps.</summary>
    public bool IsDelete { get; internal init; }

    /// <summary>Its text as a tree.</summary>
    public MappingSyntax Syntax { get; }

    /// <summary>What it selects; null for everything.</summary>
    internal Predicate? Match { get; init; }

    /// <summary>The criteria of the action; none for <c>delete: all</c> and <c>keep: all</c>.</summary>
    internal ImmutableArray<BoundCriterion> Criteria { get; init; } = [];

    /// <summary>What a count counts (delete).</summary>
    internal CountBase Of { get; init; }

    /// <summary>The order.</summary>
    internal RankBy OrderBy { get; init; } = RankBy.Pushed;

    /// <summary>The groups.</summary>
    internal ImmutableArray<GroupKey> Per { get; init; } = [];

    /// <summary>Whether condemned tags are also removed from images that are kept (delete).</summary>
    internal bool TargetsTags { get; init; }

    /// <summary>Whether it condemns all tags of an image (delete).</summary>
    internal bool WithOtherTags { get; init; }

    /// <summary>Whether all criteria have to hold (keep).</summary>
    internal bool JoinsAll { get; init; }

    /// <summary>Whether anything in it needs pull times.</summary>
    internal bool NeedsPullTimes =>
        (Match?.NeedsPullTimes ?? false) || OrderBy.Key is RankKey.Pulled or RankKey.Active || Criteria.Any(c => c.NeedsPullTimes);

    /// <summary>Whether it is limited by age, in its selection or its action.</summary>
    internal bool LimitsAge => (Match?.LimitsAge ?? false) || Criteria.Any(c => c.LimitsAge);

    /// <summary>Whether it applies to a repository of its policy.</summary>
    public bool AppliesTo(RepositoryInfo repository) => IsEnabled && Covers(repository);

    /// <summary>Whether it is meant for a repository of its policy, be it in force or not.</summary>
    internal bool Covers(RepositoryInfo repository) =>
        Repositories is null || RepositoryNames.IsMatch(Repositories, repository.Provider, repository.Name);
}
