using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// The journal of the steps in one repository, and why nothing more is done there: what cannot
/// be recorded is not done, and what a registry refuses or limits ends the run. Thread-safe.
/// </summary>
internal sealed class StepRecord(string registry, string repository, ApplyJournal journal, ApplyBudget budget)
{
    private volatile Stop? _stop;

    /// <summary>Why no image is begun any more, whatever it is; null where one may be.</summary>
    internal string? Stopped => _stop?.Rest;

    /// <summary>Whether that is since the registry deletes nothing for this token, or for nobody.</summary>
    internal bool IsRefused => _stop is { IsRefusal: true };

    /// <summary>Why what was done could not be recorded; null where it could.
    /// The rest is then left undone for a failure, not for a brake.</summary>
    internal string? Unrecorded { get; private set; }

    /// <summary>Announces a step. What cannot be announced is not done, and nothing after it.</summary>
    internal bool TryAnnounce(ApplyAction action, ManifestTarget? target, ImmutableArray<string> tags, out int id, out string why)
    {
        (id, why) = (0, Stopped ?? "");
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
            why = e.Message;
            _stop = new Stop("What cannot be recorded is not deleted.");
            return false;
        }
    }

    /// <summary>
    /// Notes what came of a step; nothing where that is not known, as an intent without a result counts
    /// as carried out. Where noting fails the step was done all the same, but it was the last one.
    /// </summary>
    internal (ApplyOutcome Outcome, string Text) Conclude(int id, WriteResult result)
    {
        var (outcome, text) = ChangeAttempts.OutcomeOf(result);
        if (result.Status != WriteStatus.Unknown)
        {
            try
            {
                journal.Conclude(repository, id, outcome, text);
            }
            catch (JournalException e)
            {
                _stop = new Stop(e.Message);
                Unrecorded = e.Message;
            }
        }

        return (outcome, text);
    }

    /// <summary>Nothing more is done, as the registry refuses to delete anything.</summary>
    internal void Refuse(string rest) => _stop ??= new Stop(rest, IsRefusal: true);

    /// <summary>Ends the run here where a registry lets nothing happen for long; says why, or null where it was another failure.</summary>
    internal string? TryLimit(RegistryException failure)
    {
        if (failure.LimitedFor is { } wait)
        {
            Limit(wait, failure.Message);
            return failure.Message;
        }

        return null;
    }

    /// <summary>Ends the run here, as the registry lets nothing happen for <paramref name="wait"/>.</summary>
    internal void Limit(TimeSpan wait, string text)
    {
        _stop ??= new Stop("The registry's request limit is reached: the next run continues.");
        budget.Limit(registry, wait, text);
    }

    /// <summary>Ends the run here, as what is to be deleted could not be read and kept.</summary>
    internal void StopAt(Exception failure)
    {
        if (failure is RegistryException limited && TryLimit(limited) is not null)
        {
            return;
        }

        _stop ??= new Stop("What is deleted could not be read and kept before it.");
        Unrecorded = failure is JournalException ? failure.Message : Unrecorded;
    }

    /// <summary>Why nothing more is done.</summary>
    /// <param name="Rest">What is said of each step that is not done for it; the step that met it says more.</param>
    /// <param name="IsRefusal">Whether the registry refuses to delete anything.</param>
    private sealed record Stop(string Rest, bool IsRefusal = false);
}
