using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using Mapping = System.Collections.Generic.Dictionary<object, object?>;

namespace PolicyEngine.Tests.Oracle;

/// <summary>Reads a valid policy file into the oracle's model; a key it does not know is an error of the test, not of the policy.</summary>
internal sealed partial class PolicyReader
{
    private readonly Mapping _mapping;
    private readonly HashSet<string> _read = [];

    private PolicyReader(object? mapping) => _mapping = (Mapping)mapping!;

    public static OraclePolicy Read(string yaml)
    {
        var file = new PolicyReader(new DeserializerBuilder().Build().Deserialize<object>(yaml));
        _ = (file.Text("version"), file.Text("name"), file.Text("description"));
        return file.Done(
            new OraclePolicy
            {
                Settings = file.Map("settings", Settings) ?? new OracleSettings(),
                Limits = file.Map("limits", Limits) ?? new OracleLimits(),
                Protect = file.Maps("protect", r => new OracleProtection(r.Text("id"), Match(r))) ?? [],
                Rules = file.Maps("rules", Rule)!,
            }
        );
    }

    private static OracleSettings Settings(PolicyReader r) =>
        new()
        {
            Precedence = r.Text("precedence"),
            Unmatched = r.Text("unmatched"),
            Grace = r.Duration("grace"),
            AgeFrom = r.Texts("age-from"),
            CountProtected = r.Flag("count-protected"),
            TimeZone = r.Text("time-zone"),
            DeleteEmpty = r.Flag("delete-empty"),
        };

    private static OracleLimits Limits(PolicyReader r)
    {
        var most = r.Text("max-delete");
        var isPercentage = most?.EndsWith('%') == true;
        return new OracleLimits
        {
            MaxDelete = most is null || isPercentage ? null : int.Parse(most, CultureInfo.InvariantCulture),
            MaxDeletePercent = isPercentage ? int.Parse(most![..^1], CultureInfo.InvariantCulture) : null,
            MinRemaining = r.Count("min-remaining"),
        };
    }

    private static OracleRule Rule(PolicyReader r)
    {
        _ = r.Text("description");
        return new OracleRule(r.Text("id")!)
        {
            Repositories = r.Texts("repositories"),
            Enabled = r.Flag("enabled"),
            Match = r.Map("match", Match),
            Delete = r.Is("delete", "all") ? new OracleDelete() : r.Map("delete", Delete),
            Keep = r.Is("keep", "all") ? new OracleKeep() : r.Map("keep", Keep),
        };
    }

    private static OracleDelete Delete(PolicyReader r) =>
        new()
        {
            OlderThan = r.Duration("older-than"),
            NotPulledFor = r.Duration("not-pulled-for"),
            ExceptNewest = r.Count("except-newest"),
            Except = r.Map("except", e => WithCalendar(new OracleExcept { Newest = e.Count("newest") }, e)),
            Of = r.Text("of"),
            OrderBy = r.OrderBy(),
            Per = r.Texts("per"),
            Target = r.Text("target"),
            WithOtherTags = r.Flag("with-other-tags"),
            UntilTotalSize = r.Map("until", until => new OracleKeep { TotalSize = until.Size("total-size") })?.TotalSize,
        };

    private static T WithCalendar<T>(T keys, PolicyReader r)
        where T : OracleCalendar =>
        (T)(
            keys with
            {
                Hourly = r.Text("hourly"),
                Daily = r.Text("daily"),
                Weekly = r.Text("weekly"),
                Monthly = r.Text("monthly"),
                Quarterly = r.Text("quarterly"),
                Yearly = r.Text("yearly"),
                Within = r.Values("within")?.ToDictionary(w => w.Key, w => ParseDuration(w.Value)),
                Pick = r.Text("pick"),
            }
        );

    private static OracleKeep Keep(PolicyReader r) =>
        WithCalendar(
            new OracleKeep
            {
                Newest = r.Count("newest"),
                YoungerThan = r.Duration("younger-than"),
                PulledWithin = r.Duration("pulled-within"),
                MostRecentlyPulled = r.Count("most-recently-pulled"),
                TotalSize = r.Size("total-size"),
                OrderBy = r.OrderBy(),
                Per = r.Texts("per"),
                Join = r.Text("join"),
            },
            r
        );

