using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>annotations</c>: annotations of the manifest or index by name and glob.</summary>
internal sealed class AnnotationsCondition()
    : Condition<ImmutableArray<KeyValuePair<string, GlobPattern>>>(
        "annotations",
        new MapType<GlobPattern>(new GlobType()),
        "Annotations of the manifest or index, each by name and a glob on its value; all must match.",
        new JsonObject { ["org.opencontainers.image.ref.name"] = "release-*" }
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<KeyValuePair<string, GlobPattern>> value) => new Annotated(value);

    private sealed class Annotated(ImmutableArray<KeyValuePair<string, GlobPattern>> annotations) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node)
        {
            foreach (var (name, pattern) in annotations)
            {
                if (!NamedValues.Match(context.Graph.AnnotationsOf(node), name, pattern))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
