using System.Text.RegularExpressions;

namespace PolicyEngine.Fakes;

/// <summary>How an answer goes wrong.</summary>
public enum FaultKind
{
    /// <summary>A status with a body and headers.</summary>
    Status,

    /// <summary>The connection is cut in the middle of the body.</summary>
    Cut,

    /// <summary>No answer comes until the client goes away.</summary>
    Hang,

    /// <summary>A page of a listing lacks its last entry, and says nothing about it.</summary>
    ShortPage,

    /// <summary>A status 200 with a web page.</summary>
    Garbage,

    /// <summary>The answer as it is, with other headers.</summary>
    Headers,
}

/// <summary>A fault, or a change of state, at the n-th request that a pattern matches.</summary>
public sealed record Fault
{
    /// <summary>A regular expression on <c>METHOD target</c>, the query included.</summary>
    public required string Pattern { get; init; }

    public FaultKind? Kind { get; init; }

    /// <summary>Whether a short page has the ETag of the whole one, as where it is cut on the way.</summary>
    public bool KeepsETag { get; init; }

    /// <summary>The first matching request that it strikes, from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many matching requests it strikes.</summary>
    public int Times { get; init; } = 1;

    public int Status { get; init; } = 500;

    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes the state just before the request is answered; runs under the gate.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Action<GhcrState>? Before { get; init; }

    internal Regex Regex => field ??= new Regex(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}

/// <summary>The faults that were asked for. Thread-safe.</summary>
public sealed class FaultList
{
    private readonly Lock _gate = new();
    private readonly List<(Fault Fault, int Seen)> _faults = [];

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add((fault, 0));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>The faults that strike this request; each looks at every request that it matches.</summary>
    internal IReadOnlyList<Fault> Strike(string methodAndTarget)
    {
        lock (_gate)
        {
            List<Fault>? struck = null;
            for (var i = 0; i < _faults.Count; i++)
            {
                var (fault, seen) = _faults[i];
                if (!fault.Regex.IsMatch(methodAndTarget))
                {
                    continue;
                }

                _faults[i] = (fault, ++seen);
                if (seen >= fault.Nth && seen - fault.Nth < fault.Times)
                {
                    (struck ??= []).Add(fault);
                }
            }

            return struck ?? (IReadOnlyList<Fault>)[];
        }
    }
}
