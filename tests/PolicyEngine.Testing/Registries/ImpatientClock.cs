using System.Collections.Concurrent;

namespace PolicyEngine.Testing.Registries;

/// <summary>
/// A clock on which every wait ends at once and moves the time on by as much: what waits and retries can be tested without sleeping. Waits longer
/// than <paramref name="patience"/> never end (request timeouts that are not under test).
/// </summary>
public sealed class ImpatientClock(DateTimeOffset start, TimeSpan patience) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private long _passed;

    public ImpatientClock()
        : this(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1))
    {
    }

    /// <summary>The waits that ended, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);

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

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private TimeSpan Patience => patience;
}
