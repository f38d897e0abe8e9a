using System.Globalization;

namespace PolicyEngine.Registry.Applying;

/// <summary>The brakes of a run: how many deletions, how many a minute, for how long. Thread-safe.</summary>
internal sealed class ApplyBudget(ApplyOptions options)
{
    private const string TimeText = "The time budget is used up.";

    /// <summary>More than a minute: what leaves within one minute here may arrive within less.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(62);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _recent = new();
    private readonly DateTimeOffset _start = options.Clock.GetUtcNow();
    private TaskCompletionSource _settled = NewSignal();
    private int _pending;
    private int _taken;

    /// <summary>Why nothing new is begun; null where something may be.</summary>
    internal string? Exhausted
    {
        get
        {
            lock (_gate)
            {
                return IsTimeUp ? TimeText : CountReached(1);
            }
        }
    }

    /// <summary>The time that is left; null for no limit.</summary>
    internal TimeSpan? Left => options.TimeBudget - (options.Clock.GetUtcNow() - _start);

    /// <summary>Whether the time is used up.</summary>
    internal bool IsTimeUp => Left is { } left && left <= TimeSpan.Zero;

    private string? CountReached(int count) => _taken + count <= (options.MaxDeletes ?? int.MaxValue) ? null
        : count == 1 ? $"The limit of {options.MaxDeletes} deletions is reached."
        : string.Create(CultureInfo.InvariantCulture, $"The package goes as a whole, which is {count} deletions, and the limit of {options.MaxDeletes} leaves {options.MaxDeletes - _taken}.");

    /// <summary>Takes deletions off the budget; null where they are taken, else why not.</summary>
    internal string? TryTake(int count = 1)
    {
        lock (_gate)
        {
            if ((IsTimeUp ? TimeText : CountReached(count)) is { } why)
            {
                return why;
            }

            _taken += count;
            return null;
        }
    }

    /// <summary>Gives back what was not needed.</summary>
    internal void GiveBack(int count = 1)
    {
        lock (_gate)
        {
            _taken -= count;
        }
    }

    /// <summary>
    /// Waits until one more deletion fits into the minute; null where it does now, else why it is not waited for. Null is to be followed by one
    /// <see cref="Settle"/>.
    /// </summary>
    internal async Task<string?> PaceAsync(int? perMinute, CancellationToken cancellationToken)
    {
        while (perMinute is { } most && Reserve(Math.Max(1, most)) is var (wait, settled))
        {
            if (wait > Left)
            {
                return TimeText;
            }

            await (wait is { } time ? Task.Delay(time, options.Clock, cancellationToken) : settled.WaitAsync(cancellationToken)).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Says what came of a turn. It counts from now on: the request left before, so requests are never closer together than their turns.</summary>
    /// <param name="perMinute">As given to <see cref="PaceAsync"/>.</param>
    /// <param name="sent">Whether a deletion was asked for.</param>
    internal void Settle(int? perMinute, bool sent)
    {
        if (perMinute is null)
        {
            return;
        }

        TaskCompletionSource settled;
        lock (_gate)
        {
            _pending--;
            if (sent)
            {
                _recent.Enqueue(options.Clock.GetUtcNow());
            }

            (settled, _settled) = (_settled, NewSignal());
        }

        settled.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a turn; else gives the time to wait (null while all turns are taken by deletions under way), and what ends when one settles.</summary>
    private (TimeSpan? Wait, Task Settled)? Reserve(int most)
    {
        lock (_gate)
        {
            var now = options.Clock.GetUtcNow();
            while (_recent.TryPeek(out var oldest) && now - oldest >= Window)
            {
                _recent.Dequeue();
            }

            if (_recent.Count + _pending >= most)
            {
                return (_recent.TryPeek(out var first) ? first + Window - now : null, _settled.Task);
            }

            _pending++;
            return null;
        }
    }
}
