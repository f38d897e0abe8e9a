using System.Collections.Immutable;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Shares the rows of a report: every repository's deletions get the same,
/// what one does not need the others get, and kept parts get the rest.</summary>
internal sealed class RowBudget
{
    private readonly int _share;
    private int _rest;

    public RowBudget(int rows, ImmutableArray<RepositoryPlan> repositories)
    {
        var open = repositories.Length;
        var left = rows;
        foreach (var count in repositories.Select(r => r.Delete.Count).Order())
        {
            var share = left / open--;
            if (count > share)
            {
                _share = share;
                return;
            }

            left -= count;
            _share = Math.Max(share, count);
        }

        _share = int.MaxValue;
        _rest = left;
    }

    public int Deletions(RepositoryPlan repository) => Math.Min(_share, repository.Delete.Count);

    public int Parts(int count)
    {
        var shown = Math.Min(count, _rest);
        _rest -= shown;
        return shown;
    }
}
