using System.Text.Json.Nodes;
using PolicyEngine.Evaluation;
using PolicyEngine.Language.Binding;
using PolicyEngine.Language.Globs;

namespace PolicyEngine.Conditions;

/// <summary><c>platform</c>: globs on the image's own platform, or any of an index's children's.</summary>
internal sealed class PlatformCondition() : Condition<GlobList>(
    "platform", new GlobListType(),
    "The platform as os/arch[/variant], by globs ('!' excludes): the image's own, or that of any child of an index.", "linux/arm*", new JsonArray("windows/*", "linux/s390x"))
{
    /// <inheritdoc/>
    protected override Predicate Compile(GlobList value) => new OnPlatform(value);

    private sealed class OnPlatform(GlobList globs) : NodePredicate
    {
        /// <inheritdoc/>
        public override bool NeedsConfigs => true;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, int node)
        {
            var graph = context.Graph;
            if (graph.PlatformOf(node) is { } own && globs.IsMatch(own))
            {
                return true;
            }

            foreach (var child in graph.Children[node])
            {
                if (graph.PlatformOf(child) is { } platform && globs.IsMatch(platform))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
