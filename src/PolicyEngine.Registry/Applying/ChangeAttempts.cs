using PolicyEngine.Applying;
using PolicyEngine.Registry.Applying.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Asks a registry for a change until it is known what came of it. Thread-safe.</summary>
internal sealed class ChangeAttempts(string repository, ApplyBudget budget, ApplyOptions options)
{
    internal const string CancelledText = "The run was cancelled.";
    private const int Attempts = 3;
    private const int MaxWaits = 20;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for a limit to pass: GitHub's primary one is reset each hour.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(65);

    /// <summary>
    /// Asks until there is an answer. The request in flight is never cancelled: what is not waited for is not known. Where an answer is lost, it
    /// is looked whether the change was made before it is asked for again.
    /// </summary>
    internal async Task<WriteResult> AskAsync(
        Func<CancellationToken, Task<WriteResult>> ask, Func<CancellationToken, Task<bool>> isDone, CancellationToken cancellationToken,
        Func<CancellationToken, Task<(ApplyOutcome, string)?>>? recheck = null)
    {
        for (int attempt = 1, waits = 0; ; attempt++)
        {
            var result = await TryAsync(ask).ConfigureAwait(false);
            if (result.Status is not (WriteStatus.Unclear or WriteStatus.Throttled))
            {
                return result;
            }

            var wait = result.Wait ?? FirstDelay * (1 << Math.Min(attempt + waits, 6));
            if (result.Status == WriteStatus.Throttled)
            {
                attempt--;
                waits++;
                if (wait > budget.Left)
                {
                    return new WriteResult(WriteStatus.Postponed, $"{result.Text} The time budget ends before that.");
                }

                if (waits > MaxWaits || wait > LongestWait)
                {
                    return new WriteResult(WriteStatus.Refused, result.Text);
                }
            }

            try
            {
                if (result.Status == WriteStatus.Unclear && await isDone(cancellationToken).ConfigureAwait(false))
                {
                    return new WriteResult(WriteStatus.Done, "Its answer was lost, but it was carried out.");
                }

                if (attempt == Attempts)
                {
                    return new WriteResult(Ended(result), result.Text);
                }

                options.Log?.Invoke($"{repository}: {result.Text} Asking again in {wait.TotalSeconds:0.#} s.");
                await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
                if (recheck is not null && await recheck(cancellationToken).ConfigureAwait(false) is { } settled)
                {
                    return settled.Item1 == ApplyOutcome.AlreadyGone ? WriteResult.Done : new WriteResult(WriteStatus.Moved, settled.Item2);
                }
            }
            catch (OperationCanceledException)
            {
                return new WriteResult(Ended(result), $"{result.Text} {CancelledText}");
            }
            catch (RegistryException e)
            {
                return new WriteResult(Ended(result), $"{result.Text} Whether it was carried out could not be found out: {e.Message}");
            }
        }
    }

    /// <summary>What it is where no answer is waited for any more: a change that may be carried out yet must not pass for one that was not.</summary>
    private static WriteStatus Ended(WriteResult result) => result.Status == WriteStatus.Unclear ? WriteStatus.Unknown : WriteStatus.Refused;

    private static async Task<WriteResult> TryAsync(Func<CancellationToken, Task<WriteResult>> ask)
    {
        try
        {
            return await ask(CancellationToken.None).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            return new WriteResult(WriteStatus.Impossible, e.Message);
        }
        catch (RegistryException e)
        {
            return new WriteResult(WriteStatus.Unclear, e.Message);
        }
    }

    /// <summary>What a result is in a report.</summary>
    internal static (ApplyOutcome, string) OutcomeOf(WriteResult result) => result.Status switch
    {
        WriteStatus.Done => (ApplyOutcome.Done, result.Text),
        WriteStatus.Gone => (ApplyOutcome.AlreadyGone, result.Text),
        WriteStatus.Retained => (ApplyOutcome.Retained, result.Text),
        WriteStatus.Moved => (ApplyOutcome.Spared, result.Text),
        WriteStatus.Postponed => (ApplyOutcome.NotAttempted, result.Text),
        _ => (ApplyOutcome.Failed, result.Text),
    };
}
