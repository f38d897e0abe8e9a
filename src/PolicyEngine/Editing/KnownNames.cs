using System.Collections.Immutable;

namespace PolicyEngine.Editing;

/// <summary>Names from elsewhere that a file may speak of. Immutable.</summary>
/// <param name="Ids">The ids of the rules and protections that a file of tests can name.</param>
/// <param name="Registry">The registry of a snapshot; empty without one.</param>
/// <param name="Repositories">The repositories of a snapshot.</param>
/// <param name="Tags">The tags of a snapshot.</param>
internal sealed record KnownNames(
    ImmutableArray<string> Ids,
    string Registry,
    ImmutableArray<string> Repositories,
    ImmutableArray<string> Tags
)
{
    /// <summary>None.</summary>
    public static KnownNames None { get; } = new([], string.Empty, [], []);
}
