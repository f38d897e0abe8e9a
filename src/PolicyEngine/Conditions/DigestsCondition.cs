using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Conditions;

/// <summary><c>digests</c>: by full digest.</summary>
internal sealed class DigestsCondition()
    : Condition<ImmutableArray<string>>(
        "digests",
        new ListType<string>(new DigestType()),
        "The image is one of these, each by its full digest.",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<string> value) => new OneOf(value);

    private sealed class OneOf(ImmutableArray<string> digests) : Predicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override ImmutableArray<string> NamedDigests => digests;

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override Selection Select(EvaluationContext context, NodeSet domain)
        {
            var nodes = new NodeSetBuilder(domain.Capacity);
            foreach (var digest in digests)
            {
                if (context.Graph.TryFind(digest, out var node) && node < context.Graph.PresentCount && domain.Contains(node))
                {
                    nodes.Add(node);
                }
            }

            return new Selection(nodes);
        }
    }
}
