namespace PolicyEngine.Tests.Oracle;

/// <summary>Conditions of semantics.md#conditions, all of which must hold; null is a condition that is not there.</summary>
internal sealed record OracleMatch
{
    public IReadOnlyList<string>? Tags { get; init; }

    public OracleTags? TagsBy { get; init; }

    public bool? Tagged { get; init; }

    public IReadOnlyList<string>? Digests { get; init; }

    public TimeSpan? OlderThan { get; init; }

    public TimeSpan? YoungerThan { get; init; }

    public TimeSpan? NotPulledFor { get; init; }

    public IReadOnlyList<string>? Kind { get; init; }

    public IReadOnlyList<string>? MediaType { get; init; }

    public IReadOnlyList<string>? ArtifactType { get; init; }

    public IReadOnlyList<string>? Platform { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public OracleReferrers? Referrers { get; init; }

    public IReadOnlyList<string>? Expired { get; init; }

    public long? LargerThan { get; init; }

    public string? State { get; init; }

    public OraclePullRequest? PullRequest { get; init; }

    public OracleBranch? Branch { get; init; }

    public OracleCommit? Commit { get; init; }

    /// <summary>Whether it goes by what capture groups find in tags.</summary>
    public bool GoesByFacts => PullRequest is not null || Branch is not null || Commit is not null;

    public IReadOnlyList<OracleMatch>? Any { get; init; }

    public IReadOnlyList<OracleMatch>? All { get; init; }

    public OracleMatch? Not { get; init; }

    /// <summary>Itself and all conditions nested in it; those under <c>not</c> only where asked for.</summary>
    public IEnumerable<OracleMatch> Nested(bool underNot) =>
        new[] { this }
            .Concat((Any ?? []).Concat(All ?? []).SelectMany(m => m.Nested(underNot)))
            .Concat(underNot && Not is not null ? Not.Nested(underNot) : []);
}

/// <summary>The mapping <c>referrers</c>.</summary>
internal sealed record OracleReferrers
{
    public IReadOnlyList<string>? Any { get; init; }

    public IReadOnlyList<string>? All { get; init; }

    public IReadOnlyList<string>? None { get; init; }
}

/// <summary>The mapping form of <c>tags</c>.</summary>
internal sealed record OracleTags
{
    public IReadOnlyList<string>? Any { get; init; }

    public IReadOnlyList<string>? All { get; init; }

    public IReadOnlyList<string>? None { get; init; }

    public IReadOnlyList<string>? EveryPattern { get; init; }

    public string? Regex { get; init; }

    public string? NotRegex { get; init; }

    public string? Semver { get; init; }

    public string? Version { get; init; }
}
