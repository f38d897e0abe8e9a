using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary>The keys of <c>keep</c> and <c>except</c> that go by the calendar: <c>hourly</c>
/// to <c>yearly</c>, <c>within</c> and <c>pick</c> (semantics.md#calendar).</summary>
internal static class CalendarKeys
{
    /// <summary><c>pick</c>: whether it is <c>oldest</c>.</summary>
    public static Property<bool> Pick { get; } =
        new(
            "pick",
            new ChoiceType<bool>(("newest", false), ("oldest", true)),
            "Which image of each hour, day, week, month, quarter or year is kept."
        )
        {
            Default = "newest",
        };

    private static readonly ImmutableArray<(CalendarUnit Unit, Property<PeriodCount> Count, Property<Duration> Within)> s_units =
    [
        .. CalendarUnits.All.Select(Describe),
    ];

    private static readonly Property<ImmutableDictionary<CalendarUnit, Duration>> Within = new(
        "within",
        new WithinType(),
        "Keeps an image of each hour, day, week, month, quarter or year whose newest "
            + "image is younger than this, and at least of the latest one."
    )
    {
        Examples = [new JsonObject { ["daily"] = "14d", ["monthly"] = "1y" }],
        OtherWords = ["keep-within"],
    };

    /// <summary>All of them, in the order of the reference page.</summary>
    public static ImmutableArray<Property> All { get; } = [.. s_units.Select(u => u.Count), Within, Pick];

    /// <summary>The criteria that a mapping states.</summary>
    public static IEnumerable<BoundCriterion> Compile(PropertyBag bag, CriterionEffect effect)
    {
        var picksOldest = bag.Get(Pick, false);
        foreach (var (unit, count, _) in s_units)
        {
            if (bag.TryGet(count, out var periods))
            {
                yield return new BoundCalendar(effect, unit, periods.Number, null, picksOldest);
            }
        }

        foreach (var (unit, limit) in bag.Get(Within, ImmutableDictionary<CalendarUnit, Duration>.Empty).OrderBy(w => w.Key))
        {
            yield return new BoundCalendar(effect, unit, null, limit, picksOldest);
        }
    }

    private static (CalendarUnit Unit, Property<PeriodCount> Count, Property<Duration> Within) Describe(CalendarUnit unit)
    {
        var (keyword, noun) = (unit.Keyword(), unit.Noun());
        var what = unit == CalendarUnit.Week ? "week from Monday (ISO)" : noun;
        return (
            unit,
            new Property<PeriodCount>(
                keyword,
                new PeriodCountType(),
                $"The newest image of each of this many {noun}s is kept, the latest that have an image; 'all' for every "
                    + $"{what}. A {noun} without an image does not count. See 'pick', 'within' and 'settings.time-zone'."
            )
            {
                Examples =
                [
                    unit == CalendarUnit.Year ? "all"
                    : unit == CalendarUnit.Day ? 14
                    : 8,
                ],
                OtherWords =
                [
                    $"keep-{keyword}",
                    noun,
                    $"{noun}s",
                    $"per-{noun}",
                    $"each-{noun}",
                    .. unit == CalendarUnit.Year ? ["annually", "keep-annually"] : Array.Empty<string>(),
                ],
            },
            new Property<Duration>(
                keyword,
                new DurationType(),
                $"An image of each {noun} whose newest image is younger than this is kept, and one of the latest {noun}."
            )
            {
                OtherWords = [$"keep-within-{keyword}", noun, $"{noun}s"],
            }
        );
    }

    /// <summary>A mapping of units to durations.</summary>
    private sealed class WithinType : ValueType<ImmutableDictionary<CalendarUnit, Duration>>
    {
        private static readonly MappingShape Shape = new("'within'", [.. s_units.Select(u => u.Within)]) { IsNeverEmpty = true };

        public override JsonObject Schema() => Shape.Schema();

        public override bool TryBind(
            SyntaxNode node,
            string key,
            BindingContext context,
            out ImmutableDictionary<CalendarUnit, Duration> value
        )
        {
            value = ImmutableDictionary<CalendarUnit, Duration>.Empty;
            if (node is MappingSyntax { Properties.IsEmpty: true })
            {
                context.Report(LanguageDiagnostics.EmptyList, node, key);
                return false;
            }

            if (node is not MappingSyntax)
            {
                context.Report(
                    LanguageDiagnostics.WrongType,
                    node,
                    $"'{key}'",
                    "a mapping such as '{ daily: 14d, monthly: 1y }'",
                    Quote.Kind(node),
                    string.Empty
                );
                return false;
            }

            var bag = context.BindMapping(node, Shape)!;
            foreach (var (unit, _, within) in s_units)
            {
                if (bag.TryGet(within, out var limit))
                {
                    value = value.Add(unit, limit);
                }
            }

            return value.Count == bag.Syntax.Properties.Length;
        }
    }
}
