using System.Collections.Immutable;

namespace PolicyEngine.Selecting;

/// <summary>A condition that asks which commits are reachable.</summary>
internal interface ICommitQuestion
{
    /// <summary>The branches, by globs, and <c>tags</c>.</summary>
    ImmutableArray<string> Question { get; }
}
