namespace PolicyEngine.Registry.Http;

/// <summary>
/// How many requests may be on their way at once, and how many in a minute. Both yield: an answer "too many requests" makes every request
/// wait, and halves the number at once, which grows back with success. Thread-safe.
/// </summary>
/// <param name="concurrency">The greatest number of requests on their way.</param>
/// <param name="clock">The clock.</param>
/// <param name="pointsPerMinute">The most points in a minute (GitHub counts a GET as 1 and a change as 5); null for no limit.</param>
/// <param name="waits">Is told of each wait of a request.</param>
internal sealed class RequestGate(int concurrency, TimeProvider clock, int? pointsPerMinute = null, Action<TimeSpan>? waits = null)
    : IDisposable
{
    /// <summary>More than a minute: what leaves within one minute here may arrive within less.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(62);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _slots = new(concurrency, concurrency);
    private readonly Queue<(DateTimeOffset At, int Points)> _recent = new();
    private int _points;
    private DateTimeOffset _resume;
    private int _withheld;
    private int _toWithhold;
    private int _successes;

    /// <summary>The number of requests that may be on their way now.</summary>
    internal int Allowed
    {
        get
        {
            lock (_gate)
            {
                return concurrency - _withheld - _toWithhold;
            }
        }
    }

    /// <summary>Waits until a request may leave. Each return is to be followed by one <see cref="Leave"/>.</summary>
    internal Task EnterAsync(int points, CancellationToken cancellationToken) => EnterAsync(points, null, cancellationToken);

    /// <summary>Waits until a request may leave. Each return is to be followed by one <see cref="Leave"/>.</summary>
    /// <param name="points">What it counts.</param>
    /// <param name="ensure">Throws where a wait is too long; null to wait in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task EnterAsync(int points, Action<TimeSpan>? ensure, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (Reserve(points) is { } wait)
            {
                ensure?.Invoke(wait);
                waits?.Invoke(wait);
                await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Waits until requests of so many points may leave one after
    /// the other without a wait in between. Takes none of them.</summary>
    /// <param name="points">What they count.</param>
    /// <param name="ensure">Throws where a wait is too long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task ReadyAsync(int points, Action<TimeSpan>? ensure, CancellationToken cancellationToken)
    {
        while (Reserve(points, take: false) is { } wait)
        {
            ensure?.Invoke(wait);
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the place of a request back.</summary>
    /// <param name="throttledFor">The wait that its answer asks for, if it says "too many requests"; else null.</param>
    internal void Leave(TimeSpan? throttledFor)
    {
        lock (_gate)
        {
            var allowed = concurrency - _withheld - _toWithhold;
            if (throttledFor is { } wait)
            {
                var now = clock.GetUtcNow();

                // The answers to what was on its way together are one sign, not many.
                if (now >= _resume)
                {
                    _toWithhold += allowed - Math.Max(1, allowed / 2);
                }

                _successes = 0;
                _resume = now + wait > _resume ? now + wait : _resume;
            }
            else if (++_successes >= allowed && _withheld + _toWithhold > 0)
            {
                _successes = 0;
                GiveBackOne();
            }

            if (_toWithhold > 0)
            {
                _toWithhold--;
                _withheld++;
                return;
            }
        }

        _slots.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private void GiveBackOne()
    {
        if (_toWithhold > 0)
        {
            _toWithhold--;
        }
        else
        {
            _withheld--;
            _slots.Release();
        }
    }

    /// <summary>Counts the points, or gives the time to wait before asking again.</summary>
    private TimeSpan? Reserve(int points, bool take = true)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_resume > now)
            {
                return _resume - now;
            }

            if (pointsPerMinute is not { } most)
            {
                return null;
            }

            while (_recent.TryPeek(out var oldest) && now - oldest.At >= Window)
            {
                _points -= _recent.Dequeue().Points;
            }

            if (_points + points > most && _recent.TryPeek(out var first))
            {
                return first.At + Window - now;
            }

            if (take)
            {
                _recent.Enqueue((now, points));
                _points += points;
            }

            return null;
        }
    }
}
