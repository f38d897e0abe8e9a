namespace PolicyEngine.Tests.Oracle;

/// <summary>Random valid policies over the world of <see cref="Names"/>.</summary>
internal sealed class PolicyGenerator(Draw draw, OracleRepository repository)
{
    /// <summary>One policy mostly, now and then two or three that must be united.</summary>
    public IReadOnlyList<OraclePolicy> Next()
    {
        var settings = Settings();
        // Whole packages are seldom emptied by chance.
        var emptiesAll = settings.DeleteEmpty == true && draw.Chance(25);
        return
        [
            .. Enumerable
                .Range(0, draw.Chance(15) ? draw.Between(2, 3) : 1)
                .Select(n => new OraclePolicy
                {
                    Settings = settings,
                    Limits = Limits(settings.DeleteEmpty == true),
                    Protect = emptiesAll
                        ? []
                        : [.. Enumerable.Range(0, draw.Chance(40) ? draw.Between(1, 2) : 0).Select(i => Protection($"protection-{n}-{i}"))],
                    Rules = emptiesAll
                        ? [new OracleRule($"rule-{n}-0") { Delete = new OracleDelete() }]
                        : [.. Enumerable.Range(0, draw.Between(1, 4)).Select(i => Rule($"rule-{n}-{i}"))],
                }),
        ];
    }

