namespace PolicyEngine.Registry.Applying;

/// <summary>An image whose deletion may have been begun: then it is finished,
/// whatever brakes a run (semantics.md#applying). Thread-safe.</summary>
/// <param name="counted">Those of its manifests that were taken off the budget.</param>
internal sealed class BegunImage(params IEnumerable<string> counted)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _counted = new(counted, StringComparer.Ordinal);
    private volatile bool _isBegun;

    /// <summary>Whether a part of it is gone.</summary>
    internal bool IsBegun
    {
        get => _isBegun;
        set => _isBegun = value;
    }

    /// <summary>What ends a step of it: nothing, once it was begun.</summary>
    internal CancellationToken Until(CancellationToken cancellationToken) => _isBegun ? CancellationToken.None : cancellationToken;

    /// <summary>Gives back the deletion of one that was not asked for.</summary>
    internal void GiveBack(string digest, ApplyBudget budget)
    {
        lock (_gate)
        {
            if (_counted.Remove(digest))
            {
                budget.GiveBack();
            }
        }
    }
}
