using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Deletes images that share nothing side by side, as many manifests at once as one look is for: the next part of each
/// image that was begun, then the first ones of others. Not thread-safe.
/// </summary>
/// <param name="condemned">The documents of what is deleted.</param>
/// <param name="runner">Says what may be begun.</param>
/// <param name="together">How many manifests go at once now.</param>
/// <param name="countedOf">What an image takes of the budget.</param>
internal sealed class ImageRounds(
    CondemnedSet condemned,
    StepRunner runner,
    Func<int> together,
    Func<List<PlannedManifest>, IReadOnlyCollection<string>> countedOf
)
{
    private readonly List<Image> _open = [];

    /// <summary>Does it.</summary>
    /// <param name="units">The images, each with its manifests in the order of deletion.</param>
    /// <param name="postpone">Is told of an image that is not begun, and why.</param>
    /// <param name="delete">Deletes manifests at once.</param>
    /// <param name="end">Is told of an image whose manifests are all settled.</param>
    /// <param name="cancellationToken">Ends it after the images that were begun.</param>
    internal async Task RunAsync(
        IEnumerable<List<PlannedManifest>> units,
        Action<List<PlannedManifest>, string> postpone,
        Func<IReadOnlyCollection<PlannedManifest>, Func<PlannedManifest, BegunImage>, Task> delete,
        Action<List<PlannedManifest>, BegunImage> end,
        CancellationToken cancellationToken
    )
    {
        var waiting = new Queue<List<PlannedManifest>>(units);
        while (true)
        {
            var round = Ready();

            // One image at most has parts left after a round: what a kill leaves behind is not to be more.
            while (waiting.TryPeek(out var unit) && round.Count < Most && !_open.Exists(image => image.IsLeftAfter(round)))
            {
                var counted = countedOf(unit);
                var beside = _open.Sum(image => image.Rows.Count - image.Settled);
                var limit = runner.LimitBefore(counted.Count + beside);
                if (beside > 0 && limit is not null)
                {
                    // Waiting, or ending here, would leave what was begun in its midst. Others use up the same limit: it is asked once.
                    break;
                }

                waiting.Dequeue();
                var why = await runner.TryBeginAsync(counted.Count, beside, limit, cancellationToken).ConfigureAwait(false);
                if (why is null)
                {
                    _open.Add(new Image(unit, new BegunImage(counted)));
                    round = Ready();
                }
                else
                {
                    postpone(unit, why);
                }
            }

            if (round.Count == 0)
            {
                return;
            }

            var images = new Dictionary<PlannedManifest, BegunImage>(ReferenceEqualityComparer.Instance);
            foreach (var image in _open)
            {
                image.Rows.ForEach(row => images.Add(row, image.Begun));
            }

            await delete(round, row => images[row]).ConfigureAwait(false);
            foreach (var image in _open)
            {
                image.Settled += image.Rows.Skip(image.Settled).TakeWhile(round.Contains).Count();
            }

            foreach (var image in _open.Where(image => image.Settled == image.Rows.Count))
            {
                end(image.Rows, image.Begun);
            }

            _open.RemoveAll(image => image.Settled == image.Rows.Count);
        }
    }

    /// <summary>The first of a repository is asked for alone: whether the token may delete is not asked twice.</summary>
    private int Most => runner.HasDeleted ? together() : 1;

    private HashSet<PlannedManifest> Ready() => new(_open.SelectMany(Ready).Take(Most), ReferenceEqualityComparer.Instance);

    /// <summary>The next manifests of an image in the order of deletion, none of which keeps another one of them alive.</summary>
    private List<PlannedManifest> Ready(Image image)
    {
        var ready = new List<PlannedManifest>();
        foreach (var row in image.Rows.Skip(image.Settled).Take(together()))
        {
            if (ready.Exists(other => condemned.Keeps(other.Digest, row.Digest)))
            {
                break;
            }

            ready.Add(row);
        }

        return ready;
    }

    /// <summary>An image that may be begun.</summary>
    private sealed class Image(List<PlannedManifest> rows, BegunImage begun)
    {
        internal List<PlannedManifest> Rows => rows;

        internal BegunImage Begun => begun;

        /// <summary>How many of its manifests are settled, the first in order.</summary>
        internal int Settled { get; set; }

        internal bool IsLeftAfter(HashSet<PlannedManifest> round) => !round.Contains(rows[^1]);
    }
}
