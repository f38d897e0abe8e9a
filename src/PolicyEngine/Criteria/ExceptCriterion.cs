using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Criteria;

/// <summary><c>delete.except</c>: what a delete rule spares, by counts and by
/// the calendar. An image that any of its keys holds for is spared.</summary>
internal static class ExceptCriterion
{
    /// <summary><c>newest</c>.</summary>
    public static Property<int> Newest { get; } =
        new(
            "newest",
            new CountType(),
            "This many of the selected images, the first in order, are spared. 'except-newest: 3' is short for 'except: { newest: 3 }'."
        )
        {
            Examples = [3],
            OtherWords = ["last", "latest", "keep-last", "count", "most-recent", "except-newest", "keep-newest"],
        };

    /// <summary>The keys.</summary>
    public static MappingShape Shape { get; } =
        new("'except'", [Newest, .. CalendarKeys.All])
        {
            IsNeverEmpty = true,
            Shorthand = Newest.Keyword,
            Elsewhere = static () =>
                [("under 'delete'", CriterionCatalog.Delete.Keywords), ("under 'match'", Conditions.ConditionCatalog.Match.Keywords)],
        };

    /// <summary>The key.</summary>
    public static Property<ImmutableArray<BoundCriterion>> Property { get; } =
        new(
            "except",
            new ExceptType(),
            "What is spared of the selected images: the newest, and one image of each hour, day, week, month, quarter or "
                + "year. An image that any of the keys holds for is spared. See 'of', 'order-by' and 'per'."
        )
        {
            Examples =
            [
                new JsonObject
                {
                    ["newest"] = 3,
                    ["daily"] = 14,
                    ["monthly"] = 12,
                },
            ],
            OtherWords = ["keep-policy", "unless"],
        };

    private sealed class ExceptType : ValueType<ImmutableArray<BoundCriterion>>
    {
        public override JsonObject Schema() => Shape.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<BoundCriterion> value)
        {
            value = [];
            if (node is MappingSyntax { Properties.IsEmpty: true })
            {
                context.Report(LanguageDiagnostics.EmptyList, node, key);
                return false;
            }

            if (node is not MappingSyntax && !(node is ScalarSyntax scalar && YamlTyping.IsCount(scalar)))
            {
                // Only of a count it is plain what is meant: a list may mean tags.
                context.Report(
                    LanguageDiagnostics.WrongType,
                    node,
                    $"'{key}'",
                    "a mapping such as '{ newest: 3, daily: 14 }'",
                    Quote.Kind(node),
                    string.Empty
                );
                return false;
            }

            if (context.BindMapping(node, Shape) is not { } bag)
            {
                return false;
            }

            value =
            [
                .. bag.TryGet(Newest, out var count) ? [ExceptNewestCriterion.Count(count)] : Array.Empty<BoundCriterion>(),
                .. CalendarKeys.Compile(bag, CriterionEffect.Spare),
            ];
            return bag.Values.Count == bag.Syntax.Properties.Length;
        }
    }
}
