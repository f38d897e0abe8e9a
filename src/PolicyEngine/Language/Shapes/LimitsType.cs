using System.Globalization;
using System.Text.Json.Nodes;
using PolicyEngine.Language.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.Language.Shapes;

/// <summary><c>limits</c>.</summary>
internal sealed class LimitsType : ValueType<PolicyLimits>
{
    private static readonly Property<DeleteLimit> MaxDelete = new(
        "max-delete", new DeleteLimitType(),
        "The most images (roots) that may go: a count, or a percentage of the repository's images, rounded up. A plan over it is refused as a whole for that repository.")
    {
        Examples = [20, "25%"],
    };

    private static readonly Property<int> MinRemaining = new(
        "min-remaining", new CountType(), "The tagged images that must remain (never more than there were). A plan below it is refused as a whole for that repository.") { Default = 1 };

    private static readonly MappingShape Shape = new("'limits'", [MaxDelete, MinRemaining]);

    /// <inheritdoc/>
    public override JsonObject Schema() => Shape.Schema();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out PolicyLimits value)
    {
        value = new PolicyLimits();
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        value = new PolicyLimits
        {
            MaxDelete = bag.TryGet(MaxDelete, out var limit) ? [limit] : [],
            MinRemaining = bag.Get(MinRemaining, value.MinRemaining),
            MinRemainingLocation = bag.Has(MinRemaining) ? bag.Nodes[MinRemaining].Location : null,
        };
        return true;
    }

    private sealed class DeleteLimitType : ValueType<DeleteLimit>
    {
        public override JsonObject Schema() => new()
        {
            ["anyOf"] = new JsonArray(
                new CountType().Schema(),
                new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9]{1,2}(\\.[0-9]+)?|100(\\.0+)?)%$" }),
        };

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out DeleteLimit value)
        {
            value = null!;
            if (node is ScalarSyntax scalar)
            {
                if (YamlTyping.IsCount(scalar) && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    value = new DeleteLimit(count, false, node.Location);
                    return true;
                }

                if (scalar.Value.EndsWith('%')
                    && decimal.TryParse(scalar.Value.AsSpan(0, scalar.Value.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentage)
                    && percentage <= 100)
                {
                    value = new DeleteLimit(percentage, true, node.Location);
                    return true;
                }
            }

            context.Report(PolicyDiagnostics.BadLimit, node, Quote.Kind(node));
            return false;
        }
    }
}
