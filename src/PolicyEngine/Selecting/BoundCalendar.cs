using System.Globalization;
using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>One image of each of the latest periods of the calendar that hold one (semantics.md#calendar).</summary>
/// <param name="effect">What it does.</param>
/// <param name="unit">The unit of the calendar.</param>
/// <param name="count">The number of periods; null for all, and where <paramref name="within"/> says which.</param>
/// <param name="within">Periods whose newest image is not older than this, and the latest one.</param>
/// <param name="picksOldest">Whether the oldest image of each period is taken.</param>
internal sealed class BoundCalendar(CriterionEffect effect, CalendarUnit unit, int? count, Duration? within, bool picksOldest)
    : BoundCriterion
{
    /// <inheritdoc/>
    public override CriterionEffect Effect => effect;

    /// <inheritdoc/>
    public override bool TakesPlaces => true;

    /// <inheritdoc/>
    public override TimeSpan? AgeLimit => within?.Value;

    private string Pick => picksOldest ? "oldest" : "newest";

    /// <inheritdoc/>
    public override NodeSet Select(Ranking ranking, NodeSet candidates)
    {
        var result = new NodeSetBuilder(ranking.Pool.Capacity);
        foreach (var group in ranking.InTime())
        {
            foreach (var bucket in CalendarBucket.Find(ranking.Context, unit, group.Nodes))
            {
                if (!Takes(bucket, ranking.Context))
                {
                    break;
                }

                result.Add(PickOf(bucket));
                AddTie(bucket, ranking);
            }
        }

        foreach (var node in ranking.Ungrouped)
        {
            result.Add(node);
        }

        return result.IntersectWith(candidates);
    }

    /// <summary>The places of an image in its groups; none where it is not counted.</summary>
    public IReadOnlyList<CalendarPlace> PlacesOf(
        Ranking ranking,
        NodeId node,
        Dictionary<string, Dictionary<CalendarPeriod, CalendarBucket>> buckets
    )
    {
        GroupName[] groups = ranking.Pool.Contains(node) ? [.. ranking.TimeGroupsOf(node).OrderBy(g => g.Key, StringComparer.Ordinal)] : [];
        if (groups.Length == 0)
        {
            return [];
        }

        var period = ranking.Context.PeriodOf(unit, node);
        if (buckets.Count == 0)
        {
            foreach (var group in ranking.InTime())
            {
                buckets[group.Name.Key] = CalendarBucket.Find(ranking.Context, unit, group.Nodes).ToDictionary(b => b.Period);
            }
        }

        return
        [
            .. from name in groups
            let bucket = buckets[name.Key][period]
            select new CalendarPlace(name.Text, period, bucket.Rank, Takes(bucket, ranking.Context), PickOf(bucket) == node),
        ];
    }

    /// <inheritdoc/>
    public override string Describe(bool holds)
    {
        var which =
            within is { } limit ? $", within {limit}"
            : count is { } number ? $", of the latest {number}"
            : "";
        return $"{(holds ? "" : "not ")}the {Pick} of its {unit.Noun()}{which}";
    }

    /// <summary>Says it of one image: <c>the newest of week 2026-W19</c>, with the detail <c>(weekly, 3 of 8)</c>.</summary>
    public (string Text, string Detail) Describe(IReadOnlyList<CalendarPlace> places, bool holds)
    {
        var place = places.FirstOrDefault(p => p.IsTaken && p.IsPicked == holds) ?? (places.Count > 0 ? places[0] : null);
        if (place is null || (holds && !(place.IsTaken && place.IsPicked)))
        {
            return (Describe(holds), " (not counted)");
        }

        var group = place.Group.Length == 0 ? "" : $" in {place.Group}";
        var most = count?.ToString(CultureInfo.InvariantCulture) ?? "all";
        var detail = within is { } limit
            ? $" ({unit.Keyword()} within {limit}{group})"
            : string.Create(CultureInfo.InvariantCulture, $" ({unit.Keyword()}, {place.Rank} of {most}{group})");
        return holds ? ($"the {Pick} of {place.Period}", detail)
            : place.IsTaken ? ($"not the {Pick} of {place.Period}", detail)
            : within is { } bound ? ($"{place.Period} is not within {bound}", $" ({unit.Keyword()}{group})")
            : (
                $"{place.Period} is not among the latest {most}",
                string.Create(CultureInfo.InvariantCulture, $" ({unit.Keyword()}, number {place.Rank}{group})")
            );
    }

    /// <summary>The buckets are asked in order: from the first that is not taken on, none is.</summary>
    private bool Takes(CalendarBucket bucket, EvaluationContext context) =>
        within is { } limit ? bucket.Rank == 1 || !context.IsOlderThan(bucket.Images[0], limit.Value) : !(bucket.Rank > count);

    private NodeId PickOf(CalendarBucket bucket) => picksOldest ? bucket.Images[^1] : bucket.Images[0];

    private void AddTie(CalendarBucket bucket, Ranking ranking)
    {
        if (bucket.Images.Count < 2)
        {
            return;
        }

        var (inside, outside) = picksOldest ? (bucket.Images[^1], bucket.Images[^2]) : (bucket.Images[0], bucket.Images[1]);
        if (ranking.Context.Ages[inside] == ranking.Context.Ages[outside] && !ranking.Ties.Contains((inside, outside)))
        {
            ranking.Ties.Add((inside, outside));
        }
    }
}
