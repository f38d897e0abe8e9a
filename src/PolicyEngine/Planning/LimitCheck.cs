using PolicyEngine.Evaluation;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>Checks a plan against the <c>limits</c> (semantics.md#limits).</summary>
internal static class LimitCheck
{
    /// <summary>The sentence and the place of the first limit that is exceeded, or null.</summary>
    public static (string Message, Location? Location)? Find(RepositoryEvaluation evaluation)
    {
        var graph = evaluation.Graph;

        // What is left of an image that was begun is not an image any more.
        var going = evaluation.RootsGoing - evaluation.Leftovers.Keys.Count(evaluation.Deleted.Contains);
        var roots = graph.Roots.Count - evaluation.Leftovers.Count;
        foreach (var limit in evaluation.Policy.Limits.MaxDelete)
        {
            if (going > limit.Allowed(roots))
            {
                return ($"The plan would delete {going} of {roots} images, but 'max-delete: {limit}' allows {limit.Allowed(roots)}.", limit.Location);
            }
        }

        if (evaluation.DeletesPackage && evaluation.Policy.Limits.MinRemainingLocation is null)
        {
            return null;
        }

        int tagged = 0, remaining = 0;
        foreach (var root in graph.Roots)
        {
            if (!graph.TagsOf(root).IsEmpty)
            {
                tagged++;
                remaining += evaluation.Deleted.Contains(root) ? 0 : 1;
            }
        }

        var needed = Math.Min(evaluation.Policy.Limits.MinRemaining, tagged);
        return remaining < needed
            ? ($"The plan would leave {remaining} tagged images, but 'min-remaining: {evaluation.Policy.Limits.MinRemaining}' needs {needed}.", evaluation.Policy.Limits.MinRemainingLocation)
            : null;
    }
}
