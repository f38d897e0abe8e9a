namespace PolicyEngine.Tests.Oracle;

/// <summary>The keys that go by the calendar; a count is a number or <c>all</c>.</summary>
internal abstract record OracleCalendar
{
    public string? Hourly { get; init; }

    public string? Daily { get; init; }

    public string? Weekly { get; init; }

    public string? Monthly { get; init; }

    public string? Quarterly { get; init; }

    public string? Yearly { get; init; }

    /// <summary>Durations by the names of the counts.</summary>
    public IReadOnlyDictionary<string, TimeSpan>? Within { get; init; }

    public string? Pick { get; init; }

    public IEnumerable<(string Unit, string Count)> Counts() =>
        new (string Unit, string? Count)[]
        {
            ("hourly", Hourly),
            ("daily", Daily),
            ("weekly", Weekly),
            ("monthly", Monthly),
            ("quarterly", Quarterly),
            ("yearly", Yearly),
        }
            .Where(c => c.Count is not null)
            .Select(c => (c.Unit, c.Count!));

    public bool IsByCalendar => Counts().Any() || Within is not null;
}

/// <summary>The mapping <c>except</c> of <c>delete</c>.</summary>
internal sealed record OracleExcept : OracleCalendar
{
    public int? Newest { get; init; }
}
