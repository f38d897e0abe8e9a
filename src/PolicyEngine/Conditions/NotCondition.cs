using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary><c>not</c>: a set of conditions does not hold.</summary>
internal sealed class NotCondition()
    : Condition(
        "not",
        "These conditions do not all hold. It selects every tag of the image; to leave out tags, use '!' or 'none' in 'tags'.",
        new JsonObject { ["labels"] = new JsonObject { ["keep"] = "true" } }
    )
{
    /// <inheritdoc/>
    public override JsonObject ValueSchema() => ConditionCatalog.Definition.Reference();

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context) =>
        NestedConditions.BindOne(node, Keyword, context) is { } part ? new NotPredicate(part) : null;

    /// <summary>The compiled condition.</summary>
    internal sealed class NotPredicate(Predicate part) : Predicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override ImmutableArray<Predicate> Parts => [part];

        /// <inheritdoc/>
        public override bool SpeaksOfTags => part.SpeaksOfTags;

        /// <inheritdoc/>
        public override bool NeedsPullTimes => part.NeedsPullTimes;

        /// <inheritdoc/>
        public override bool LimitsAge => part.LimitsAge;

        /// <inheritdoc/>
        public override Selection Select(EvaluationContext context, NodeSet domain)
        {
            // What holds at least, of the opposite, is all that does not hold at most.
            using var opposite = context.Assume(unknownHolds: !context.UnknownHolds);
            using var exclusions = context.Exclude(images: false);
            return new(domain.ToBuilder().ExceptWith(part.Select(context, domain).Nodes));
        }
    }
}
