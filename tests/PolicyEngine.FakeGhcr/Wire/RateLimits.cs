using System.Globalization;

namespace PolicyEngine.Fakes;

/// <summary>GitHub's limits on the REST API. Thread-safe.</summary>
internal sealed class RateLimits(Scenario scenario, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Used, DateTimeOffset Reset)> _used = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, int Points)> _recent = new();
    private int _points;

    /// <summary>Counts a request and writes the headers; returns the refusal, if it is over a limit.</summary>
    public Answer? Count(string token, string method, int inFlight, IDictionary<string, string> headers)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var (used, reset) =
                _used.TryGetValue(token, out var entry) && entry.Reset > now ? entry : (scenario.PrimaryUsed, now.AddHours(1));
            used++;
            _used[token] = (used, reset);
            headers["x-ratelimit-limit"] = scenario.PrimaryLimit.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining"] = Math.Max(0, scenario.PrimaryLimit - used).ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-used"] = used.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-reset"] = (reset + scenario.ResetSkew).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-resource"] = "core";
            if (used > scenario.PrimaryLimit)
            {
                return Answer.Rest(403, "API rate limit exceeded for user ID 1.");
            }

            while (_recent.TryPeek(out var old) && now - old.At >= TimeSpan.FromMinutes(1))
            {
                _points -= _recent.Dequeue().Points;
            }

            var points = Traffic.PointsOf(method);
            _recent.Enqueue((now, points));
            _points += points;
            if (inFlight > scenario.MaxConcurrent || _points > scenario.PointsPerMinute)
            {
                headers["retry-after"] = "60";
                return Answer.Rest(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
            }
        }

        return null;
    }

    /// <summary>An answer 304 does not count against the primary limit.</summary>
    public void Forgive(string token)
    {
        lock (_gate)
        {
            if (_used.TryGetValue(token, out var entry))
            {
                _used[token] = (entry.Used - 1, entry.Reset);
            }
        }
    }
}
