using System.Globalization;

namespace PolicyEngine.Registry.Applying;

/// <summary>The brakes of a run: how many deletions, how many a minute, for how long. Thread-safe.</summary>
/// <param name="options">The clock and the brakes; the time counts from now.</param>
public sealed class ApplyBudget(ApplyOptions options)
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
    private readonly Dictionary<string, (DateTimeOffset Until, string Text)> _limits = new(StringComparer.OrdinalIgnoreCase);

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

    private string? CountReached(int count) =>
        _taken + count <= (options.MaxDeletes ?? int.MaxValue) ? null
        : _taken >= options.MaxDeletes ? $"The limit of {options.MaxDeletes} deletions is reached."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Deleting it with its parts is {count} deletions; {options.MaxDeletes - _taken} of {options.MaxDeletes} are left."
        );

    /// <summary>Takes a package that goes as a whole off the budget; null where it is taken, else why not.</summary>
    /// <param name="count">Its versions.</param>
    internal string? TryTake(int count)
    {
        lock (_gate)
        {
            var why =
                IsTimeUp ? TimeText
                : _taken + count <= (options.MaxDeletes ?? int.MaxValue) ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Deleting the whole package is {count} deletions; {options.MaxDeletes - _taken} of {options.MaxDeletes} are left."
                );
            if (why is null)
            {
                _taken += count;
            }

            return why;
        }
    }

    /// <summary>
    /// Takes an image with all that goes with it off the budget; null where it is taken, else why not. The
    /// first of the run is taken if any budget is left: one that is larger than all of it is done alone.
    /// </summary>
    /// <param name="count">The deletions that it takes.</param>
    /// <param name="perMinute">The most deletions a minute.</param>
    /// <param name="beside">Those of images that were taken before it and are not deleted yet: they take time first.</param>
    internal string? TryBegin(int count, int? perMinute, int beside = 0)
    {
        lock (_gate)
        {
            if (WhyNotNow(0, count, perMinute, beside) is { } why)
            {
                return why;
            }

            _taken += count;
            return null;
        }
    }

    /// <summary>Why an image is not begun beside others that are to come before it; null where it may be. Takes nothing.</summary>
    /// <param name="before">The deletions that the others take.</param>
    /// <param name="count">The deletions that it takes.</param>
    /// <param name="perMinute">The most deletions a minute.</param>
    internal string? WhyNot(int before, int count, int? perMinute)
    {
        lock (_gate)
        {
            return WhyNotNow(before, count, perMinute);
        }
    }

    private string? WhyNotNow(int before, int count, int? perMinute, int beside = 0) =>
        count == 0 ? null
        : IsTimeUp ? TimeText
        : _taken + before == 0 ? null
        : CountReached(before + count)
            ?? (
                TimeFor(before + beside + count, perMinute) > Left
                    ? "Deleting it with its parts would take longer than the time that is left."
                    : null
            );

    /// <summary>Remembers that a registry lets nothing happen until a time, so that nobody asks it before.</summary>
    internal void Limit(string registry, TimeSpan wait, string text)
    {
        lock (_gate)
        {
            _limits[registry] = (options.Clock.GetUtcNow() + wait, text);
        }
    }

    /// <summary>Why a registry is not asked for anything now; null where it may be.</summary>
    internal string? LimitOf(string registry)
    {
        lock (_gate)
        {
            return _limits.TryGetValue(registry, out var limit) && limit.Until > options.Clock.GetUtcNow() ? limit.Text : null;
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
    /// Waits until one more deletion fits into the minute; null where it does now, else
    /// why it is not waited for. Null is to be followed by one <see cref="Settle"/>.
    /// </summary>
    /// <param name="perMinute">The most deletions a minute.</param>
    /// <param name="isBegun">Whether its image was begun, so that it is waited for whatever time is left.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<string?> PaceAsync(int? perMinute, CancellationToken cancellationToken, bool isBegun = false)
    {
        while (perMinute is { } most && Reserve(Math.Max(1, most)) is var (wait, settled))
        {
            if (!isBegun && wait > Left)
            {
                return TimeText;
            }

            await (
                wait is { } time ? Task.Delay(time, options.Clock, cancellationToken) : settled.WaitAsync(cancellationToken)
            ).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Says what came of a turn. It counts from now on: the request left
    /// before, so requests are never closer together than their turns.</summary>
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

    /// <summary>What so many deletions take at least, by the pace that is allowed.</summary>
    private TimeSpan TimeFor(int count, int? perMinute)
    {
        if (perMinute is not { } most)
        {
            return TimeSpan.Zero;
        }

        var now = options.Clock.GetUtcNow();
        var recent = _recent.Count(at => now - at < Window);
        var windows = (recent + count - 1) / Math.Max(1, most);
        return windows == 0
            ? TimeSpan.Zero
            : (windows * Window) - (_recent.TryPeek(out var oldest) && now - oldest < Window ? now - oldest : TimeSpan.Zero);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a turn; else gives the time to wait (null while all turns are
    /// taken by deletions under way), and what ends when one settles.</summary>
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
