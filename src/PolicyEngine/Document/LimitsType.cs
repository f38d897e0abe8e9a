using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;

namespace PolicyEngine.Document;

/// <summary><c>limits</c>.</summary>
internal sealed partial class LimitsType : ValueType<PolicyLimits>
{
    private static readonly Property<DeleteLimit> MaxDelete = new(
        "max-delete",
        new DeleteLimitType(),
        "The most images (roots) that may be deleted: a count, or a percentage of the repository's "
            + "images, rounded up. A plan over it is refused as a whole for that repository."
    )
    {
        Examples = [20, "25%"],
    };

    private static readonly Property<int> MinRemaining = new(
        "min-remaining",
        new CountType(),
        "The tagged images that must remain (never more than there were). A plan below it is refused as a whole for that repository."
    )
    {
        Default = 1,
    };

    /// <summary>The keys of the limits.</summary>
    internal static readonly MappingShape Shape = new("'limits'", [MaxDelete, MinRemaining])
    {
        Elsewhere = static () => [("under 'settings'", SettingsType.Shape.Keywords)],
    };

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

    private sealed partial class DeleteLimitType : ValueType<DeleteLimit>
    {
        private const int MostImages = 1_000_000_000;
        private const string PercentagePattern = "^([0-9]{1,2}(\\.[0-9]{1,10})?|100(\\.0{1,10})?)%$";

        public override JsonObject Schema() =>
            new()
            {
                ["anyOf"] = new JsonArray(
                    new CountType(MostImages).Schema(),
                    new JsonObject { ["type"] = "string", ["pattern"] = PercentagePattern }
                ),
            };

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out DeleteLimit value)
        {
            value = null!;
            if (node is ScalarSyntax scalar)
            {
                if (!FilledPatterns.AreSimple(scalar, "a count or a percentage", context))
                {
                    return false;
                }

                if (
                    YamlTyping.WithoutZeros(scalar) is null
                    && YamlTyping.IsCount(scalar)
                    && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    && count <= MostImages
                )
                {
                    value = new DeleteLimit(count, false, node.Location);
                    return true;
                }

                if (Percentage().Match(scalar.Value) is { Success: true } match)
                {
                    value = new DeleteLimit(decimal.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), true, node.Location);
                    return true;
                }
            }

            var meant =
                node is ScalarSyntax written
                && PercentText().Match(written.Value) is { Success: true } text
                && Percentage().IsMatch(text.Groups[1].Value + "%")
                    ? text.Groups[1].Value + "%"
                : node is ScalarSyntax zeros ? YamlTyping.WithoutZeros(zeros)
                : null;
            var fix = meant is null
                ? null
                : CodeFix.Replace($"Change '{Quote.Cap(((ScalarSyntax)node).Value)}' to '{meant}'", node.Span, meant);
            context.Report(
                PolicyDiagnostics.BadLimit,
                node,
                fix,
                Quote.Kind(node),
                meant is null ? string.Empty : Suggestion.Text([meant])
            );
            return false;
        }

        [GeneratedRegex(@"\A([0-9.]{1,14}) *(?:%|percent|per cent|pct)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
        private static partial Regex PercentText();

        [GeneratedRegex(PercentagePattern, RegexOptions.CultureInvariant)]
        private static partial Regex Percentage();
    }
}
