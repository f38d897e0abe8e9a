using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>media-type</c>: globs on the manifest's media type.</summary>
internal sealed class MediaTypeCondition()
    : Condition<GlobList>(
        "media-type",
        new GlobListType(),
        "The media type of the manifest, by globs ('!' excludes).",
        "application/vnd.docker.*"
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(GlobList value) => new OfMediaType(value);

    private sealed class OfMediaType(GlobList globs) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) => globs.IsMatch(context.Graph.MediaTypeOf(node));
    }
}
