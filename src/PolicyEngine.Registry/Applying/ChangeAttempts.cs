using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Asks a registry for a change until it is known what came of it. Thread-safe.</summary>
internal sealed class ChangeAttempts(string repository, ApplyBudget budget, ApplyOptions options)
{
    internal const string CancelledText = "The run was cancelled.";
    private const int Attempts = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Asks until there is an answer. The request in flight is never cancelled: what is not waited for is not
    /// known. Where an answer is lost, it is looked whether the change was made before it is asked for again.
    /// </summary>
    /// <param name="ask">Asks once.</param>
    /// <param name="isDone">Whether it was carried out, where the answer was lost.</param>
    /// <param name="image">The image that it belongs to: once it was begun, nothing ends the attempts but a long wait.</param>
    /// <param name="cancellationToken">Ends them before that.</param>
    /// <param name="recheck">Looks once more before each further attempt; null where nothing can have changed.</param>
    internal async Task<WriteResult> AskAsync(
        Func<CancellationToken, Task<WriteResult>> ask,
        Func<CancellationToken, Task<bool>> isDone,
        BegunImage image,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task<(ApplyOutcome, string)?>>? recheck = null
    )
    {
        var waited = TimeSpan.Zero;
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
                waited += wait;
                if (IsTooLong(wait, waited, image.IsBegun) is { } why)
                {
                    return new WriteResult(WriteStatus.Postponed, $"{result.Text} {why}", wait);
                }
            }

            try
            {
                if (result.Status == WriteStatus.Unclear && await isDone(image.Until(cancellationToken)).ConfigureAwait(false))
                {
                    return new WriteResult(WriteStatus.Done, "The response was lost, but the change was made.");
                }

                if (attempt == Attempts)
                {
                    return new WriteResult(Ended(result), result.Text);
                }

                Tell(
                    wait,
                    string.Create(CultureInfo.InvariantCulture, $"{repository}: {result.Text} Retrying in {wait.TotalSeconds:0.#} s.")
                );
                await Task.Delay(wait, options.Clock, image.Until(cancellationToken)).ConfigureAwait(false);
                if (recheck is not null && await recheck(image.Until(cancellationToken)).ConfigureAwait(false) is { } settled)
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
                return new WriteResult(Ended(result), $"{result.Text} Could not determine whether the change was made: {e.Message}");
            }
        }
    }

    /// <summary>Waits until a registry that is near its limit lets so much happen again; else why that is not waited for.</summary>
    internal async Task<string?> AwaitLimitAsync(RegistryLimit limit, CancellationToken cancellationToken)
    {
        if (IsTooLong(limit.Wait, limit.Wait, isBegun: false) is { } why)
        {
            return $"{limit.Text} {why}";
        }

        Tell(
            limit.Wait,
            string.Create(CultureInfo.InvariantCulture, $"{repository}: {limit.Text} Continuing in {limit.Wait.TotalSeconds:0} s.")
        );
        await Task.Delay(limit.Wait, options.Clock, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private string? IsTooLong(TimeSpan wait, TimeSpan waited, bool isBegun) =>
        wait > budget.Left && !(isBegun && wait <= RunDeadline.ShortWait) ? RunDeadline.Text
        : (wait > RegistryOptions.UsualWait || waited > HttpTransport.LongestWaits)
        && !(options.Clock.GetUtcNow() + wait <= options.WaitUntil)
            ? "That is too long to wait: the next run continues."
        : null;

    /// <summary>A wait that people would notice is told of in any case.</summary>
    private void Tell(TimeSpan wait, string line) =>
        (wait >= HttpTransport.NoticedWait ? options.Notice ?? options.Log : options.Log)?.Invoke(line);

    /// <summary>What it is where no answer is waited for any more: a change that
    /// may be carried out yet must not pass for one that was not.</summary>
    private static WriteStatus Ended(WriteResult result) =>
        result.Status == WriteStatus.Unclear ? WriteStatus.Unknown : WriteStatus.Refused;

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
    internal static (ApplyOutcome, string) OutcomeOf(WriteResult result) =>
        result.Status switch
        {
            WriteStatus.Done => (ApplyOutcome.Done, result.Text),
            WriteStatus.Gone => (ApplyOutcome.AlreadyGone, result.Text),
            WriteStatus.Retained => (ApplyOutcome.Retained, result.Text),
            WriteStatus.Moved => (ApplyOutcome.Spared, result.Text),
            WriteStatus.Postponed => (ApplyOutcome.NotAttempted, result.Text),
            WriteStatus.Refused
            or WriteStatus.Undone
            or WriteStatus.Denied
            or WriteStatus.Impossible
            or WriteStatus.Throttled
            or WriteStatus.Unclear
            or WriteStatus.Unknown => (ApplyOutcome.Failed, result.Text),
        };
}