    private static OracleMatch Match(PolicyReader r) =>
        new()
        {
            Tags = r.Peek("tags") is Mapping ? null : r.Texts("tags"),
            TagsBy = r.Peek("tags") is Mapping ? r.Map("tags", Tags) : null,
            Tagged = r.Flag("tagged"),
            Digests = r.Texts("digests"),
            OlderThan = r.Duration("older-than"),
            YoungerThan = r.Duration("younger-than"),
            NotPulledFor = r.Duration("not-pulled-for"),
            Kind = r.Texts("kind"),
            MediaType = r.Texts("media-type"),
            ArtifactType = r.Texts("artifact-type"),
            Platform = r.Texts("platform"),
            Labels = r.Values("labels"),
            Annotations = r.Values("annotations"),
            Referrers = r.Map("referrers", t => new OracleReferrers
            {
                Any = t.Texts("any"),
                All = t.Texts("all"),
                None = t.Texts("none"),
            }),
            Expired = r.Texts("expired"),
            LargerThan = r.Size("larger-than"),
            State = r.Text("state"),
            PullRequest = r.Map("pull-request", p => new OraclePullRequest(p.Text("number")!, p.Text("state")!, p.Duration("for"))),
            Branch = r.Map("branch", b => new OracleBranch(b.Text("name")!, b.Text("state")!)),
            Commit = r.Map("commit", c =>
                c.Text("reachable-from") is "main"
                    ? new OracleCommit(c.Text("from")!, c.Flag("is") ?? true)
                    : throw new InvalidDataException("Only what is reachable from main.")
            ),
            Any = r.Maps("any", Match),
            All = r.Maps("all", Match),
            Not = r.Map("not", Match),
        };

    private static OracleTags Tags(PolicyReader r) =>
        new()
        {
            Any = r.Texts("any"),
            All = r.Texts("all"),
            None = r.Texts("none"),
            EveryPattern = r.Texts("every-pattern"),
            Regex = r.Text("regex"),
            NotRegex = r.Text("not-regex"),
            Semver = r.Text("semver"),
            Version = r.Text("version"),
        };

    public static TimeSpan ParseDuration(string text) =>
        DurationPart()
            .Matches(text)
            .Aggregate(TimeSpan.Zero, (sum, part) => sum
                + (
                    double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture)
                    * part.Groups[2].Value switch
                    {
                        "s" => TimeSpan.FromSeconds(1),
                        "m" => TimeSpan.FromMinutes(1),
                        "h" => TimeSpan.FromHours(1),
                        "d" => TimeSpan.FromDays(1),
                        "w" => TimeSpan.FromDays(7),
                        "mo" => TimeSpan.FromDays(30),
                        _ => TimeSpan.FromDays(365),
                    }
                ));

    public static long ParseSize(string text)
    {
        var (unit, factor) = new (string, long)[]
        {
            ("KiB", 1L << 10),
            ("MiB", 1L << 20),
            ("GiB", 1L << 30),
            ("kB", 1_000),
            ("KB", 1_000),
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
        }.First(u => text.EndsWith(u.Item1, StringComparison.Ordinal));
        return long.Parse(text[..^unit.Length], CultureInfo.InvariantCulture) * factor;
    }

    private object? Peek(string key)
    {
        _read.Add(key);
        return _mapping.GetValueOrDefault(key);
    }

    private string? OrderBy() => Peek("order-by") is Mapping captured ? $"group {captured["group"]} as {captured["as"]}" : Text("order-by");

    private bool Is(string key, string value) => Peek(key) as string == value;

    private string? Text(string key) => (string?)Peek(key);

    private bool? Flag(string key) => Peek(key) is string s ? bool.Parse(s) : null;

    private int? Count(string key) => Peek(key) is string s ? int.Parse(s, CultureInfo.InvariantCulture) : null;

    private TimeSpan? Duration(string key) => Peek(key) is string s ? ParseDuration(s) : null;

    private long? Size(string key) => Peek(key) is string s ? ParseSize(s) : null;

    private List<string>? Texts(string key) =>
        Peek(key) switch
        {
            null => null,
            string s => [s],
            var list => [.. ((List<object>)list).Cast<string>()],
        };

    private Dictionary<string, string>? Values(string key) =>
        (Peek(key) as Mapping)?.ToDictionary(p => (string)p.Key, p => (string)p.Value!);

    private T? Map<T>(string key, Func<PolicyReader, T> read)
        where T : class => Peek(key) is Mapping mapping ? Nested(mapping, read) : null;

    private List<T>? Maps<T>(string key, Func<PolicyReader, T> read) =>
        Peek(key) switch
        {
            null => null,
            Mapping one => [Nested(one, read)],
            var list => [.. ((List<object>)list).Select(item => Nested(item, read))],
        };

    private static T Nested<T>(object mapping, Func<PolicyReader, T> read)
    {
        var reader = new PolicyReader(mapping);
        return reader.Done(read(reader));
    }

    private T Done<T>(T value)
    {
        var unknown = _mapping.Keys.Cast<string>().Except(_read).Where(k => !k.StartsWith("x-", StringComparison.Ordinal)).ToList();
        return unknown.Count == 0
            ? value
            : throw new InvalidDataException($"The oracle does not know the keys {string.Join(", ", unknown)}.");
    }

    [GeneratedRegex("([0-9]+)(s|mo|m|h|d|w|y)")]
    private static partial Regex DurationPart();
}
