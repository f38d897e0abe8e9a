using System.Globalization;
using PolicyEngine.Evaluation;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>Checks a plan against the <c>limits</c> (semantics.md#limits).</summary>
internal sealed class LimitCheck
{
    private readonly List<(ExceededLimit Limit, Location? Location)> _exceeded = [];

    /// <summary>Checks an evaluation.</summary>
    /// <param name="evaluation">What would be done.</param>
    /// <param name="approved">The number of images that somebody approved to delete; null for none.</param>
    public LimitCheck(RepositoryEvaluation evaluation, int? approved)
    {
        var graph = evaluation.Graph;

        // What is left of an image that was begun is not an image any more.
        var going = evaluation.RootsGoing - evaluation.Leftovers.Keys.Count(evaluation.Deleted.Contains);
        var roots = graph.Roots.Count - evaluation.Leftovers.Count;
        foreach (var limit in evaluation.Policy.Limits.MaxDelete.Where(limit => going > limit.Allowed(roots)))
        {
            if (going <= approved)
            {
                Approved = approved;
                continue;
            }

            _exceeded.Add(
                (
                    new ExceededLimit(
                        ExceededLimit.MaxDelete,
                        limit.Location?.ToString(),
                        going,
                        roots,
                        limit.ToString(),
                        limit.Allowed(roots),
                        approved
                    ),
                    limit.Location
                )
            );
        }

        if (!evaluation.DeletesPackage || evaluation.Policy.Limits.MinRemainingLocation is not null)
        {
            CheckRemaining(evaluation);
        }
    }

    /// <summary>The limits that are exceeded.</summary>
    public IReadOnlyList<(ExceededLimit Limit, Location? Location)> Exceeded => _exceeded;

    /// <summary>The number that was approved, where the plan is over a limit and is carried out for that alone; else null.</summary>
    public int? Approved { get; }

    private void CheckRemaining(RepositoryEvaluation evaluation)
    {
        var (tagged, remaining) = (0, 0);
        foreach (var root in evaluation.Graph.Roots)
        {
            if (!evaluation.Graph.TagsOf(root).IsEmpty)
            {
                tagged++;
                remaining += evaluation.Deleted.Contains(root) ? 0 : 1;
            }
        }

        var limits = evaluation.Policy.Limits;
        var needed = Math.Min(limits.MinRemaining, tagged);
        if (remaining < needed)
        {
            _exceeded.Add(
                (
                    new ExceededLimit(
                        ExceededLimit.MinRemaining,
                        limits.MinRemainingLocation?.ToString(),
                        remaining,
                        tagged,
                        limits.MinRemaining.ToString(CultureInfo.InvariantCulture),
                        needed,
                        null
                    ),
                    limits.MinRemainingLocation
                )
            );
        }
    }
}
