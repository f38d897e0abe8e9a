using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Reads what is deleted next, and keeps it beside the journal: as much as the brakes of the run let go, so that a run
/// of one deletion does not read what the runs after it delete. What hangs together is read together. Not thread-safe.
/// </summary>
internal sealed class RoundReader
{
    private readonly RepositoryPlan _plan;
    private readonly PlannedState _state;
    private readonly IReadOnlyCollection<string> _disputed;
    private readonly RepositoryListing _listing;
    private readonly ImmutableArray<string> _deletedBefore;
    private readonly List<DeletionGroup> _waiting;

    /// <param name="plan">The plan.</param>
    /// <param name="state">What it says.</param>
    /// <param name="disputed">What stays since only one of two plans deletes it.</param>
    /// <param name="listing">What is there.</param>
    /// <param name="earlier">What earlier runs noted of the repository.</param>
    /// <param name="writer">The writing side.</param>
    /// <param name="journal">The journal.</param>
    internal RoundReader(
        RepositoryPlan plan,
        PlannedState state,
        IReadOnlyCollection<string> disputed,
        RepositoryListing listing,
        IReadOnlyList<RepositoryLine> earlier,
        IRegistryWriter writer,
        ApplyJournal journal
    )
    {
        (_plan, _state, _disputed, _listing) = (plan, state, disputed, listing);
        _deletedBefore = [.. DeletedBefore(earlier)];
        Saved = new SavedBodies(plan.Info.FullName, writer, journal, earlier, state.Knows);
        Condemned = new CondemnedSet(plan.Info);
        var begun = _deletedBefore.ToHashSet(StringComparer.Ordinal);
        _waiting =
        [
            .. DeletionGroup.Of(state.Delete, row =>
                listing.Manifests is { } present ? !present.ContainsKey(row.Digest) : begun.Contains(row.Digest)
            ),
        ];
    }

    /// <summary>The bytes of what was read.</summary>
    internal SavedBodies Saved { get; }

    /// <summary>The documents of what was read.</summary>
    internal CondemnedSet Condemned { get; }

    /// <summary>What was not read.</summary>
    internal IReadOnlyCollection<DeletionGroup> Waiting => _waiting;

    /// <summary>Takes what fits off what waits.</summary>
    /// <param name="fits">Whether so many deletions fit beside as many others that come first.</param>
    internal IReadOnlyList<PlannedManifest> Take(Func<int, int, bool> fits)
    {
        var taken = new List<DeletionGroup>();
        var deletions = 0;
        foreach (var group in _waiting)
        {
            if (fits(deletions, group.Least))
            {
                taken.Add(group);
                deletions += group.Deletions;
            }
        }

        return Take(taken);
    }

    /// <summary>Reads images that are kept and lose something, so that they can be put back.</summary>
    /// <exception cref="JournalException">One cannot be kept.</exception>
    /// <exception cref="RegistryException">Too many of them cannot be read.</exception>
    internal async Task ReadKeptAsync(CancellationToken cancellationToken)
    {
        var untagged = _state.Untag.Select(untag => untag.Digest).ToHashSet(StringComparer.Ordinal);
        await ReadAllAsync(
                [.. _plan.Keep.Concat(_plan.Retain).Where(row => untagged.Contains(row.Digest) || _disputed.Contains(row.Digest))],
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var digest in _disputed)
        {
            Condemned.Spare(
                digest,
                "Only one of the two plans deletes it.",
                $"{digest}, which needs it, is deleted by only one of the two plans."
            );
        }
    }

    /// <summary>Reads what is deleted.</summary>
    /// <param name="rows">What was taken.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The same, and all that waits where a document says that what was taken hangs together with that.</returns>
    /// <exception cref="JournalException">One cannot be kept.</exception>
    /// <exception cref="RegistryException">Too many of them cannot be read.</exception>
    internal async Task<IReadOnlyList<PlannedManifest>> ReadAsync(IReadOnlyList<PlannedManifest> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return rows;
        }

        await ReadAllAsync(rows, cancellationToken).ConfigureAwait(false);
        var waiting = _waiting.SelectMany(group => group.Rows).Select(row => row.Digest).ToHashSet(StringComparer.Ordinal);
        if (waiting.Count > 0 && Condemned.Records.SelectMany(CondemnedSet.ReferencesOf).Any(waiting.Contains))
        {
            // The plan was not made from these documents.
            DeletionGroup[] rest = [.. _waiting];
            await ReadAllAsync([.. rest.SelectMany(group => group.Rows)], cancellationToken).ConfigureAwait(false);
            rows = [.. rows, .. Take([.. rest])];
        }

        SpareReturned();
        return rows;
    }

    private async Task ReadAllAsync(IReadOnlyList<PlannedManifest> rows, CancellationToken cancellationToken)
    {
        await Saved.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
        Condemned.Extend(Saved.Known.Where(pair => _state.Goes(pair.Key) || _disputed.Contains(pair.Key)).Select(pair => pair.Value));
        foreach (var row in rows.Where(row => Saved.Unreadable.ContainsKey(row.Digest)))
        {
            Condemned.SpareReach(row, _state.Reach, $"{row.Digest}, which may need it, could not be read and is kept.");
        }
    }

    private List<PlannedManifest> Take(List<DeletionGroup> groups)
    {
        var taken = groups.ToHashSet();
        _waiting.RemoveAll(taken.Contains);
        return [.. groups.SelectMany(group => group.Rows).OrderBy(row => row.Order)];
    }

    /// <summary>What was deleted under this journal and is there again was pushed again, and stays.</summary>
    private void SpareReturned()
    {
        foreach (
            var digest in _deletedBefore.Where(digest =>
                _listing.Manifests is { } manifests ? manifests.ContainsKey(digest) : Saved.WasPresent(digest)
            )
        )
        {
            Condemned.Spare(
                digest,
                "It was deleted by an earlier run and came back.",
                $"{digest}, which needs it, was deleted by an earlier run and came back."
            );
        }
    }

    /// <summary>What a journal says was deleted last, and not brought back: what a restore brought back users want to go again.</summary>
    private static IEnumerable<string> DeletedBefore(IReadOnlyList<RepositoryLine> earlier)
    {
        var done = earlier
            .OfType<OutcomeEntry>()
            .Where(outcome => outcome.Result == ApplyOutcome.Done)
            .Select(outcome => outcome.Sequence)
            .ToHashSet();
        return earlier
            .OfType<IntentEntry>()
            .Where(intent => intent is { Digest: not null, Action: ApplyAction.Delete or ApplyAction.Restore })
            .Where(intent => done.Contains(intent.Sequence))
            .GroupBy(intent => intent.Digest!, StringComparer.Ordinal)
            .Select(group => group.Last())
            .Where(intent => intent.Action == ApplyAction.Delete)
            .Select(intent => intent.Digest!);
    }
}
