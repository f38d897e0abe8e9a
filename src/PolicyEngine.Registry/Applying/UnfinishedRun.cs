using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Evaluation;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// A run that was killed, or held up in the midst of an image, by its journal:
/// the images that it began are finished, and nothing else. Not thread-safe.
/// </summary>
/// <param name="journal">Its journal.</param>
public sealed class UnfinishedRun(ApplyJournal journal)
{
    private readonly UnfinishedWork _work = UnfinishedWork.Of(journal.Earlier);

    /// <summary>The repositories in which something was begun.</summary>
    public IReadOnlyList<RepositoryInfo> Repositories { get; } = [.. UnfinishedWork.RepositoriesIn(journal.Earlier)];

    /// <summary>Whether a repository was where it is now: one of the same name may be another one elsewhere.</summary>
    public bool IsAt(RepositoryInfo repository, RegistryTarget target)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(target);
        return journal.EarlierOf(repository.FullName).OfType<RepositoryEntry>().LastOrDefault() is { } entry
            && entry.LayoutPath == target.LayoutPath
            && entry.Provider == target.Provider
            && IsSame(entry.Url, target.Url)
            && IsSame(entry.ApiUrl, target.ApiUrl);
    }

    /// <summary>Whether two addresses are of one registry: what is forwarded to this machine has another port each time.</summary>
    private static bool IsSame(Uri? one, Uri? other) =>
        one == other || (one is not null && other is not null && AddressRules.IsLoopback(one) && AddressRules.IsLoopback(other));

    /// <summary>The manifests that it may have left.</summary>
    public BegunImages BegunIn(RepositoryInfo repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return new BegunImages
        {
            Parts = ImmutableDictionary<string, ImmutableArray<BegunPart>>.Empty.Add(
                repository.FullName,
                BegunParts.In(journal, repository.FullName)
            ),
            GoAlone = true,
        };
    }

    /// <summary>Finishes what was begun in a repository.</summary>
    /// <param name="repository">One of <see cref="Repositories"/>.</param>
    /// <param name="options">How; <see cref="ApplyOptions.Refresh"/> plans it with <see cref="BegunIn"/>.</param>
    /// <param name="budget">The budget of the run.</param>
    /// <param name="open">Opens its writing side.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<ApplyReport> FinishAsync(
        RepositoryInfo repository,
        ApplyOptions options,
        ApplyBudget budget,
        Func<RepositoryPlan, OpenedRepository> open,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        var plan = new Plan
        {
            Now = default,
            Policies = [],
            Repositories = [PlanOf(repository)],
        };
        var report = (
            await new PlanApplier(journal, options with { PlansAnew = true }, budget)
                .ApplyAsync(plan, open, cancellationToken)
                .ConfigureAwait(false)
        ).Repositories[0];
        if (
            report.Status == ApplyStatus.Applied
            && report.Count(ApplyOutcome.NotAttempted) + report.Count(ApplyOutcome.Failed) == 0
            && await SweepAsync(plan.Repositories[0], open).ConfigureAwait(false)
        )
        {
            try
            {
                Conclude(repository.FullName);
            }
            catch (JournalException e)
            {
                report = report with { Status = ApplyStatus.Failed, Reason = e.Message };
            }
        }

        var done = report.Count(ApplyOutcome.Done);
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"{done} {(done == 1 ? "step finishes" : "steps finish")} what an earlier run began."
        );
        return new ApplyReport
        {
            Repositories = [report with { Changes = [], Notes = done > 0 ? [note, .. report.Notes] : [] }],
            Cancelled = cancellationToken.IsCancellationRequested,
        };
    }

    /// <summary>What the journal says is still to do, as a plan; whether it is right is found by planning again.</summary>
    private RepositoryPlan PlanOf(RepositoryInfo repository)
    {
        var entries = journal
            .EarlierOf(repository.FullName)
            .OfType<SavedEntry>()
            .GroupBy(entry => entry.Digest, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var left = BegunParts.In(journal, repository.FullName);
        var going = left.Select(part => part.Digest).ToHashSet(StringComparer.Ordinal);
        var held = _work
            .Held.Where(tag =>
                tag.Repository == repository.FullName && tag.Image is { } image && !going.Contains(image) && entries.ContainsKey(image)
            )
            .ToList();
        return new RepositoryPlan
        {
            Info = repository,
            Status = PlanStatus.Planned,
            Snapshot = new PlanSnapshot("", 0, 0, null),
            Delete = [.. left.Select((part, index) => Row(entries[part.Digest], index + 1))],
            Untag = [.. held.Select(tag => new PlannedUntag(tag.Tag, tag.Image!, Row(entries[tag.Image!], 0).Verdict))],
            Retain = [],
            Keep = [.. held.Select(tag => tag.Image!).Distinct(StringComparer.Ordinal).Select(image => Row(entries[image], 0))],
            Findings = [],
            Proof = new PlanProof(0, 0, 0),
            Bytes = new PlanBytes(0, 0),
        };
    }

    private static PlannedManifest Row(SavedEntry entry, int order) =>
        new()
        {
            Order = order,
            Digest = entry.Digest,
            Tags = [],
            Kind = ManifestKind.Image,
            Role = ManifestRole.Root,
            MediaType = entry.MediaType ?? "",
            VersionId = entry.VersionId,
            Verdict = new Verdict(VerdictKind.Condemned, entry.Rule, entry.Source, "An earlier run began it."),
            Paths = [],
        };

    /// <summary>Removes what only manifests needed that an earlier run deleted; where it cannot be done, the next run does it.</summary>
    private async Task<bool> SweepAsync(RepositoryPlan plan, Func<RepositoryPlan, OpenedRepository> open)
    {
        if (!plan.Info.Kind.IsFolder || BegunParts.GoneIn(journal, plan.Info.FullName) is not { Count: > 0 } gone)
        {
            return true;
        }

        try
        {
            var writer = open(plan).Writer;
            await using (writer.ConfigureAwait(false))
            {
                await writer.EnterAsync(CancellationToken.None).ConfigureAwait(false);
                await writer.SweepAsync(gone, CancellationToken.None).ConfigureAwait(false);
                return true;
            }
        }
        catch (RegistryException)
        {
            return false;
        }
    }

    /// <summary>Notes that nothing is left to finish: what is already deleted, or is kept now, needs no work.</summary>
    private void Conclude(string repository)
    {
        foreach (var tag in _work.Held.Where(tag => tag.Repository == repository))
        {
            var id = journal.Announce(repository, ApplyAction.Untag, null, [tag.Tag]);
            journal.Conclude(repository, id, ApplyOutcome.AlreadyGone, "");
        }

        journal.End(repository, "Nothing is left of what an earlier run began.");
    }
}
