using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Undoes what a journal says of one repository.</summary>
internal sealed class RepositoryRestorer(
    IRegistryWriter writer,
    ApplyJournal journal,
    JournaledRepository taken,
    OtherJournals others,
    ApplyOptions options
)
{
    private readonly ChangeAttempts _attempts = new(
        taken.Info.FullName,
        new ApplyBudget(options with { MaxDeletes = null, TimeBudget = null }),
        options
    );
    private readonly List<AppliedStep> _steps = [];
    private readonly WantedManifests _wanted = new(writer, taken, others);
    private RepositoryListing? _listing;

    /// <exception cref="RegistryException">The repository cannot be listed.</exception>
    /// <exception cref="JournalException">The journal cannot be written.</exception>
    internal async Task<RepositoryApplyReport> RunAsync(RepositoryApplyReport report, CancellationToken cancellationToken)
    {
        if (taken.PackageDeleted)
        {
            await StepAsync(
                    ApplyAction.DeletePackage,
                    null,
                    [],
                    writer.RestoreRepositoryAsync,
                    async token => (await writer.ListAsync(token).ConfigureAwait(false)).Exists,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        if (!(await ListAsync(cancellationToken).ConfigureAwait(false)).Exists)
        {
            return report with { Status = ApplyStatus.Failed, Reason = "The repository does not exist any more.", Steps = [.. _steps] };
        }

        await _wanted.FindAsync(FindPresentAsync, cancellationToken).ConfigureAwait(false);
        _steps.AddRange(_wanted.Lost.Select(pair => new AppliedStep(ApplyAction.Restore, pair.Key, [], ApplyOutcome.Failed, pair.Value)));
        await RestoreManifestsAsync(cancellationToken).ConfigureAwait(false);
        await RestoreTagsAsync(cancellationToken).ConfigureAwait(false);
        return await CheckAsync(report, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What there is: listed again only where a step may have changed it.</summary>
    private async Task<RepositoryListing> ListAsync(CancellationToken cancellationToken) =>
        _listing ??= await writer.ListAsync(cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).Manifests is { } manifests
            ? digests.Where(manifests.ContainsKey).ToHashSet(StringComparer.Ordinal)
            : await writer.FindPresentAsync(digests, cancellationToken).ConfigureAwait(false);

    private async Task RestoreManifestsAsync(CancellationToken cancellationToken)
    {
        var set = new CondemnedSet(
            taken.Info,
            _wanted.Manifests.Values.OrderBy(manifest => manifest.Target.Digest, StringComparer.Ordinal)
        );
        var lost = _wanted.Lost.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var digest in set.Order().Reverse())
        {
            var manifest = _wanted.Manifests[digest];
            if (WantedManifests.ChildrenOf(manifest).FirstOrDefault(entry => lost.Contains(entry.Digest)) is { } missing)
            {
                lost.Add(digest);
                var there = _wanted.IsPresent(digest) ? "It exists, but it" : "It";
                _steps.Add(
                    new AppliedStep(
                        ApplyAction.Restore,
                        digest,
                        manifest.Target.Tags,
                        ApplyOutcome.Failed,
                        $"{there} lists {missing.Digest}, which cannot come back."
                    )
                );
                continue;
            }

            if (
                _wanted.IsPresent(digest)
                && (!_wanted.IsTaken(digest) || await writer.IsRestoredAsync(manifest, cancellationToken).ConfigureAwait(false))
            )
            {
                if (_wanted.IsTaken(digest))
                {
                    _steps.Add(new AppliedStep(ApplyAction.Restore, digest, manifest.Target.Tags, ApplyOutcome.AlreadyThere, ""));
                }

                continue;
            }

            await StepAsync(
                    ApplyAction.Restore,
                    manifest.Target,
                    manifest.Target.Tags,
                    token => writer.RestoreAsync(manifest, token),
                    async token =>
                        (await writer.FindPresentAsync([digest], token).ConfigureAwait(false)).Count > 0
                        && await writer.IsRestoredAsync(manifest, token).ConfigureAwait(false),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (_steps[^1].Outcome != ApplyOutcome.Done)
            {
                lost.Add(digest);
            }
        }
    }

    private async Task RestoreTagsAsync(CancellationToken cancellationToken)
    {
        var tags = (await ListAsync(cancellationToken).ConfigureAwait(false)).Tags;
        var failed = _steps
            .Where(step => step.Outcome is not (ApplyOutcome.Done or ApplyOutcome.AlreadyThere))
            .Select(step => step.Digest)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (tag, digest) in _wanted.Tags.Where(pair => !failed.Contains(pair.Digest)))
        {
            if (tags.TryGetValue(tag, out var current) && !taken.Placeholders.Contains(current))
            {
                if (current != digest)
                {
                    _steps.Add(
                        new AppliedStep(
                            ApplyAction.Tag,
                            digest,
                            [tag],
                            ApplyOutcome.Spared,
                            $"The tag now points to {current} and was left there."
                        )
                    );
                }

                continue;
            }

            var image = _wanted.Manifests[digest];
            await StepAsync(
                    ApplyAction.Tag,
                    image.Target,
                    [tag],
                    token => writer.TagAsync(tag, image, token),
                    async token => (await writer.ListAsync(token).ConfigureAwait(false)).Tags.GetValueOrDefault(tag) == digest,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    private async Task StepAsync(
        ApplyAction action,
        ManifestTarget? target,
        System.Collections.Immutable.ImmutableArray<string> tags,
        Func<CancellationToken, Task<WriteResult>> ask,
        Func<CancellationToken, Task<bool>> isDone,
        CancellationToken cancellationToken
    )
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _steps.Add(new AppliedStep(action, target?.Digest ?? "", tags, ApplyOutcome.NotAttempted, ChangeAttempts.CancelledText));
            return;
        }

        _listing = null;
        var id = journal.Announce(taken.Info.FullName, action == ApplyAction.DeletePackage ? ApplyAction.Restore : action, target, tags);
        var (outcome, text) = ChangeAttempts.OutcomeOf(
            await _attempts.AskAsync(ask, isDone, new BegunImage(), cancellationToken).ConfigureAwait(false)
        );

        // Gone means here that it cannot come back.
        outcome = outcome is ApplyOutcome.AlreadyGone or ApplyOutcome.Retained ? ApplyOutcome.Failed : outcome;
        journal.Conclude(taken.Info.FullName, id, outcome, text);
        _steps.Add(
            new AppliedStep(action == ApplyAction.DeletePackage ? ApplyAction.Restore : action, target?.Digest ?? "", tags, outcome, text)
        );
    }

    /// <summary>Compares with what the plan's snapshot had: every manifest that was taken is there, and every tag where it was. What came
    /// back with the package as a whole is counted, and not missed: GitHub brings back what it took.</summary>
    private async Task<RepositoryApplyReport> CheckAsync(RepositoryApplyReport report, CancellationToken cancellationToken)
    {
        var wanted = _wanted.Manifests.Keys.Where(_wanted.IsTaken).Concat(_wanted.Lost.Keys).ToHashSet(StringComparer.Ordinal);
        var present = await FindPresentAsync(
                [.. wanted.Union(taken.Whole.Select(manifest => manifest.Digest), StringComparer.Ordinal)],
                cancellationToken
            )
            .ConfigureAwait(false);
        var tags = (await ListAsync(cancellationToken).ConfigureAwait(false)).Tags;
        var back = _wanted
            .Tags.Concat(taken.Whole.SelectMany(manifest => manifest.Tags, (manifest, tag) => (Tag: tag, manifest.Digest)))
            .Where(pair => tags.GetValueOrDefault(pair.Tag) == pair.Digest)
            .Select(pair => pair.Tag)
            .ToHashSet(StringComparer.Ordinal);
        return report with
        {
            Steps = [.. _steps],
            Proof = new ApplyProof(
                present.Count,
                back.Count,
                [.. wanted.Where(digest => !present.Contains(digest)).Order(StringComparer.Ordinal)],
                [.. _wanted.Tags.Select(pair => pair.Tag).Where(tag => !back.Contains(tag)).Order(StringComparer.Ordinal)]
            ),
        };
    }
}
