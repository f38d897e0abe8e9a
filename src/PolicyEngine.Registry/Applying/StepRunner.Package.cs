using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Applying;

/// <summary>Deletes packages as a whole.</summary>
internal sealed partial class StepRunner
{
    /// <summary>Deletes the package as a whole.</summary>
    /// <param name="compare">What changed in a listing since the plan was made.</param>
    /// <param name="cancellationToken">Cancels it before it is begun.</param>
    internal async Task<AppliedStep> DeletePackageAsync(
        Func<RepositoryListing, ImmutableArray<string>> compare,
        CancellationToken cancellationToken
    )
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

        if (!_record.TryAnnounce(ApplyAction.DeletePackage, null, [], out var id, out why))
        {
            return Step(ApplyOutcome.Failed, why);
        }

        using var finishing = RunDeadline.Finish();
        var result = await _attempts
            .AskAsync(
                writer.DeleteRepositoryAsync,
                async token => !(await writer.ListAsync(token).ConfigureAwait(false)).Exists,
                new BegunImage(),
                cancellationToken,
                async token => LookAtPackage(await writer.ListAsync(token).ConfigureAwait(false), compare)
            )
            .ConfigureAwait(false);
        if (result.Status == WriteStatus.Unknown)
        {
            Interlocked.Increment(ref _unknown);
        }

        var (outcome, text) = _record.Conclude(id, result);
        return Step(outcome, text);
    }

    /// <summary>The last look: the request takes all that is there, so nothing may have come or moved that was not condemned.</summary>
    private (ApplyOutcome Outcome, string Text)? LookAtPackage(
        RepositoryListing listing,
        Func<RepositoryListing, ImmutableArray<string>> compare
    )
    {
        if (!listing.Exists)
        {
            return (ApplyOutcome.AlreadyGone, "");
        }

        var known = condemned.Records.Select(record => record.Digest).ToHashSet(StringComparer.Ordinal);
        return
            listing.Manifests is not { } present
            || present.Keys.Any(digest => !known.Contains(digest) || condemned.SparedFor(digest) is not null)
            || !compare(listing).IsEmpty
            ? (ApplyOutcome.Spared, "The package contains versions that the plan does not delete.")
            : null;
    }
}
