using System.Collections.Concurrent;
using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Deletes what is deleted of one repository, image by image (semantics.md#applying): one is begun only
/// when the budgets cover it with all that goes with it, and is finished before the next is begun.
/// </summary>
/// <param name="state">What the plan says.</param>
/// <param name="saved">The bytes of what is deleted.</param>
/// <param name="condemned">The documents of what is deleted.</param>
/// <param name="runner">Carries out one step.</param>
/// <param name="writer">Deletes.</param>
internal sealed class DeletionRun(PlannedState state, SavedBodies saved, CondemnedSet condemned, StepRunner runner, IRegistryWriter writer)
{
    /// <summary>So many batches of what hangs on nothing else are prepared at once.</summary>
    private const int Ahead = 4;
    private readonly int _concurrency = Math.Max(1, writer.Traits.Concurrency);

    /// <summary>How many go by one look. More than a minute allows would wait for each other.</summary>
    private readonly int _together = Math.Max(
        1,
        Math.Min(Math.Min(writer.Traits.Concurrency, writer.Traits.Together), runner.Pace ?? int.MaxValue)
    );
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AppliedStep> _done = new(StringComparer.Ordinal);

    /// <summary>How many go by one look now.</summary>
    private int AtOnce => Math.Clamp(writer.RequestsAtOnce, 1, _together);

    /// <summary>The parts that are left of images that were begun: what a limit or a refusal in their midst left behind.</summary>
    internal IReadOnlySet<string> Left => _left;

    /// <summary>The step of each manifest that was settled.</summary>
    internal IReadOnlyDictionary<string, AppliedStep> Done => _done;

    /// <summary>Deletes manifests that were read, with all that hangs together with them.</summary>
    /// <param name="rows">The manifests.</param>
    /// <param name="settle">Is told how many steps are settled.</param>
    /// <param name="cancellationToken">Ends it after the image that was begun.</param>
    internal async Task RunAsync(IReadOnlyList<PlannedManifest> rows, Action<int> settle, CancellationToken cancellationToken)
    {
        var rowOf = rows.ToDictionary(row => row.Digest, StringComparer.Ordinal);

        // What is gone, or could not be read, comes first and by itself: what is back spares what it may refer to.
        await ForEachAsync(rows.Where(row => !saved.Known.ContainsKey(row.Digest)), settle, async row =>
                saved.Unreadable.TryGetValue(row.Digest, out var why)
                    ? AppliedStep.OfDeletion(row, ApplyOutcome.Failed, Unread(why))
                    : await ConfirmGoneAsync(row, cancellationToken).ConfigureAwait(false)
            )
            .ConfigureAwait(false);

        var single = new List<(PlannedManifest Row, BegunImage Image)>();
        var units = condemned
            .Units(digest => !saved.WasPresent(digest))
            .Select(unit => unit.Where(rowOf.ContainsKey).Select(digest => rowOf[digest]).ToList())
            .Where(unit => unit.Count > 0)
            .ToList();

        // What was begun is finished first, in its order.
        var apart = _together > 1 ? units.Where(unit => IsApart(unit) && unit.TrueForAll(IsWhole)).ToHashSet() : [];
        foreach (var unit in units.Where(unit => !apart.Contains(unit)))
        {
            var counted = Counted(unit);
            var limit = runner.LimitBefore(counted.Count + single.Count);
            if (await runner.TryBeginAsync(counted.Count, single.Count, limit, cancellationToken).ConfigureAwait(false) is { } why)
            {
                Postpone(unit, why);
                settle(_done.Count);
            }
            else if (unit.Count == 1)
            {
                // Nothing hangs on any of them. The first of a repository is asked
                // for alone: whether the token may delete is not asked twice.
                single.Add((unit[0], new BegunImage(counted)));
                if (single.Count >= (runner.HasDeleted ? Ahead * _concurrency : 1))
                {
                    await FlushAsync(single, settle, cancellationToken).ConfigureAwait(false);
                }
            }
            else
            {
                await FlushAsync(single, settle, cancellationToken).ConfigureAwait(false);
                await FinishAsync(unit, new BegunImage(counted), settle, cancellationToken).ConfigureAwait(false);
            }
        }

        await FlushAsync(single, settle, cancellationToken).ConfigureAwait(false);

        // These may go in any order, and one look suffices for those of a page.
        var next = units.Where(apart.Contains).OrderBy(PageOf);
        await new ImageRounds(condemned, runner, () => AtOnce, Counted)
            .RunAsync(
                next,
                (unit, why) =>
                {
                    Postpone(unit, why);
                    settle(_done.Count);
                },
                async (rows, imageOf) => await DeleteAsync(rows, settle, imageOf, cancellationToken).ConfigureAwait(false),
                Leave,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Leaves manifests that were not read, in groups that hang together.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="outcome">What it is in the report.</param>
    /// <param name="whyOf">Why a group is left, by the number of its deletions.</param>
    internal void Leave(IEnumerable<IReadOnlyList<PlannedManifest>> groups, ApplyOutcome outcome, Func<int, string> whyOf)
    {
        foreach (var group in groups)
        {
            var why = whyOf(group.Count);
            var root = group.Count(row => row.Role == ManifestRole.Root) == 1 ? group.First(row => row.Role == ManifestRole.Root) : null;
            foreach (var row in group)
            {
                var isOwn = root is null || row == root;
                _done[row.Digest] = AppliedStep.OfDeletion(row, outcome, isOwn ? why : StepRunner.After(root!.Digest), isOwn);
            }
        }
    }

    /// <summary>What is said of a manifest that could not be read.</summary>
    internal static string Unread(string why) => $"It could not be read, so it is kept: {why}";

    private void Postpone(List<PlannedManifest> unit, string why)
    {
        foreach (var row in unit)
        {
            if (condemned.SparedFor(row.Digest) is null)
            {
                runner.Postpone(row.Digest, why);
            }

            var spared = condemned.SparedFor(row.Digest)!;
            _done[row.Digest] = AppliedStep.OfDeletion(row, spared.Outcome, spared.Reason, spared.IsOwn);
        }
    }

    private async Task FlushAsync(
        List<(PlannedManifest Row, BegunImage Image)> single,
        Action<int> settle,
        CancellationToken cancellationToken
    )
    {
        var images = single.ToDictionary(pair => pair.Row.Digest, pair => pair.Image, StringComparer.Ordinal);
        await DeleteAsync(single.Select(pair => pair.Row), settle, row => images[row.Digest], cancellationToken).ConfigureAwait(false);
        single.Clear();
    }

    /// <summary>One image, its manifests in the order of deletion, as many at a time as do not hang on each other.</summary>
    private async Task FinishAsync(List<PlannedManifest> unit, BegunImage image, Action<int> settle, CancellationToken cancellationToken)
    {
        var batch = new List<PlannedManifest>();
        foreach (var row in unit)
        {
            if (batch.Count >= Ahead * _concurrency || batch.Exists(other => condemned.Keeps(other.Digest, row.Digest)))
            {
                await FlushAsync().ConfigureAwait(false);
            }

            batch.Add(row);
        }

        await FlushAsync().ConfigureAwait(false);
        Leave(unit, image);

        async Task FlushAsync()
        {
            await DeleteAsync(batch, settle, _ => image, cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }
    }

    /// <summary>Deletes manifests that do not hang on each other.</summary>
    private async Task DeleteAsync(
        IEnumerable<PlannedManifest> rows,
        Action<int> settle,
        Func<PlannedManifest, BegunImage> imageOf,
        CancellationToken cancellationToken
    )
    {
        if (_together == 1)
        {
            await ForEachAsync(rows, settle, row => runner.DeleteAsync(row, imageOf(row), null, cancellationToken)).ConfigureAwait(false);
            return;
        }

        var waiting = new Queue<PlannedManifest>(rows);
        while (waiting.Count > 0)
        {
            var chunk = new List<PlannedManifest>();
            for (var most = AtOnce; chunk.Count < most && waiting.TryDequeue(out var row);)
            {
                chunk.Add(row);
            }

            var begun = chunk.Where(row => imageOf(row).IsBegun).Select(row => row.Digest);
            var round = chunk.Count == 1 ? null : new LookRound(writer, chunk.Count, begun);
            await Task.WhenAll(
                    chunk.Select(async row =>
                    {
                        _done[row.Digest] = await runner.DeleteAsync(row, imageOf(row), round, cancellationToken).ConfigureAwait(false);
                        settle(_done.Count);
                    })
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Notes what is left of an image that was begun.</summary>
    private void Leave(List<PlannedManifest> unit, BegunImage image)
    {
        if (image.IsBegun)
        {
            _left.UnionWith(
                unit.Select(row => row.Digest).Where(digest => _done[digest].Outcome is ApplyOutcome.NotAttempted or ApplyOutcome.Failed)
            );
        }
    }

    /// <summary>What an image takes of the budget: not what is spared already, or gone.</summary>
    private List<string> Counted(List<PlannedManifest> unit) =>
        [.. unit.Where(row => condemned.SparedFor(row.Digest) is null && saved.WasPresent(row.Digest)).Select(row => row.Digest)];

    private bool IsWhole(PlannedManifest row) => saved.WasPresent(row.Digest);

    private bool IsApart(List<PlannedManifest> unit) => condemned.IsApart(unit.Select(row => row.Digest).ToHashSet(StringComparer.Ordinal));

    private int PageOf(List<PlannedManifest> unit) => writer.PageOf(PlannedState.TargetOf(unit[0]));

    private async Task ForEachAsync(IEnumerable<PlannedManifest> rows, Action<int> settle, Func<PlannedManifest, Task<AppliedStep>> step)
    {
        // Without a token: one failure of the journal ends all, but a step that was begun is brought to its end.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _concurrency };
        await Parallel
            .ForEachAsync(rows, parallel, async (row, _) =>
            {
                _done[row.Digest] = await step(row).ConfigureAwait(false);
                settle(_done.Count);
            })
            .ConfigureAwait(false);
    }

    /// <summary>What could not be read then and is there now was never kept: it stays, with all that it may refer to.</summary>
    private async Task<AppliedStep> ConfirmGoneAsync(PlannedManifest row, CancellationToken cancellationToken)
    {
        var step = await runner.ConfirmGoneAsync(row, cancellationToken).ConfigureAwait(false);
        if (step.Outcome != ApplyOutcome.AlreadyGone)
        {
            condemned.SpareReach(
                row,
                state.Reach,
                $"{row.Digest}, which may need it, may still exist.",
                step.Outcome == ApplyOutcome.NotAttempted ? ApplyOutcome.NotAttempted : ApplyOutcome.Spared
            );
        }

        return step;
    }
}
