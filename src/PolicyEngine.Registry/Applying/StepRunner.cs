using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Carries out one step: looks once more, announces it in the journal, asks the registry, and finds out what came of it where the answer is
/// lost. Thread-safe.
/// </summary>
internal sealed partial class StepRunner(
    string registry,
    string repository,
    IRegistryWriter writer,
    ApplyJournal journal,
    CondemnedSet condemned,
    ApplyBudget budget,
    ApplyOptions options
)
{
    private const string PlaceholderText =
        "If the tag now points to an empty placeholder, applying the plan again removes it, and 'restore' puts it back.";

    private readonly ChangeAttempts _attempts = new(repository, budget, options);
    private readonly ConcurrentDictionary<string, bool> _departed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _arrived = new(StringComparer.Ordinal);
    private readonly StepRecord _record = new(registry, repository, journal, budget);
    private volatile string? _untagStop;
    private int _deleted;
    private int _unknown;

    /// <summary>Why no image is begun any more, whatever it is; null where one may be.</summary>
    internal string? Stopped => _record.Stopped;

    /// <summary>Whether that is since the registry deletes nothing for this token, or for nobody.</summary>
    internal bool IsRefused => _record.IsRefused;

    /// <summary>Why what was done could not be recorded; null where it could.
    /// The rest is then left undone for a failure, not for a brake.</summary>
    internal string? Unrecorded => _record.Unrecorded;

    /// <summary>Whether something was deleted, so that the token may.</summary>
    internal bool HasDeleted => Volatile.Read(ref _deleted) > 0;

    /// <summary>How many deletions there are of which nobody knows what came: another
    /// run has to look at those images. That of a tag's placeholder is none.</summary>
    internal int Unknown => Volatile.Read(ref _unknown);

    /// <summary>The most deletions a minute.</summary>
    internal int? Pace => options.DeletesPerMinute ?? writer.Traits.DeletesPerMinute;

    /// <summary>Why an image with all that goes with it is not begun; null where it is, and its deletions are taken off the
    /// budget.</summary>
    /// <param name="deletions">Its deletions.</param>
    /// <param name="beside">Those of images that were begun before it and are not deleted yet.</param>
    /// <param name="limit">What <see cref="LimitBefore"/> says of both: it is waited for, or ends the run.</param>
    /// <param name="cancellationToken">Ends a wait.</param>
    internal async Task<string?> TryBeginAsync(int deletions, int beside, RegistryLimit? limit, CancellationToken cancellationToken)
    {
        if (Stopped is { } stopped)
        {
            return stopped;
        }

        if (deletions > 0 && Cancelled(cancellationToken, out var cancelled))
        {
            return cancelled;
        }

        if (deletions > 0 && limit is not null)
        {
            try
            {
                if (await _attempts.AwaitLimitAsync(limit, cancellationToken).ConfigureAwait(false) is { } far)
                {
                    _record.Limit(limit.Wait, far);
                    return far;
                }
            }
            catch (OperationCanceledException)
            {
                return ChangeAttempts.CancelledText;
            }
        }

        return budget.TryBegin(deletions, Pace, beside);
    }

    /// <summary>What would stop the run before so many deletions are done; null where nothing is known to.</summary>
    internal RegistryLimit? LimitBefore(int deletions) => writer.LimitBefore(deletions);

    /// <summary>Why nothing more is read to be deleted; null where something may be.</summary>
    internal string? WhyNothing(CancellationToken cancellationToken) =>
        Stopped ?? (Cancelled(cancellationToken, out var cancelled) ? cancelled : budget.Exhausted);

    /// <summary>Notes that what is to be deleted could not be kept, so that nothing more is deleted.</summary>
    internal void StopAt(Exception failure) => _record.StopAt(failure);

    /// <summary>Deletes a manifest if nothing speaks against it now.</summary>
    /// <param name="row">The manifest, whose bytes are kept.</param>
    /// <param name="image">The image that it belongs to.</param>
    /// <param name="round">What goes at once with it; null where it is looked at by itself.</param>
    /// <param name="cancellationToken">Ends it before the image is begun: one that was begun is finished.</param>
    internal async Task<AppliedStep> DeleteAsync(
        PlannedManifest row,
        BegunImage image,
        LookRound? round,
        CancellationToken cancellationToken
    )
    {
        var target = PlannedState.TargetOf(row);
        ApplyOutcome outcome;
        string text;
        try
        {
            (outcome, text) = await DecideAsync(
                    target,
                    [.. condemned.ParentsOf(row.Digest).Union(PlannedReach.ParentsOf(row), StringComparer.Ordinal)],
                    image,
                    round,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        finally
        {
            round?.Leave(target.Digest);
        }

        if (outcome is ApplyOutcome.Done or ApplyOutcome.AlreadyGone)
        {
            image.IsBegun = true;
            _departed[target.Digest] = true;
            if (outcome == ApplyOutcome.Done)
            {
                Interlocked.Increment(ref _deleted);
            }
        }
        else if (outcome == ApplyOutcome.NotAttempted || (outcome == ApplyOutcome.Failed && Stopped is not null))
        {
            Postpone(target.Digest, text);
        }
        else
        {
            // It stays, so it is a root again, and what it refers to stays with it (semantics.md#the-digest-graph).
            condemned.Spare(target.Digest, text, $"{target.Digest}, which needs it, is kept.");
        }

        return AppliedStep.OfDeletion(
            row,
            outcome,
            text,
            isOwn: !(condemned.SparedFor(target.Digest) is { IsOwn: false } spared && spared.Reason == text)
        );
    }

    /// <summary>Leaves a manifest, with all that it keeps alive, for the next run.</summary>
    internal void Postpone(string digest, string why) => condemned.Spare(digest, why, After(digest), ApplyOutcome.NotAttempted);

    /// <summary>What is said of a manifest that waits for another one.</summary>
    internal static string After(string digest) => $"It must be deleted after {digest}, which needs it.";

    /// <summary>
    /// Makes sure that a manifest is gone which was gone when what is deleted was read. One
    /// that is there again stays: its bytes are not kept, and what it refers to is not known.
    /// </summary>
    internal async Task<AppliedStep> ConfirmGoneAsync(PlannedManifest row, CancellationToken cancellationToken)
    {
        var target = PlannedState.TargetOf(row);
        if (Stopped is { } stopped)
        {
            return Step(ApplyOutcome.NotAttempted, stopped);
        }

        if (budget.IsTimeUp)
        {
            return Step(ApplyOutcome.NotAttempted, budget.Exhausted!);
        }

        AppliedStep Step(ApplyOutcome outcome, string text) =>
            AppliedStep.OfDeletion(row, outcome, text, isOwn: outcome == ApplyOutcome.Spared);

        try
        {
            var look = await writer.LookAsync(target, [target.Digest], cancellationToken).ConfigureAwait(false);
            Take(look.Arrivals);
            if (look.Exists || _arrived.ContainsKey(target.Digest))
            {
                return Step(ApplyOutcome.Spared, "It was missing when apply started and has reappeared.");
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
            return _record.TryLimit(e) is { } limited
                ? Step(ApplyOutcome.NotAttempted, limited)
                : Step(ApplyOutcome.Failed, $"Could not check whether it was deleted: {e.Message}");
        }
    }

    /// <summary>Takes a tag off an image that is kept. That is a request that deletes too, and goes at their pace.</summary>
    internal async Task<AppliedStep> UntagAsync(PlannedUntag untag, SavedManifest image, CancellationToken cancellationToken)
    {
        var (outcome, text) =
            (Stopped ?? _untagStop) is { } why || (why = budget.Exhausted) is not null || Cancelled(cancellationToken, out why)
                ? (ApplyOutcome.NotAttempted, why)
                : await InTurnAsync(
                        sending => UntagInTurnAsync(untag, image, sending, cancellationToken),
                        new BegunImage(),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
        return new AppliedStep(ApplyAction.Untag, untag.Digest, [untag.Tag], outcome, text);
    }

    private async Task<(ApplyOutcome, string)> UntagInTurnAsync(
        PlannedUntag untag,
        SavedManifest image,
        Action sending,
        CancellationToken cancellationToken
    )
    {
        if (!_record.TryAnnounce(ApplyAction.Untag, image.Target, [untag.Tag], out var id, out var why))
        {
            return (ApplyOutcome.Failed, why);
        }

        sending();
        using var finishing = RunDeadline.Finish();
        var placed = new BegunImage();
        var result = await _attempts
            .AskAsync(
                token =>
                    writer.UntagAsync(
                        untag.Tag,
                        image,
                        digest =>
                        {
                            journal.AnnouncePlaceholder(repository, id, digest, untag.Tag);
                            placed.IsBegun = true;
                        },
                        token
                    ),
                _ => Task.FromResult(false),
                placed,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (placed.IsBegun && result.Status is WriteStatus.Refused or WriteStatus.Postponed or WriteStatus.Impossible)
        {
            // This is not a step that was not begun.
            result = result with { Status = WriteStatus.Unknown, Text = $"{result.Text} {PlaceholderText}" };
        }

        if (result.Status == WriteStatus.Impossible)
        {
            _untagStop = "The registry refuses to untag here, as it did for the previous tag.";
        }

        return _record.Conclude(id, result);
    }

    private async Task<(ApplyOutcome, string)> DecideAsync(
        ManifestTarget target,
        ImmutableArray<string> parents,
        BegunImage image,
        LookRound? round,
        CancellationToken cancellationToken
    )
    {
        if (condemned.SparedFor(target.Digest) is { } spared)
        {
            image.GiveBack(target.Digest, budget);
            return (spared.Outcome, spared.Reason);
        }

        if (Stopped is { } stopped)
        {
            image.GiveBack(target.Digest, budget);
            return (ApplyOutcome.NotAttempted, stopped);
        }

        if (!image.IsBegun && Cancelled(cancellationToken, out var why))
        {
            image.GiveBack(target.Digest, budget);
            return (ApplyOutcome.NotAttempted, why);
        }

        var begun = false;
        var result = await InTurnAsync(
                sending =>
                {
                    begun = true;
                    return DeleteInTurnAsync(target, parents, sending, image, round, cancellationToken);
                },
                image,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!begun)
        {
            image.GiveBack(target.Digest, budget);
        }

        return result;
    }

    /// <summary>Waits until one more request that deletes something fits into
    /// the minute; a step whose turn would come too late is not begun.</summary>
    /// <param name="step">The step; calls what it is given just before it asks the registry.</param>
    /// <param name="image">The image that it belongs to: where it was begun, the step is waited for in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<(ApplyOutcome Outcome, string Text)> InTurnAsync(
        Func<Action, Task<(ApplyOutcome, string)>> step,
        BegunImage image,
        CancellationToken cancellationToken
    )
    {
        var pace = Pace;
        try
        {
            if (await budget.PaceAsync(pace, image.Until(cancellationToken), image.IsBegun).ConfigureAwait(false) is { } late)
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
    private async Task<(ApplyOutcome, string)> DeleteInTurnAsync(
        ManifestTarget target,
        ImmutableArray<string> parents,
        Action sending,
        BegunImage image,
        LookRound? round,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var look = image.IsBegun ? RunDeadline.Finish() : default(RunDeadline.Scope?);
            if (await LookAsync(target, parents, round, image.Until(cancellationToken)).ConfigureAwait(false) is { } settled)
            {
                image.GiveBack(target.Digest, budget);
                return settled;
            }

            if (!image.IsBegun && Cancelled(cancellationToken, out var cancelled))
            {
                image.GiveBack(target.Digest, budget);
                return (ApplyOutcome.NotAttempted, cancelled);
            }

            if (!image.IsBegun && budget.IsTimeUp)
            {
                image.GiveBack(target.Digest, budget);
                return (ApplyOutcome.NotAttempted, budget.Exhausted!);
            }
        }
        catch (OperationCanceledException)
        {
            image.GiveBack(target.Digest, budget);
            return (ApplyOutcome.NotAttempted, ChangeAttempts.CancelledText);
        }
        catch (RegistryException e)
        {
            if (_record.TryLimit(e) is { } limited)
            {
                image.GiveBack(target.Digest, budget);
                return (ApplyOutcome.NotAttempted, limited);
            }

            return (ApplyOutcome.Failed, $"Could not check whether it may be deleted: {e.Message}");
        }

        if (round is not null)
        {
            await round.AwaitTurnAsync(target.Digest).ConfigureAwait(false);
        }

        if (!_record.TryAnnounce(ApplyAction.Delete, target, target.Tags, out var id, out var why))
        {
            image.GiveBack(target.Digest, budget);

            // What met a limit beside it ended the run: this one was not begun.
            return (why == Stopped ? ApplyOutcome.NotAttempted : ApplyOutcome.Failed, why);
        }

        sending();
        round?.Ask(target.Digest);
        using var finishing = RunDeadline.Finish();
        var result = await _attempts
            .AskAsync(
                token => writer.DeleteAsync(target, token),
                async token => !(await writer.LookAsync(target, [], token).ConfigureAwait(false)).Exists,
                image,
                cancellationToken,
                token => LookAsync(target, parents, null, token)
            )
            .ConfigureAwait(false);
        if (result.Status == WriteStatus.Unknown)
        {
            Interlocked.Increment(ref _unknown);
        }
        else if (result.Status == WriteStatus.Postponed)
        {
            image.GiveBack(target.Digest, budget);
            _record.Limit(result.Wait ?? TimeSpan.Zero, result.Text);
        }
        else if (result.Status == WriteStatus.Impossible || (result.Status == WriteStatus.Denied && !HasDeleted))
        {
            _record.Refuse("It waits for that permission, or for whatever else keeps the registry from deleting.");
        }

        return _record.Conclude(id, result);
    }

    /// <summary>The last look: what it finds that settles the step; null where the manifest may be deleted.</summary>
    private async Task<(ApplyOutcome, string)?> LookAsync(
        ManifestTarget target,
        ImmutableArray<string> parents,
        LookRound? round,
        CancellationToken cancellationToken
    )
    {
        string[] departed = [.. parents.Where(_departed.ContainsKey)];
        var look = await (
            round?.LookAsync(target, departed, cancellationToken) ?? writer.LookAsync(target, departed, cancellationToken)
        ).ConfigureAwait(false);
        Take(look.Arrivals);
        if (look.Tags.Except(target.Tags, StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault() is { } moved)
        {
            return (ApplyOutcome.Spared, $"The tag '{moved}' was put on it since the plan was made.");
        }

        return condemned.SparedFor(target.Digest) is { } spared ? (spared.Outcome, spared.Reason)
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
            condemned.Spare(
                arrival.Digest,
                $"{what} since the plan was made.",
                $"{arrival.Digest}, which needs it, has a new tag or was pushed again."
            );
            foreach (var need in arrival.Needs)
            {
                condemned.Spare(
                    need,
                    $"{arrival.Digest}, which came since the plan was made, refers to it.",
                    $"{arrival.Digest}, which came since the plan was made, needs it."
                );
            }
        }
    }

    private static bool Cancelled(CancellationToken cancellationToken, out string why)
    {
        why = ChangeAttempts.CancelledText;
        return cancellationToken.IsCancellationRequested;
    }
}
