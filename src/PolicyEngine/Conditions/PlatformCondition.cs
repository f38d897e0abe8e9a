using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>platform</c>: globs on the image's own platform, or any of an index's children's.</summary>
internal sealed class PlatformCondition()
    : Condition<GlobList>(
        "platform",
        new GlobListType(),
        "The platform as os/arch[/variant], by globs ('!' excludes): the image's own, or that of any child of an index.",
        "linux/arm*",
        new JsonArray("windows/*", "linux/s390x")
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(GlobList value) => new OnPlatform(value);

    private sealed class OnPlatform(GlobList globs) : UncertainPredicate
    {
        private const int MostNames = 5;

        /// <inheritdoc/>
        public override string Seen(EvaluationContext context, NodeId node)
        {
            var graph = context.Graph;
            var names = graph
                .Children[node]
                .ToArray()
                .Prepend(node)
                .Select(graph.PlatformOf)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToArray();
            return names.Length == 0 ? "it states none" : Text.ShortList.Of(names, MostNames);
        }

        /// <inheritdoc/>
        public override bool NeedsConfigs => true;

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node)
        {
            bool? included = globs.Included.IsEmpty;
            bool? excluded = false;
            Look(node, context.Graph.KindOf(node) == ManifestKind.Image);
            foreach (var child in context.Graph.Children[node])
            {
                Look(child, context.Graph.KindOf(child) == ManifestKind.Image && !context.Graph.IsAttestation(child));
            }

            return And(included, !excluded);

            void Look(NodeId manifest, bool hasPlatform)
            {
                included = Or(included, Any(globs.Included, context.Graph, manifest, hasPlatform));
                excluded = Or(excluded, Any(globs.Excluded, context.Graph, manifest, hasPlatform));
            }
        }

        /// <summary>
        /// Whether a manifest's platform matches one of the patterns. Indexes and configs may
        /// call it by several names: only where all or none of them match is that certain.
        /// </summary>
        private static bool? Any(ImmutableArray<GlobPattern> patterns, DigestGraph graph, NodeId manifest, bool hasPlatform)
        {
            if (patterns.IsEmpty)
            {
                return false;
            }

            var (matching, others) = (0, 0);
            foreach (var platform in graph.PlatformsOf(manifest))
            {
                if (patterns.Any(p => p.IsMatch(platform)))
                {
                    matching++;
                }
                else
                {
                    others++;
                }
            }

            return (matching, others) switch
            {
                (0, 0) => hasPlatform ? null : false,
                (_, 0) => true,
                (0, _) => false,
                _ => null,
            };
        }
    }
}
