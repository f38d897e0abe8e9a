using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Selecting;

namespace PolicyEngine.Conditions;

/// <summary><c>kind</c>: image, index or artifact.</summary>
internal sealed class KindCondition()
    : Condition<ImmutableArray<ManifestKind>>(
        "kind",
        new ListType<ManifestKind>(
            new ChoiceType<ManifestKind>(("image", ManifestKind.Image), ("index", ManifestKind.Index), ("artifact", ManifestKind.Artifact))
        ),
        "What it is: an image manifest, an index (multi-platform image), or an artifact such as a chart or a signature.",
        "index",
        new JsonArray("image", "index")
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<ManifestKind> value) => new OfKind(value);

    private sealed class OfKind(ImmutableArray<ManifestKind> kinds) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) => kinds.Contains(context.Graph.KindOf(node));
    }
}
