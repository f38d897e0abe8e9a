using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>A period of the calendar that holds at least one image of a group.</summary>
/// <param name="Period">The period.</param>
/// <param name="Rank">Its place among the periods of the group that hold an image, from 1, the latest first.</param>
/// <param name="Images">Its images, newest first.</param>
internal sealed record CalendarBucket(CalendarPeriod Period, int Rank, IReadOnlyList<NodeId> Images)
{
    /// <summary>Sorts the images of a group, newest first, into buckets, the latest first.</summary>
    public static IReadOnlyList<CalendarBucket> Find(EvaluationContext context, CalendarUnit unit, IReadOnlyList<NodeId> sorted)
    {
        var buckets = new List<CalendarBucket>();
        var images = new Dictionary<CalendarPeriod, List<NodeId>>();
        foreach (var node in sorted)
        {
            var period = context.PeriodOf(unit, node);
            if (!images.TryGetValue(period, out var own))
            {
                images[period] = own = [];
                buckets.Add(new CalendarBucket(period, buckets.Count + 1, own));
            }

            own.Add(node);
        }

        return buckets;
    }
}

/// <summary>The place of an image in the buckets of a group.</summary>
/// <param name="Group">The group of <c>per</c>; empty without it.</param>
/// <param name="Period">The period that it lies in.</param>
/// <param name="Rank">The place of that period, from 1.</param>
/// <param name="IsTaken">Whether the criterion takes an image of that period.</param>
/// <param name="IsPicked">Whether it is the image that a criterion would take of that period.</param>
internal sealed record CalendarPlace(string Group, CalendarPeriod Period, int Rank, bool IsTaken, bool IsPicked);
