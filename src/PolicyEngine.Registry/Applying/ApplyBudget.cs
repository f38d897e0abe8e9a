using System.Globalization;

namespace PolicyEngine.Registry.Applying;

/// <summary>The brakes of a run: how many deletions, how many a minute, for how long. Thread-safe.</summary>
internal sealed class ApplyBudget(ApplyOptions options)
{
    private const string TimeText = "The time budget is used up.";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _recent = new();
    private readonly DateTimeOffset _start = options.Clock.GetUtcNow();
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

    /// <summary>Waits until one more deletion fits into the minute; null where it does now, else why it is not waited for.</summary>
    internal async Task<string?> PaceAsync(int? perMinute, CancellationToken cancellationToken)
    {
        while (perMinute is { } most && Reserve(Math.Max(1, most)) is { } wait)
        {
            if (wait > Left)
            {
                return TimeText;
            }

            await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private TimeSpan? Reserve(int most)
    {
        lock (_gate)
        {
            var now = options.Clock.GetUtcNow();
            while (_recent.TryPeek(out var oldest) && now - oldest >= Window)
            {
                _recent.Dequeue();
            }

            if (_recent.Count >= most)
            {
                return _recent.Peek() + Window - now;
            }

            _recent.Enqueue(now);
            return null;
        }
    }
}
