using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Carries out the plan of one repository: drift, saving what is
/// deleted, untagging, deleting, sweeping, and the check after it.</summary>
internal sealed class RepositoryApplier(
    RegistryTarget target,
    IRegistryWriter writer,
    ApplyJournal journal,
    ApplyBudget budget,
    ApplyOptions options
)
{
    /// <summary>How often a repository that changes while it is planned again is read.</summary>
    private const int MostReadings = 3;
    private const string NothingLeft = "After re-planning, nothing is left to do.";
    private readonly List<string> _notes = [];
    private int _left;
    private int _unknown;

    /// <exception cref="JournalException">Something cannot be recorded; nothing was done that was not.</exception>
    /// <exception cref="RegistryException">The repository cannot be listed or read.</exception>
    internal async Task<RepositoryApplyReport> RunAsync(RepositoryPlan plan, CancellationToken cancellationToken)
    {
        var report = new RepositoryApplyReport
        {
            Repository = plan.Info.FullName,
            Status = ApplyStatus.Applied,
            ProofBefore = plan.Proof,
            PlannedBytes = plan.Bytes.Reclaimed,
        };
        if (plan.Status != PlanStatus.Planned)
        {
            return report with
            {
                Status = plan.Status == PlanStatus.Refused ? ApplyStatus.Refused : ApplyStatus.Incomplete,
                Reason = plan.Reason,
            };
        }

        if (plan.Delete.Count == 0 && plan.Untag.Count == 0 && !plan.DeletesPackage)
        {
            return report;
        }

        if (budget.Exhausted is { } exhausted)
        {
            return report with { Steps = NotAttempted(plan, exhausted) };
        }

        await writer.EnterAsync(cancellationToken).ConfigureAwait(false);
        var listing = await writer.ListAsync(cancellationToken).ConfigureAwait(false);
        if (!listing.Exists)
        {
            if (plan.DeletesPackage && journal.EarlierOf(plan.Info.FullName).Count > 0)
            {
                // An earlier run did not learn what became of it.
                End(plan, "The package does not exist any more.");
            }

            return options.Refresh is null || plan.DeletesPackage
                ? Gone(plan, report)
                : report with
                {
                    Changes = ["The repository does not exist any more."],
                    Notes = [NothingLeft],
                };
        }

        var earlier = journal.EarlierOf(plan.Info.FullName);
        var placeholders = JournaledRepository.PlaceholdersIn(earlier);
        var state = new PlannedState(plan);
        IReadOnlyCollection<string> disputed = [];
        var changes = state.Compare(listing, placeholders);
        if (!changes.IsEmpty || options.PlansAnew)
        {
            report = report with { Changes = changes };
            if (options.Refresh is null)
            {
                return report with
                {
                    Status = ApplyStatus.Stale,
                    Reason = $"The repository has changed since the plan was made: nothing was done.{HeldBy(placeholders, listing)}",
                };
            }

            var old = plan;
            for (var reading = 1; reading == 1 || state.Compare(listing, placeholders) is { IsEmpty: false }; reading++)
            {
                if (await options.Refresh(old, cancellationToken).ConfigureAwait(false) is not { } fresh)
                {
                    return report with { Notes = [NothingLeft] };
                }

                if (fresh.Status != PlanStatus.Planned)
                {
                    return report with
                    {
                        Status = fresh.Status == PlanStatus.Refused ? ApplyStatus.Refused : ApplyStatus.Incomplete,
                        Reason =
                            $"{(changes.IsEmpty ? "What is in use" : "The repository")} changed, "
                            + $"and the repository was planned again. {fresh.Reason}",
                    };
                }

                (plan, disputed) = PlanAgreement.Between(old, fresh, placeholders);
                state = new PlannedState(plan);
                if (reading == MostReadings)
                {
                    // It never stands still. What came since it was listed is seen before each deletion, and spares what it needs.
                    break;
                }

                listing = await writer.ListAsync(cancellationToken).ConfigureAwait(false);
            }

            if (plan.Delete.Count == 0 && plan.Untag.Count == 0 && !plan.DeletesPackage)
            {
                return report with { Notes = [NothingLeft] };
            }
        }
        else if (
            options.Verify is not null
            && earlier.Count == 0
            && await options.Verify(plan, cancellationToken).ConfigureAwait(false) is { } misfit
        )
        {
            return report with { Status = ApplyStatus.Stale, Reason = misfit };
        }

        journal.Begin(plan, target);
        var reader = new RoundReader(plan, state, disputed, listing, earlier, writer, journal);
        IReadOnlyList<PlannedManifest> round;
        try
        {
            await reader.ReadKeptAsync(cancellationToken).ConfigureAwait(false);
            round = await reader
                .ReadAsync(reader.Take(plan.DeletesPackage ? (_, _) => true : Fits), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is RegistryException or OperationCanceledException)
        {
            // Nothing was begun that another run would have to bring to its end.
            End(plan, "Nothing was done.");
            throw;
        }

        var begun = BegunParts.In(journal, plan.Info.FullName).Select(part => part.Digest);
        var steps = await CarryOutAsync(plan, state, reader, round, begun, cancellationToken).ConfigureAwait(false);
        report = ReclaimedSpace.AddTo(
            report with
            {
                Steps = [.. steps],
                PlannedBytes = plan.Bytes.Reclaimed,
            },
            plan,
            reader.Saved,
            reader.Condemned
        );
        var done = report.Count(ApplyOutcome.Done);
        report = await CheckAsync(report, plan, state, reader.Condemned, cancellationToken).ConfigureAwait(false);

        // Not before: a run that is killed while it sweeps has something left to do.
        return
            _left + _unknown == 0
            && End(plan, string.Create(CultureInfo.InvariantCulture, $"{done} of {steps.Count} steps done.")) is { } failure
            ? report with
            {
                Notes = [.. report.Notes, failure],
            }
            : report;
    }

    /// <summary>Notes the end; says why where that cannot be recorded.</summary>
    private string? End(RepositoryPlan plan, string text)
    {
        try
        {
            journal.End(plan.Info.FullName, text);
            return null;
        }
        catch (JournalException e)
        {
            return e.Message;
        }
    }

    /// <summary>The steps of a plan of which none is begun.</summary>
    internal static ImmutableArray<AppliedStep> NotAttempted(RepositoryPlan plan, string why) =>
        plan.DeletesPackage
            ? [new AppliedStep(ApplyAction.DeletePackage, "", [], ApplyOutcome.NotAttempted, why)]
            :
            [
                .. plan.Untag.Select(untag => new AppliedStep(
                    ApplyAction.Untag,
                    untag.Digest,
                    [untag.Tag],
                    ApplyOutcome.NotAttempted,
                    why
                )),
                .. plan.Delete.Select(row => AppliedStep.OfDeletion(row, ApplyOutcome.NotAttempted, why)),
            ];

    private static RepositoryApplyReport Gone(RepositoryPlan plan, RepositoryApplyReport report) =>
        plan.DeletesPackage
            ? report with
            {
                Steps = [new AppliedStep(ApplyAction.DeletePackage, "", [], ApplyOutcome.AlreadyGone, "")],
            }
            : report with
            {
                Status = ApplyStatus.Stale,
                Reason = "The repository does not exist any more: nothing was done.",
                Changes = ["The repository does not exist any more."],
            };

    /// <summary>A tag that an earlier run left on a placeholder is not to be forgotten.</summary>
    private static string HeldBy(IReadOnlySet<string> placeholders, RepositoryListing listing) =>
        listing
            .Tags.Where(pair => placeholders.Contains(pair.Value))
            .Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault()
            is { } tag
            ? $" The tag '{tag}' still points to an empty placeholder: 'apply --refresh' removes it, and 'restore' puts it back."
            : "";

    /// <summary>The most deletions a minute.</summary>
    private int? Pace => options.DeletesPerMinute ?? writer.Traits.DeletesPerMinute;

    /// <summary>Whether so many deletions may be begun after as many others: what may not is not read.</summary>
    private bool Fits(int before, int count) =>
        budget.WhyNot(before, count, Pace) is null && (before == 0 || writer.LimitBefore(before + count) is null);

    private async Task<List<AppliedStep>> CarryOutAsync(
        RepositoryPlan plan,
        PlannedState state,
        RoundReader reader,
        IReadOnlyList<PlannedManifest> round,
        IEnumerable<string> begun,
        CancellationToken cancellationToken
    )
    {
        var repository = plan.Info.FullName;
        var (saved, condemned) = (reader.Saved, reader.Condemned);
        var runner = new StepRunner(plan.Info.Registry, repository, writer, journal, condemned, budget, options);
        if (plan.DeletesPackage)
        {
            var whole = saved.Unreadable.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).FirstOrDefault()
                is { } unread
                ? new AppliedStep(ApplyAction.DeletePackage, "", [], ApplyOutcome.Failed, DeletionRun.Unread(unread))
                : await runner
                    .DeletePackageAsync(listing => state.Compare(listing, ImmutableHashSet<string>.Empty), cancellationToken)
                    .ConfigureAwait(false);
            _unknown = runner.Unknown;
            if (_unknown > 0)
            {
                _notes.Add(
                    "It is not known whether the package was deleted. Applying this plan again "
                        + "finds out, and so does the next 'run' beside this journal."
                );
            }

            return [whole];
        }

        var steps = new List<AppliedStep>();
        var progress = new StepProgress(repository, state.Untag.Length + state.Delete.Length, Pace, options);
        foreach (var untag in state.Untag)
        {
            AppliedStep Step(ApplyOutcome outcome, string text) => new(ApplyAction.Untag, untag.Digest, [untag.Tag], outcome, text);
            steps.Add(
                saved.Known.TryGetValue(untag.Digest, out var image)
                    ? await runner.UntagAsync(untag, image, cancellationToken).ConfigureAwait(false)
                : saved.Unreadable.TryGetValue(untag.Digest, out var why) ? Step(ApplyOutcome.Failed, DeletionRun.Unread(why))
                : Step(ApplyOutcome.AlreadyGone, "The image does not exist any more.")
            );
            progress.Settle(steps.Count);
        }

        var deletion = new DeletionRun(state, saved, condemned, runner, writer);
        await DeleteAsync(deletion, runner, reader, round, count => progress.Settle(state.Untag.Length + count), cancellationToken)
            .ConfigureAwait(false);
        var done = deletion.Done;
        steps.AddRange(state.Delete.Select(manifest => done[manifest.Digest]));
        if (runner.Unrecorded is { } unrecorded && steps.FindIndex(step => step.Outcome == ApplyOutcome.NotAttempted) is var first and >= 0)
        {
            steps[first] = steps[first] with { Outcome = ApplyOutcome.Failed, Text = unrecorded };
        }

        if (runner.Stopped is not null && steps.Count(step => step.Outcome == ApplyOutcome.NotAttempted) is var waiting and > 0)
        {
            if (runner.IsRefused)
            {
                // The step that was refused says why, and what to do: once is enough.
                steps = [.. steps.Select(step => step.Outcome == ApplyOutcome.NotAttempted ? step with { Text = "" } : step)];
            }

            _notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{waiting} more {(waiting == 1 ? "step waits" : "steps wait")} for that; the next run does what is left."
                )
            );
        }

        _left = begun
            .Where(digest => done.TryGetValue(digest, out var step) && step.Outcome is ApplyOutcome.NotAttempted or ApplyOutcome.Failed)
            .Union(deletion.Left)
            .Count();
        if (_left > 0)
        {
            _notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_left} {(_left == 1 ? "part is" : "parts are")} left of an image whose deletion was "
                        + $"begun. Applying this plan again deletes them, as does the next 'run' that uses this "
                        + $"journal; without the journal, only a rule that deletes untagged images does."
                )
            );
        }

        _unknown = runner.Unknown;
        if (_unknown > 0)
        {
            _notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {_unknown} {(_unknown == 1 ? "deletion" : "deletions")} it is not known whether "
                        + $"{(_unknown == 1 ? "it was" : "they were")} carried out. Applying this plan again finds out and deletes "
                        + $"what is left of the {(_unknown == 1 ? "image" : "images")}, and so does the next 'run' beside this journal."
                )
            );
        }

        return steps;
    }

    /// <summary>Deletes what was read, then reads and deletes the next, as long as anything may be deleted.</summary>
    private async Task DeleteAsync(
        DeletionRun deletion,
        StepRunner runner,
        RoundReader reader,
        IReadOnlyList<PlannedManifest> round,
        Action<int> settle,
        CancellationToken cancellationToken
    )
    {
        while (round.Count > 0)
        {
            await deletion.RunAsync(round, settle, cancellationToken).ConfigureAwait(false);
            round = runner.WhyNothing(cancellationToken) is null ? reader.Take(Fits) : [];
            try
            {
                round = await reader.ReadAsync(round, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RegistryException or JournalException or OperationCanceledException)
            {
                var isBrake = e is OperationCanceledException or RegistryException { LimitedFor: not null };
                runner.StopAt(e);
                deletion.Leave([round], isBrake ? ApplyOutcome.NotAttempted : ApplyOutcome.Failed, _ =>
                    e is OperationCanceledException ? ChangeAttempts.CancelledText : e.Message
                );
                round = [];
            }
        }

        var why = runner.WhyNothing(cancellationToken);
        deletion.Leave(reader.Waiting.Select(group => group.Rows), ApplyOutcome.NotAttempted, count =>
            runner.Stopped is null ? budget.WhyNot(0, count, Pace) ?? why ?? "" : why!
        );
        settle(deletion.Done.Count);
    }

    /// <summary>Sweeps, then looks whether everything that is kept is there.</summary>
    private async Task<RepositoryApplyReport> CheckAsync(
        RepositoryApplyReport report,
        RepositoryPlan plan,
        PlannedState state,
        CondemnedSet condemned,
        CancellationToken cancellationToken
    )
    {
        var gone = report
            .Steps.Where(step => step is { Action: ApplyAction.Delete, Outcome: ApplyOutcome.Done or ApplyOutcome.AlreadyGone })
            .Select(step => step.Digest)
            .ToHashSet(StringComparer.Ordinal);
        if (plan.DeletesPackage)
        {
            return report with { Notes = [.. _notes] };
        }

        try
        {
            // Cancelled or not, in time or not: what is looked at here is what was done.
            using var finishing = report.Count(ApplyOutcome.Done) > 0 ? RunDeadline.Finish() : default(RunDeadline.Scope?);
            _notes.AddRange(
                await writer
                    .SweepAsync([.. condemned.Records.Where(record => gone.Contains(record.Digest))], CancellationToken.None)
                    .ConfigureAwait(false)
            );
            cancellationToken.ThrowIfCancellationRequested();
            var untagged = report
                .Steps.Where(step => step is { Action: ApplyAction.Untag, Outcome: ApplyOutcome.Done or ApplyOutcome.AlreadyGone })
                .SelectMany(step => step.Tags)
                .ToHashSet(StringComparer.Ordinal);
            var listing = await writer.ListAsync(cancellationToken).ConfigureAwait(false);
            List<string> stays =
            [
                .. state.Stays,
                .. state.Delete.Select(manifest => manifest.Digest).Where(digest => !gone.Contains(digest)),
            ];
            var present = listing.Manifests is { } manifests
                ? stays.Where(manifests.ContainsKey).ToHashSet(StringComparer.Ordinal)
                : await writer.FindPresentAsync(stays, cancellationToken).ConfigureAwait(false);
            var tags = state.Tags.Where(pair => !state.Goes(pair.Value) && !untagged.Contains(pair.Key)).ToList();
            var found = tags.Count(pair => listing.Tags.GetValueOrDefault(pair.Key) == pair.Value);
            _notes.AddRange(
                tags.Where(pair => listing.Tags.TryGetValue(pair.Key, out var digest) && digest != pair.Value)
                    .Select(pair => $"The tag '{pair.Key}' now points to {listing.Tags[pair.Key]} instead of {pair.Value}.")
                    .Order(StringComparer.Ordinal)
            );
            var proof = new ApplyProof(
                present.Count,
                found,
                [.. stays.Where(digest => !present.Contains(digest)).Order(StringComparer.Ordinal)],
                [.. tags.Select(pair => pair.Key).Where(tag => !listing.Tags.ContainsKey(tag)).Order(StringComparer.Ordinal)]
            );
            return report with { Proof = proof, Notes = [.. _notes] };
        }
        catch (OperationCanceledException)
        {
            return report with { Notes = [.. _notes, "The run was cancelled before the kept images were checked."] };
        }
        catch (RegistryException e)
        {
            return report with { Notes = [.. _notes, $"The kept images could not be checked: {e.Message}"] };
        }
    }
}
