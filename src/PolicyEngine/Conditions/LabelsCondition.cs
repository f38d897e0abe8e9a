using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>labels</c>: config labels by name and glob; for an index those of any present child.</summary>
internal sealed class LabelsCondition()
    : Condition<ImmutableArray<KeyValuePair<string, GlobPattern>>>(
        "labels",
        new MapType<GlobPattern>(new GlobType()),
        "Labels of the image's config, each by name and a glob on its value; all "
            + "must match. For an index, those of any present child count.",
        new JsonObject { ["org.opencontainers.image.source"] = "https://github.com/acme/*" }
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<KeyValuePair<string, GlobPattern>> value) => new Labelled(value);

    private sealed class Labelled(ImmutableArray<KeyValuePair<string, GlobPattern>> labels) : UncertainPredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool NeedsConfigs => true;

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node)
        {
            bool? all = true;
            foreach (var (name, pattern) in labels)
            {
                all = And(all, HasLabel(context.Graph, node, name, pattern));
            }

            return all;
        }

        private static bool? HasLabel(DigestGraph graph, NodeId node, string name, GlobPattern pattern) =>
            NamedValues.Match(ImageLabels.Of(graph, node), name, pattern) ? true
            : ImageLabels.AreUnknown(graph, node) ? null
            : false;
    }
}
