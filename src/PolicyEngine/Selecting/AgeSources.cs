using System.Collections.Immutable;

namespace PolicyEngine.Selecting;

/// <summary>What ages count from (semantics.md#age). Immutable.</summary>
/// <param name="Order">The time sources in order of preference.</param>
/// <param name="UntaggedCountFromUpdate">
/// Whether untagged images count from the later of push and update where
/// the registry tells both: GitHub updates a version that loses its tag.
/// </param>
internal sealed record AgeSources(ImmutableArray<AgeSource> Order, bool UntaggedCountFromUpdate);
