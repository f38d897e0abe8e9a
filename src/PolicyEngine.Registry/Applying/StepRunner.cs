using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Applying.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Carries out one step: looks once more, announces it in the journal, asks the registry, and finds out what came of it where the answer is
/// lost. Thread-safe.
/// </summary>
internal sealed class StepRunner(string repository, IRegistryWriter writer, ApplyJournal journal, CondemnedSet condemned, ApplyBudget budget, ApplyOptions options)
{
    private const string PlaceholderText = "Where the tag leads to an empty placeholder by now, applying the plan again takes it off, and 'restore' puts it back.";

    private readonly ChangeAttempts _attempts = new(repository, budget, options);
    private readonly ConcurrentDictionary<string, bool> _departed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _arrived = new(StringComparer.Ordinal);
    private volatile string? _impossible;

    /// <summary>Deletes a manifest if nothing speaks against it now.</summary>
    /// <param name="row">The manifest, whose bytes are kept.</param>
    /// <param name="cancellationToken">Cancels it before it is begun.</param>
    internal async Task<AppliedStep> DeleteAsync(PlannedManifest row, CancellationToken cancellationToken)
    {
        var target = PlannedState.TargetOf(row);
        var (outcome, text) = await DecideAsync(target, [.. condemned.ParentsOf(row.Digest).Union(PlannedReach.ParentsOf(row), StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false);
        if (outcome is ApplyOutcome.Done or ApplyOutcome.AlreadyGone)
        {
            _departed[target.Digest] = true;
        }
        else
        {
            // It stays, so it is a root again, and what it refers to stays with it (SPEC 2).
            if (outcome == ApplyOutcome.NotAttempted)
            {
                condemned.Spare(target.Digest, text, $"Its turn comes after {target.Digest}, which needs it.", ApplyOutcome.NotAttempted);
            }
            else
            {
                condemned.Spare(target.Digest, text, $"{target.Digest}, which needs it, stays.");
            }
        }

        return new AppliedStep(ApplyAction.Delete, target.Digest, target.Tags, outcome, text);
    }

    /// <summary>
    /// Makes sure that a manifest is gone which was gone when what goes was read. One that is there again stays: its bytes are not kept, and what
    /// it refers to is not known.
    /// </summary>
    internal async Task<AppliedStep> ConfirmGoneAsync(PlannedManifest row, CancellationToken cancellationToken)
    {
        var target = PlannedState.TargetOf(row);
        if (budget.IsTimeUp)
        {
            return Step(ApplyOutcome.NotAttempted, budget.Exhausted!);
        }

        AppliedStep Step(ApplyOutcome outcome, string text) => new(ApplyAction.Delete, target.Digest, target.Tags, outcome, text);
        try
        {
            var look = await writer.LookAsync(target, [target.Digest], cancellationToken).ConfigureAwait(false);
            Take(look.Arrivals);
            if (look.Exists || _arrived.ContainsKey(target.Digest))
            {
                return Step(ApplyOutcome.Spared, "It was gone when the apply began, and is there again.");
            }

            _departed[target.Digest] = true;
            return Step(ApplyOutcome.AlreadyGone, "");
        }
        catch (OperationCanceledException)
        {
            return Step(ApplyOutcome.NotAttempted, ChangeAttempts.CancelledText);
        }
        catch (RegistryException e)
        {
            return Step(ApplyOutcome.Failed, $"Whether it is gone could not be checked: {e.Message}");
        }
    }

    /// <summary>Takes a tag off an image that stays. That is a request that deletes too, and goes at their pace.</summary>
    internal async Task<AppliedStep> UntagAsync(PlannedUntag untag, SavedManifest image, CancellationToken cancellationToken)
    {
        var (outcome, text) = budget.Exhausted is { } why || Cancelled(cancellationToken, out why)
            ? (ApplyOutcome.NotAttempted, why)
            : await InTurnAsync(sending => UntagInTurnAsync(untag, image, sending, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new AppliedStep(ApplyAction.Untag, untag.Digest, [untag.Tag], outcome, text);
    }

    private async Task<(ApplyOutcome, string)> UntagInTurnAsync(PlannedUntag untag, SavedManifest image, Action sending, CancellationToken cancellationToken)
    {
        if (!TryAnnounce(ApplyAction.Untag, image.Target, [untag.Tag], out var id, out var why))
        {
            return (ApplyOutcome.Failed, why);
        }

        sending();
        var isPlaced = false;
        var result = await _attempts.AskAsync(
            token => writer.UntagAsync(
                untag.Tag, image,
                digest =>
                {
                    journal.AnnouncePlaceholder(repository, id, digest, untag.Tag);
                    isPlaced = true;
                },
                token),
            _ => Task.FromResult(false), cancellationToken).ConfigureAwait(false);
        if (isPlaced && result.Status is WriteStatus.Refused or WriteStatus.Postponed or WriteStatus.Impossible)
        {
            // This is no step that was not begun.
            result = result with { Status = WriteStatus.Unknown, Text = $"{result.Text} {PlaceholderText}" };
        }

        Conclude(id, result);
        return ChangeAttempts.OutcomeOf(result);
    }

    /// <summary>Deletes the package as a whole.</summary>
    /// <param name="compare">What changed in a listing since the plan was made.</param>
    /// <param name="cancellationToken">Cancels it before it is begun.</param>
    internal async Task<AppliedStep> DeletePackageAsync(Func<RepositoryListing, ImmutableArray<string>> compare, CancellationToken cancellationToken)
    {
        static AppliedStep Step(ApplyOutcome outcome, string text) => new(ApplyAction.DeletePackage, "", [], outcome, text);

        var listing = await writer.ListAsync(cancellationToken).ConfigureAwait(false);
        if (LookAtPackage(listing, compare) is { Outcome: ApplyOutcome.Spared } changed)
        {
            return Step(changed.Outcome, changed.Text);
        }

        if (Cancelled(cancellationToken, out var why) || ((why = budget.TryTake(Math.Max(1, listing.Manifests?.Count ?? 1))) is not null))
        {
            return Step(ApplyOutcome.NotAttempted, why);
        }

        if (!TryAnnounce(ApplyAction.DeletePackage, null, [], out var id, out why))
        {
            return Step(ApplyOutcome.Failed, why);
        }

        var result = await _attempts.AskAsync(
            writer.DeleteRepositoryAsync, async token => !(await writer.ListAsync(token).ConfigureAwait(false)).Exists, cancellationToken,
            async token => LookAtPackage(await writer.ListAsync(token).ConfigureAwait(false), compare)).ConfigureAwait(false);
        Conclude(id, result);
        var (outcome, text) = ChangeAttempts.OutcomeOf(result);
        return Step(outcome, text);
    }

    /// <summary>The last look: the request takes all that is there, so nothing may have come or moved that was not condemned.</summary>
    private (ApplyOutcome Outcome, string Text)? LookAtPackage(RepositoryListing listing, Func<RepositoryListing, ImmutableArray<string>> compare)
    {
        if (!listing.Exists)
        {
            return (ApplyOutcome.AlreadyGone, "");
        }

        var known = condemned.Records.Select(record => record.Digest).ToHashSet(StringComparer.Ordinal);
        return listing.Manifests is not { } present || present.Keys.Any(digest => !known.Contains(digest) || condemned.SparedFor(digest) is not null) || !compare(listing).IsEmpty
            ? (ApplyOutcome.Spared, "The package holds what was not planned to go.")
            : null;
    }

    private async Task<(ApplyOutcome, string)> DecideAsync(ManifestTarget target, ImmutableArray<string> parents, CancellationToken cancellationToken)
    {
        if (condemned.SparedFor(target.Digest) is { } spared)
        {
            return spared;
        }

        if (_impossible is { } impossible)
        {
            return (ApplyOutcome.Failed, impossible);
        }

        if (Cancelled(cancellationToken, out var why) || budget.TryTake() is { } exhausted && (why = exhausted) is not null)
        {
            return (ApplyOutcome.NotAttempted, why);
        }

        var begun = false;
        var result = await InTurnAsync(
            sending =>
            {
                begun = true;
                return DeleteInTurnAsync(target, parents, sending, cancellationToken);
            },
            cancellationToken).ConfigureAwait(false);
        if (!begun)
        {
            budget.GiveBack();
        }

        return result;
    }

    /// <summary>Waits until one more request that deletes something fits into the minute; a step whose turn would come too late is not begun.</summary>
    /// <param name="step">The step; calls what it is given just before it asks the registry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<(ApplyOutcome Outcome, string Text)> InTurnAsync(Func<Action, Task<(ApplyOutcome, string)>> step, CancellationToken cancellationToken)
    {
        var pace = options.DeletesPerMinute ?? writer.Traits.DeletesPerMinute;
        try
        {
            if (await budget.PaceAsync(pace, cancellationToken).ConfigureAwait(false) is { } late)
            {
                return (ApplyOutcome.NotAttempted, late);
            }
        }
        catch (OperationCanceledException)
        {
            return (ApplyOutcome.NotAttempted, ChangeAttempts.CancelledText);
        }

        var sent = false;
        try
        {
            return await step(() => sent = true).ConfigureAwait(false);
        }
        finally
        {
            budget.Settle(pace, sent);
        }
    }

    /// <summary>Looks a last time and deletes.</summary>
    private async Task<(ApplyOutcome, string)> DeleteInTurnAsync(ManifestTarget target, ImmutableArray<string> parents, Action sending, CancellationToken cancellationToken)
    {
        try
        {
            if (await LookAsync(target, parents, cancellationToken).ConfigureAwait(false) is { } settled)
            {
                budget.GiveBack();
                return settled;
            }

            if (budget.IsTimeUp)
            {
                budget.GiveBack();
                return (ApplyOutcome.NotAttempted, budget.Exhausted!);
            }
        }
        catch (OperationCanceledException)
        {
            return (ApplyOutcome.NotAttempted, ChangeAttempts.CancelledText);
        }
        catch (RegistryException e)
        {
            return (ApplyOutcome.Failed, $"Whether it may be deleted could not be checked: {e.Message}");
        }

        if (!TryAnnounce(ApplyAction.Delete, target, target.Tags, out var id, out var why))
        {
            return (ApplyOutcome.Failed, why);
        }

        sending();
        var result = await _attempts.AskAsync(
            token => writer.DeleteAsync(target, token), async token => !(await writer.LookAsync(target, [], token).ConfigureAwait(false)).Exists, cancellationToken,
            token => LookAsync(target, parents, token)).ConfigureAwait(false);
        if (result.Status == WriteStatus.Impossible)
        {
            _impossible = result.Text;
        }

        Conclude(id, result);
        return ChangeAttempts.OutcomeOf(result);
    }

    /// <summary>Announces a step. What cannot be announced is not done, and nothing after it.</summary>
    private bool TryAnnounce(ApplyAction action, ManifestTarget? target, ImmutableArray<string> tags, out int id, out string why)
    {
        (id, why) = (0, _impossible ?? "");
        if (why.Length > 0)
        {
            return false;
        }

        try
        {
            id = journal.Announce(repository, action, target, tags);
            return true;
        }
        catch (JournalException e)
        {
            why = _impossible = e.Message;
            return false;
        }
    }

    /// <summary>
    /// Notes what came of a step; nothing where that is not known, as an intent without a result counts as carried out. Where noting fails the step
    /// was done all the same, but it was the last one.
    /// </summary>
    private void Conclude(int id, WriteResult result)
    {
        if (result.Status == WriteStatus.Unknown)
        {
            return;
        }

        try
        {
            var (outcome, text) = ChangeAttempts.OutcomeOf(result);
            journal.Conclude(repository, id, outcome, text);
        }
        catch (JournalException e)
        {
            _impossible = e.Message;
        }
    }

    /// <summary>The last look: what it finds that settles the step; null where the manifest may be deleted.</summary>
    private async Task<(ApplyOutcome, string)?> LookAsync(ManifestTarget target, ImmutableArray<string> parents, CancellationToken cancellationToken)
    {
        var look = await writer.LookAsync(target, [.. parents.Where(_departed.ContainsKey)], cancellationToken).ConfigureAwait(false);
        Take(look.Arrivals);
        if (look.Tags.Except(target.Tags, StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault() is { } moved)
        {
            return (ApplyOutcome.Spared, $"The tag '{moved}' was put on it since the plan was made.");
        }

        return condemned.SparedFor(target.Digest) is { } spared ? spared
            : look.Exists ? null
            : (ApplyOutcome.AlreadyGone, "");
    }

    /// <summary>Spares what came since the listing, and what that needs.</summary>
    private void Take(ImmutableArray<Arrival> arrivals)
    {
        foreach (var arrival in arrivals)
        {
            _arrived[arrival.Digest] = true;
            var what = arrival.Tag is { } tag ? $"The tag '{tag}' was put on it" : "It was pushed again";
            condemned.Spare(arrival.Digest, $"{what} since the plan was made.", $"{arrival.Digest}, which needs it, has a new tag or was pushed again.");
            foreach (var need in arrival.Needs)
            {
                condemned.Spare(need, $"{arrival.Digest}, which came since the plan was made, refers to it.", $"{arrival.Digest}, which came since the plan was made, needs it.");
            }
        }
    }

    private static bool Cancelled(CancellationToken cancellationToken, out string why)
    {
        why = ChangeAttempts.CancelledText;
        return cancellationToken.IsCancellationRequested;
    }
}
