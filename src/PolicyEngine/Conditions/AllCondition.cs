using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary><c>all</c>: several sets of conditions hold, each on its own.</summary>
internal sealed class AllCondition()
    : Condition(
        "all",
        "All of these sets of conditions hold; the tags that all of them select are selected.",
        new JsonArray(new JsonObject { ["tags"] = "*-rc*" }, new JsonObject { ["kind"] = "index" })
    )
{
    /// <inheritdoc/>
    public override JsonObject ValueSchema() => ListSchema.Of(ConditionCatalog.Definition.Reference, 100);

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context) =>
        NestedConditions.TryBind(node, Keyword, context, out var parts) ? new AllPredicate(parts) : null;
}
