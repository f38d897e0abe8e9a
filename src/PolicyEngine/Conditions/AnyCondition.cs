using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary><c>any</c>: at least one of several sets of conditions holds.</summary>
internal sealed class AnyCondition()
    : Condition(
        "any",
        "At least one of these sets of conditions holds; the tags of all that hold are selected.",
        new JsonArray(new JsonObject { ["tags"] = "pr-*" }, new JsonObject { ["tagged"] = false })
    )
{
    /// <inheritdoc/>
    public override JsonObject ValueSchema() => ListSchema.Of(ConditionCatalog.Definition.Reference, 100);

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context) =>
        NestedConditions.TryBind(node, Keyword, context, out var parts) ? new AnyPredicate(parts) : null;

    /// <summary>The compiled condition.</summary>
    internal sealed class AnyPredicate(ImmutableArray<Predicate> parts) : Predicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override ImmutableArray<Predicate> Parts => parts;

        /// <inheritdoc/>
        public override bool SpeaksOfTags => parts.Any(p => p.SpeaksOfTags);

        /// <inheritdoc/>
        public override bool NeedsPullTimes => parts.Any(p => p.NeedsPullTimes);

        /// <inheritdoc/>
        public override bool SelectsOrphans => parts.Any(p => p.SelectsOrphans);

        /// <inheritdoc/>
        public override bool LimitsAge => parts.All(p => p.LimitsAge);

        /// <inheritdoc/>
        public override Selection Select(EvaluationContext context, NodeSet domain)
        {
            var result = parts[0].Select(context, domain);
            foreach (var part in parts.AsSpan()[1..])
            {
                result = Selection.Unite(context.Graph, result, part.Select(context, domain));
            }

            return result;
        }
    }
}
