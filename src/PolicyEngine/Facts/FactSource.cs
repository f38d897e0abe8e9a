using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Facts;

/// <summary>Where facts of one kind come from, as a policy says it or leaves it to be found out. Immutable.</summary>
public abstract record FactSource
{
    /// <summary>The path of the policy, from which paths in it start.</summary>
    public required string Policy { get; init; }

    /// <summary>Whether an answer without any fact is taken at its word.</summary>
    public bool AllowsEmpty { get; init; }

    /// <summary>Where it stands, or where a condition asks for it.</summary>
    public required Location Location { get; init; }

    /// <summary>The keyword of its kind.</summary>
    public abstract string Kind { get; }

    /// <summary>What it is asked, so that a snapshot can tell whose answer it holds; with <see cref="Folder"/> where it has one.</summary>
    public abstract string Asked { get; }

    /// <summary>The folder whose clone decides who is asked, as seen from where the policy's path starts; null where none does.</summary>
    public virtual string? Folder => null;

    /// <summary>What tells it from the other sources of its policy.</summary>
    public virtual string Key => Kind;

    /// <summary>The source of a kind of which a policy says nothing.</summary>
    public static FactSource Usual(string kind, string policy, Location asked) =>
        kind switch
        {
            PullRequestSource.Keyword => new PullRequestSource { Policy = policy, Location = asked },
            GitSource.Keyword => new GitSource { Policy = policy, Location = asked },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}

/// <summary>The pull requests of a repository on GitHub.</summary>
public sealed record PullRequestSource : FactSource
{
    /// <summary>The keyword of the kind.</summary>
    public const string Keyword = "pull-requests";

    /// <summary>The repository as owner/name; null for that of the workflow, or else of the clone.</summary>
    public string? Repository { get; init; }

    /// <summary>The base URL of GitHub's REST API; null for the usual one.</summary>
    public Uri? ApiUrl { get; init; }

    /// <inheritdoc/>
    public override string Kind => Keyword;

    /// <inheritdoc/>
    public override string Asked => $"{ApiUrl} {Repository}".Trim();

    /// <inheritdoc/>
    public override string? Folder => Repository is null ? ClonePath.Of(Policy, ".") : null;
}

/// <summary>A git repository: branches and tags of its remote, and the commits of a clone.</summary>
public sealed record GitSource : FactSource
{
    /// <summary>The keyword of the kind.</summary>
    public const string Keyword = "git";

    /// <summary>The remote that is asked where a policy names none.</summary>
    public const string UsualRemote = "origin";

    /// <summary>The clone, relative to the policy file.</summary>
    public string Path { get; init; } = ".";

    /// <summary>The remote.</summary>
    public string Remote { get; init; } = UsualRemote;

    /// <summary>The questions about commits: each the branches, by globs, and <c>tags</c> that commits may be reachable from.</summary>
    public ImmutableArray<ImmutableArray<string>> Questions { get; init; } = [];

    /// <inheritdoc/>
    public override string Kind => Keyword;

    /// <inheritdoc/>
    public override string Asked => Remote;

    /// <inheritdoc/>
    public override string? Folder => ClonePath.Of(Policy, Path);
}
