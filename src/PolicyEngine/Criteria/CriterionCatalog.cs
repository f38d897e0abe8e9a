using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Selecting;

namespace PolicyEngine.Criteria;

/// <summary>All keys of the two actions, in the order of the reference page. To add one: a class in this folder, and a line here.</summary>
internal static class CriterionCatalog
{
    /// <summary>The keys of <c>delete</c>.</summary>
    public static MappingShape Delete { get; } =
        new(
            "'delete'",
            [
                new DeleteOlderThanCriterion
                {
                    OtherWords = ["age", "max-age", "min-age", "ttl", "days", "expire-after", "unless-younger-than", "after"],
                },
                new DeleteNotPulledForCriterion(),
                new ExceptNewestCriterion
                {
                    OtherWords =
                    [
                        "keep",
                        "keep-last",
                        "keep-newest",
                        "keep-latest",
                        "keep-n",
                        "except-last",
                        "except-latest",
                        "last",
                        "latest",
                        "retain",
                        "count",
                    ],
                },
                ExceptCriterion.Property,
                ActionOptions.Of,
                ActionOptions.OrderBy,
                PerCriterion.Property,
                ActionOptions.Target,
                ActionOptions.WithOtherTags,
                new UntilCriterion { OtherWords = ["quota", "max-size", "size"] },
            ]
        )
        {
            Elsewhere = static () =>
                [
                    ("under 'match'", ConditionCatalog.Match.Keywords),
                    ("under 'until'", ["total-size"]),
                    ("under 'except'", CalendarKeys.All.Select(k => k.Keyword)),
                    ("under 'tags' of 'match'", TagsCondition.OwnKeys),
                ],
        };

    /// <summary>The keys of <c>keep</c>.</summary>
    public static MappingShape Keep { get; } =
        new(
            "'keep'",
            [
                new NewestCriterion
                {
                    OtherWords = ["last", "latest", "keep-last", "count", "most-recent", "except-newest", "keep-newest"],
                },
                new KeepYoungerThanCriterion(),
                new PulledWithinCriterion(),
                new MostRecentlyPulledCriterion(),
                new TotalSizeCriterion(),
                .. CalendarKeys.All,
                ActionOptions.OrderBy,
                PerCriterion.Property,
                ActionOptions.Join,
            ]
        )
        {
            Elsewhere = static () =>
                [("under 'match'", ConditionCatalog.Match.Keywords), ("under 'tags' of 'match'", TagsCondition.OwnKeys)],
        };

    /// <summary>The compiled criteria of a bag, in the order of a shape, those that go by the calendar last.</summary>
    public static ImmutableArray<BoundCriterion> Criteria(PropertyBag bag, MappingShape shape) =>
        [
            .. shape.Properties.Where(bag.Values.ContainsKey).Select(p => bag.Values[p]).OfType<BoundCriterion>(),
            .. bag.Get(ExceptCriterion.Property, []),
            .. CalendarKeys.Compile(bag, CriterionEffect.Keep),
        ];
}
