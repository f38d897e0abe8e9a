namespace PolicyEngine.Registry.Applying;

/// <summary>The brakes of a run: how many deletions, how many a minute, for how long. Thread-safe.</summary>
internal sealed class ApplyBudget(ApplyOptions options)
{
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
                return Left is { } left && left <= TimeSpan.Zero ? "The time budget is used up." : CountReached;
            }
        }
    }

    /// <summary>The time that is left; null for no limit.</summary>
    internal TimeSpan? Left => options.TimeBudget - (options.Clock.GetUtcNow() - _start);

    private string? CountReached => _taken >= options.MaxDeletes ? $"The limit of {options.MaxDeletes} deletions is reached." : null;

    /// <summary>Takes one deletion off the budget; null where it is taken, else why not.</summary>
    internal string? TryTake()
    {
        lock (_gate)
        {
            if (Exhausted is { } why)
            {
                return why;
            }

            _taken++;
            return null;
        }
    }

    /// <summary>Gives one back that was not needed.</summary>
    internal void GiveBack()
    {
        lock (_gate)
        {
            _taken--;
        }
    }

    /// <summary>Waits until one more deletion fits into the minute.</summary>
    internal async Task PaceAsync(int? perMinute, CancellationToken cancellationToken)
    {
        while (perMinute is { } most && Reserve(Math.Max(1, most)) is { } wait)
        {
            await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
        }
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
