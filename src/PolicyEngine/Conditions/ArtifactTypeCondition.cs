using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>artifact-type</c>: globs on the effective artifact type.</summary>
internal sealed class ArtifactTypeCondition()
    : Condition<GlobList>(
        "artifact-type",
        new GlobListType(),
        "The artifact type, by globs ('!' excludes). Where the manifest states none, the "
            + "config's media type counts, unless it is an image config's; images have none.",
        "application/vnd.cncf.helm.*",
        "application/spdx+json"
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(GlobList value) => new OfArtifactType(value);

    private sealed class OfArtifactType(GlobList globs) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) =>
            context.Graph.ArtifactTypeOf(node) is { } type ? globs.IsMatch(type) : globs.Included.IsEmpty;
    }
}
