namespace PolicyEngine.Tests.Oracle;

/// <summary>A valid policy. What is null or empty is not written in the file, so that the defaults of the language hold.</summary>
internal sealed record OraclePolicy
{
    public OracleSettings Settings { get; init; } = new();

    public OracleLimits Limits { get; init; } = new();

    public IReadOnlyList<OracleProtection> Protect { get; init; } = [];

    public IReadOnlyList<OracleRule> Rules { get; init; } = [];
}

internal sealed record OracleSettings
{
    public string? Precedence { get; init; }

    public string? Unmatched { get; init; }

    public TimeSpan? Grace { get; init; }

    public IReadOnlyList<string>? AgeFrom { get; init; }

    public bool? CountProtected { get; init; }

    public string? TimeZone { get; init; }

    public bool? DeleteEmpty { get; init; }
}

internal sealed record OracleLimits
{
    public int? MaxDelete { get; init; }

    public int? MaxDeletePercent { get; init; }

    public int? MinRemaining { get; init; }
}

internal sealed record OracleProtection(string? Id, OracleMatch Match);

internal sealed record OracleRule(string Id)
{
    public IReadOnlyList<string>? Repositories { get; init; }

    public bool? Enabled { get; init; }

    public OracleMatch? Match { get; init; }

    public OracleDelete? Delete { get; init; }

    public OracleKeep? Keep { get; init; }
}

/// <summary>The action <c>delete</c>; with nothing set it is <c>delete: all</c>.</summary>
internal sealed record OracleDelete
{
    public TimeSpan? OlderThan { get; init; }

    public TimeSpan? NotPulledFor { get; init; }

    public int? ExceptNewest { get; init; }

    public OracleExcept? Except { get; init; }

    public string? Of { get; init; }

    public string? OrderBy { get; init; }

    public IReadOnlyList<string>? Per { get; init; }

    public string? Target { get; init; }

    public bool? WithOtherTags { get; init; }

    public long? UntilTotalSize { get; init; }
}

/// <summary>The action <c>keep</c>; with nothing set it is <c>keep: all</c>.</summary>
internal sealed record OracleKeep : OracleCalendar
{
    public int? Newest { get; init; }

    public TimeSpan? YoungerThan { get; init; }

    public TimeSpan? PulledWithin { get; init; }

    public int? MostRecentlyPulled { get; init; }

    public long? TotalSize { get; init; }

    public string? OrderBy { get; init; }

    public IReadOnlyList<string>? Per { get; init; }

    public string? Join { get; init; }
}
