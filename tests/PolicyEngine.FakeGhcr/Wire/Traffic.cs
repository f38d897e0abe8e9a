using System.Collections.Concurrent;

namespace PolicyEngine.Fakes;

/// <summary>What the fake saw: every request, and the most that were in flight at once. Thread-safe.</summary>
public sealed class Traffic
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly int[] _inFlight = new int[2];
    private readonly int[] _most = new int[2];
    private int _allInFlight;
    private int _mostOfAll;

    public IReadOnlyCollection<RecordedRequest> Requests => _requests;

    public int Total => _requests.Count;

    /// <summary>The most requests of both sides that were in flight at once.</summary>
    public int MaxInFlight => Volatile.Read(ref _mostOfAll);

    public int MaxInFlightOf(Side side) => Volatile.Read(ref _most[(int)side]);

    /// <summary>The number of requests whose <c>METHOD target</c> contains the text.</summary>
    public int Count(string text) => _requests.Count(r => $"{r.Method} {r.Target}".Contains(text, StringComparison.Ordinal));

    /// <summary>The greatest number of points (GET 1, others 5) on the REST API in any minute.</summary>
    public int MaxPointsPerMinute()
    {
        var rest = _requests.Where(r => r.Side == Side.Rest).OrderBy(r => r.At).ToArray();
        var (most, points, start) = (0, 0, 0);
        foreach (var request in rest)
        {
            points += PointsOf(request.Method);
            while (request.At - rest[start].At >= TimeSpan.FromMinutes(1))
            {
                points -= PointsOf(rest[start++].Method);
            }

            most = Math.Max(most, points);
        }

        return most;
    }

    public void Clear()
    {
        _requests.Clear();
        Array.Clear(_most);
        _mostOfAll = 0;
    }

    public static int PointsOf(string method) => method is "GET" or "HEAD" or "OPTIONS" ? 1 : 5;

    /// <summary>Records the arrival and returns how many of this side are in flight now.</summary>
    internal int Enter(RecordedRequest request)
    {
        _requests.Enqueue(request);
        Raise(ref _mostOfAll, Interlocked.Increment(ref _allInFlight));
        var now = Interlocked.Increment(ref _inFlight[(int)request.Side]);
        Raise(ref _most[(int)request.Side], now);
        return now;
    }

    internal void Leave(RecordedRequest request, int status)
    {
        request.Status = status;
        Interlocked.Decrement(ref _allInFlight);
        Interlocked.Decrement(ref _inFlight[(int)request.Side]);
    }

    private static void Raise(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen) { }
    }
}
