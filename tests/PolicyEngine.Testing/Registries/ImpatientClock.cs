using System.Collections.Concurrent;

namespace PolicyEngine.Testing.Registries;

/// <summary>
/// A clock on which every wait ends at once and moves the time on by as much: what waits and retries can be tested without
/// sleeping. Waits longer than <paramref name="patience"/> (request timeouts) end only by <see cref="EndLongWaits"/>.
/// </summary>
public sealed class ImpatientClock(DateTimeOffset start, TimeSpan patience) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentDictionary<Timer, bool> _long = new();
    private long _passed;

    public ImpatientClock()
        : this(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1)) { }

    /// <summary>The waits that ended, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);

    /// <summary>Ends the long waits that there are now.</summary>
    public void EndLongWaits()
    {
        foreach (var timer in _long.Keys)
        {
            timer.End();
        }
    }

    public override DateTimeOffset GetUtcNow() => start.AddTicks(Volatile.Read(ref _passed));

    public override long GetTimestamp() => Volatile.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ImpatientClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= clock.Patience)
            {
                clock._waits.Enqueue(dueTime);
                clock.Advance(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }
            else if (dueTime >= TimeSpan.Zero)
            {
                clock._long[this] = true;
            }

            return true;
        }

        public void End()
        {
            if (clock._long.TryRemove(this, out _))
            {
                callback(state);
            }
        }

        public void Dispose() => clock._long.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private TimeSpan Patience => patience;
}