    private OracleSettings Settings() =>
        new()
        {
            Precedence = draw.One(null, null, "keep-wins", "first-rule", "first-rule"),
            Unmatched = draw.One(null, null, null, "keep", "delete"),
            Grace = draw.One<TimeSpan?>(null, null, TimeSpan.FromSeconds(0), TimeSpan.FromHours(1), TimeSpan.FromDays(7)),
            AgeFrom = draw.One<IReadOnlyList<string>?>(null, null, ["pushed"], ["created", "pushed"], ["updated", "pushed"]),
            CountProtected = draw.One<bool?>(null, null, false, true),
            TimeZone = draw.One(null, null, "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
            DeleteEmpty = draw.One<bool?>(null, null, null, true),
        };

    /// <summary>Whether the default of min-remaining holds back <c>delete-empty</c> is open, so there it is always said.</summary>
    private OracleLimits Limits(bool deletesEmpty)
    {
        var isPercentage = draw.Chance(50);
        return new OracleLimits
        {
            MaxDelete = isPercentage ? null : draw.MaybeValue(12, () => draw.Between(0, 4)),
            MaxDeletePercent = isPercentage ? draw.MaybeValue(12, () => draw.One(0, 20, 34, 50, 100)) : null,
            MinRemaining = deletesEmpty ? draw.One(0, 2) : draw.One<int?>(null, null, 0, 0, 2),
        };
    }

    private OracleProtection Protection(string id) => new(draw.Chance(80) ? id : null, Match(draw.Below(2), protects: true));

    private OracleRule Rule(string id)
    {
        var match = draw.Chance(90) ? Match(2) : null;
        var deletes = draw.Chance(72);
        return new OracleRule(id)
        {
            Repositories = draw.Maybe(6, () => draw.One<IReadOnlyList<string>>(["acme/*"], ["acme/**"], ["**", "!acme/web"])),
            Enabled = draw.One<bool?>(null, null, null, null, null, null, true, false),
            Match = match,
            Delete = deletes ? Delete(match) : null,
            Keep = deletes ? null : Keep(match),
        };
    }

    private OracleDelete Delete(OracleMatch? match)
    {
        var isQuota = draw.Chance(8);
        var counts = !isQuota && draw.Chance(45);
        var except = !isQuota && draw.Chance(15) ? Except(hasNewest: !counts) : null;
        var isCounted = counts || except is not null;
        var targetsTags = draw.Chance(25);
        return new OracleDelete
        {
            OlderThan = draw.MaybeValue(50, () => draw.One(Names.Limits)),
            NotPulledFor = draw.MaybeValue(10, () => draw.One(Names.Limits)),
            ExceptNewest = counts ? draw.Between(0, 3) : null,
            Except = except,
            Of = isCounted ? draw.One(null, null, "matched", "eligible", "remaining") : null,
            OrderBy = isCounted || isQuota ? OrderBy(match) : null,
            Per = isCounted ? Per(match) : null,
            Target =
                targetsTags ? "tags"
                : isCounted && draw.Chance(5) ? "images"
                : null,
            WithOtherTags = targetsTags ? null : draw.One<bool?>(null, null, null, true, isCounted ? false : null),
            UntilTotalSize = isQuota ? draw.One(Names.Sizes) : null,
        };
    }

    private OracleKeep Keep(OracleMatch? match)
    {
        var counts = draw.Chance(50);
        var isQuota = !counts && draw.Chance(10);
        var keep = new OracleKeep
        {
            Newest = counts ? draw.Between(0, 3) : null,
            YoungerThan = draw.MaybeValue(25, () => draw.One(Names.Limits)),
            PulledWithin = draw.MaybeValue(10, () => draw.One(Names.Limits)),
            MostRecentlyPulled = draw.MaybeValue(10, () => draw.Between(0, 2)),
            TotalSize = isQuota ? draw.One(Names.Sizes) : null,
            OrderBy = counts || isQuota ? OrderBy(match) : null,
        };
        var goesByCalendar = !isQuota && draw.Chance(35);
        keep = goesByCalendar ? WithCalendar(keep) : keep;
        var criteria =
            new object?[] { keep.Newest, keep.YoungerThan, keep.PulledWithin, keep.MostRecentlyPulled, keep.TotalSize }.Count(c =>
                c is not null
            )
            + keep.Counts().Count()
            + (keep.Within?.Count ?? 0);
        return keep with
        {
            Per = (counts || goesByCalendar) && keep.MostRecentlyPulled is null ? Per(match) : null,
            Join = criteria > 1 ? draw.One(null, "any", "all") : null,
        };
    }

    private OracleExcept Except(bool hasNewest)
    {
        var newest = hasNewest ? draw.MaybeValue(50, () => draw.Between(0, 2)) : null;
        return newest is not null && draw.Chance(30)
            ? new OracleExcept { Newest = newest }
            : WithCalendar(new OracleExcept { Newest = newest });
    }

    private T WithCalendar<T>(T keys)
        where T : OracleCalendar
    {
        var units = draw.Some("hourly", "daily", "weekly", "monthly", "quarterly", "yearly");
        string? Count(string unit) => units.Contains(unit) ? draw.One("1", "1", "2", "3", "all") : null;
        var isWithin = draw.Chance(25);
        return (T)(
            keys with
            {
                Hourly = Count("hourly"),
                Daily = Count("daily"),
                Weekly = Count("weekly"),
                Monthly = Count("monthly"),
                Quarterly = Count("quarterly"),
                Yearly = Count("yearly"),
                Within = isWithin
                    ? draw.Some("hourly", "daily", "weekly", "monthly").ToDictionary(u => u, _ => draw.One(Names.Limits))
                    : null,
                Pick = draw.One(null, null, "newest", "oldest", "oldest"),
            }
        );
    }

    private string? OrderBy(OracleMatch? match) =>
        Captures(match) is { Length: > 0 } captures && draw.Chance(50)
            ? $"group {draw.One(captures)} as {draw.One("number", "version", "date", "text")}"
            : draw.One(null, null, "pushed", "pulled", "active", "semver", "version", "tag");

    private static string[] Captures(OracleMatch? match) =>
        [.. new[] { "flavour", "number", "line" }.Where(g => match?.TagsBy?.Regex?.Contains($"<{g}>", StringComparison.Ordinal) == true)];

    private IReadOnlyList<string>? Per(OracleMatch? match)
    {
        string[] groups =
        [
            "semver.major",
            "semver.minor",
            "version.major",
            "version.minor",
            "version.patch",
            "version.flavour",
            "label:stage",
            "annotation:org.acme.keep",
        ];
        return draw.Maybe(30, () => draw.Some([.. Captures(match), .. groups]));
    }

    private OracleMatch Match(int depth, bool protects = false)
    {
        var kinds = draw.Chance(75) ? 1 : 2;
        return Enumerable.Range(0, kinds).Aggregate(new OracleMatch(), (m, _) => Add(m, depth, protects));
    }

    private OracleMatch Add(OracleMatch m, int depth, bool protects) =>
        draw.Below(
            protects && draw.Chance(40) ? 12
            : depth > 0 ? 31
            : 23
        ) switch
        {
            0 => m with { Kind = draw.Some("image", "index", "artifact") },
            1 => m with { MediaType = [draw.One("*index*", "application/vnd.oci.*", "*.docker.*")] },
            2 => m with { ArtifactType = [draw.One("*sigstore*", "application/vnd.acme.*", "*")] },
            3 => m with { Platform = [draw.One("linux/*", "linux/arm64*", "*/amd64", "windows/amd64")] },
            4 => m with { Labels = new Dictionary<string, string> { ["stage"] = draw.One("prod", "t*", "*") } },
            5 => m with { Annotations = new Dictionary<string, string> { ["org.acme.keep"] = draw.One("yes", "?*") } },
            6 => m with { Digests = [.. draw.Some(repository.Manifests).Select(d => d.Digest)] },
            7 => m with { OlderThan = draw.One(Names.Limits) },
            8 => m with { YoungerThan = draw.One(Names.Limits) },
            9 => m with { State = draw.One("ghost", "partial", "orphaned", "orphaned", "part") },
            10 when repository.Manifests.Any(d => d.PulledAt is not null) => m with { NotPulledFor = draw.One(Names.Limits) },
            11 when !protects => m with { LargerThan = draw.One(Names.Sizes) },
            11 => m with { Kind = ["index"] },
            12 or 13 => m with { Tagged = draw.Chance(30) },
            14 or 15 => m.GoesByFacts ? m : m with { Tags = null, TagsBy = Tags() },
            16 => m with
            {
                Tags = null,
                TagsBy = new OracleTags { Regex = NaiveFacts.Expression },
                PullRequest = PullRequest(),
                Commit = null,
            },
            17 => m with
            {
                Tags = null,
                TagsBy = new OracleTags { Regex = NaiveFacts.Expression },
                Branch = new("branch", draw.One("gone", "exists")),
                Commit = null,
            },
            18 => m with
            {
                Tags = null,
                TagsBy = new OracleTags { Regex = NaiveFacts.HashExpression },
                PullRequest = null,
                Branch = null,
                Commit = new("hash", draw.Chance(40)),
            },
            19 => m with { Expired = draw.Some("end", "org.acme.end") },
            20 => m with { Referrers = Referrers() },
            >= 23 and < 26 => m with { Any = [.. Enumerable.Range(0, 2).Select(_ => Match(depth - 1, protects))] },
            26 or 27 => m with { All = [.. Enumerable.Range(0, 2).Select(_ => Match(depth - 1, protects))] },
            28 => m with { Not = Match(depth - 1, protects) },
            _ => m.GoesByFacts ? m : m with { TagsBy = null, Tags = Globs() },
        };

    private OraclePullRequest PullRequest()
    {
        var state = draw.One("open", "closed", "closed", "merged");
        return new OraclePullRequest("pull", state, state == "open" ? null : draw.MaybeValue(40, () => draw.One(Names.Limits)));
    }

    private OracleReferrers Referrers() =>
        draw.Below(4) switch
        {
            0 => new OracleReferrers { Any = draw.Some(Names.ReferrerTypes) },
            1 => new OracleReferrers { All = draw.Some(Names.ReferrerTypes) },
            2 => new OracleReferrers { None = draw.Some(Names.ReferrerTypes) },
            _ => new OracleReferrers { Any = draw.Some(Names.ReferrerTypes), None = draw.Some(Names.ReferrerTypes) },
        };

    private IReadOnlyList<string> Globs() =>
        draw.Chance(12)
            ? draw.Some(Names.NegativeGlobs)
            : [.. draw.Some(Names.Globs), .. draw.Chance(25) ? [draw.One(Names.NegativeGlobs)] : Array.Empty<string>()];

    private OracleTags Tags() =>
        draw.Below(12) switch
        {
            0 => new OracleTags { Any = Globs() },
            1 => new OracleTags { All = Globs() },
            2 => new OracleTags { None = draw.Some(Names.Globs) },
            3 => new OracleTags { EveryPattern = draw.Some(Names.Globs) },
            4 or 5 => new OracleTags { Regex = draw.One(Names.Regexes) },
            6 => new OracleTags { Any = Globs(), Semver = draw.One(Names.Ranges) },
            7 or 8 => new OracleTags { Version = draw.One(Names.VersionRanges) },
            9 => new OracleTags { NotRegex = draw.One(Names.Regexes), Any = draw.Chance(50) ? Globs() : null },
            _ => new OracleTags { Semver = draw.One(Names.Ranges) },
        };
}
