using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Planning;

/// <summary>
/// The calendar against the algorithm that restic documents for <c>--keep-hourly</c> to <c>--keep-yearly</c>: "for the last n days which
/// have one or more snapshots, keep only the most recent one for that day". Its exception for the oldest snapshot is not taken over.
/// </summary>
public sealed class CalendarProperties
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_units = ["hourly", "daily", "weekly", "monthly", "quarterly", "yearly"];

    /// <summary>Moments at which clocks change, or a year, quarter, month or week ends somewhere.</summary>
    private static readonly DateTimeOffset[] s_edges =
    [
        new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero),
        new(2025, 10, 26, 1, 0, 0, TimeSpan.Zero),
        new(2026, 3, 8, 7, 0, 0, TimeSpan.Zero),
        new(2025, 11, 2, 6, 0, 0, TimeSpan.Zero),
        new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new(2025, 12, 29, 0, 0, 0, TimeSpan.Zero),
        new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
        new(2024, 2, 29, 0, 0, 0, TimeSpan.Zero),
        new(2021, 1, 3, 23, 0, 0, TimeSpan.Zero),
        new(2026, 5, 31, 18, 30, 0, TimeSpan.Zero),
    ];

    private static readonly Gen<DateTimeOffset> s_time = Gen.OneOf(
        Gen.Int[1, 60 * 24 * 900].Select(minutes => s_now.AddMinutes(-minutes)),
        Gen.Int[1, 60 * 24 * 10].Select(minutes => s_now.AddMinutes(-minutes)),
        Gen.Select(Gen.Int[0, s_edges.Length - 1].Select(i => s_edges[i]), Gen.Int[-300, 300], (edge, minutes) => edge.AddMinutes(minutes))
    );

    private static readonly Gen<Dictionary<string, string>> s_counts = Gen.Select(
            Gen.Int[0, s_units.Length - 1].Select(i => s_units[i]),
            Choice("1", "2", "3", "7", "all")
        )
        .Array[0, 4]
        .Select(keys => keys.DistinctBy(k => k.Item1).ToDictionary(k => k.Item1, k => k.Item2));

    private static readonly Gen<Dictionary<string, string>> s_within = Gen.Select(
            Gen.Int[0, s_units.Length - 1].Select(i => s_units[i]),
            Choice("0s", "36h", "14d", "6mo", "1y")
        )
        .Array[0, 2]
        .Select(keys => keys.DistinctBy(k => k.Item1).ToDictionary(k => k.Item1, k => k.Item2));

    private static readonly Gen<(
        DateTimeOffset[] Times,
        Dictionary<string, string> Counts,
        Dictionary<string, string> Within,
        string Zone,
        bool Oldest
    )> s_case = Gen.Select(
        s_time.Array[1, 40].Select(times => times.Distinct().ToArray()),
        s_counts,
        s_within,
        Choice("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
        Gen.Bool
    );

    [Fact]
    public void What_is_kept_is_what_restic_documents() =>
        s_case
            .Where(c => c.Counts.Count + c.Within.Count > 0)
            .Sample(
                c =>
                    Assert.Equal(
                        Expected(c.Times, c.Counts, c.Within, c.Zone, c.Oldest),
                        Kept(c.Times, c.Counts, c.Within, c.Zone, c.Oldest)
                    ),
                iter: 400
            );

    [Fact]
    public void A_keep_rule_keeps_what_a_delete_rule_spares() =>
        s_case
            .Where(c => c.Counts.Count + c.Within.Count > 0)
            .Sample(
                c =>
                    Assert.Equal(
                        Kept(c.Times, c.Counts, c.Within, c.Zone, c.Oldest),
                        Kept(c.Times, c.Counts, c.Within, c.Zone, c.Oldest, isKeep: true)
                    ),
                iter: 100
            );

    private static Gen<string> Choice(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static DateTimeOffset[] Expected(
        DateTimeOffset[] times,
        Dictionary<string, string> counts,
        Dictionary<string, string> within,
        string zone,
        bool oldest
    )
    {
        var kept = new HashSet<DateTimeOffset>();
        var newestFirst = times.OrderDescending().ToArray();
        foreach (var (unit, count) in counts)
        {
            var (left, last) = (count == "all" ? int.MaxValue : int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), "");
            foreach (var time in newestFirst)
            {
                var period = NaiveCalendar.Period(unit, NaiveCalendar.Local(zone, time));
                if (period != last && left > 0)
                {
                    (last, left) = (period, left - 1);
                    kept.Add(oldest ? newestFirst.Last(t => NaiveCalendar.Period(unit, NaiveCalendar.Local(zone, t)) == period) : time);
                }
            }
        }

        foreach (var (unit, span) in within)
        {
            var limit = PolicyReader.ParseDuration(span);
            foreach (var period in newestFirst.GroupBy(t => NaiveCalendar.Period(unit, NaiveCalendar.Local(zone, t))))
            {
                if (s_now - period.First() <= limit || period.First() == newestFirst[0])
                {
                    kept.Add(oldest ? period.Last() : period.First());
                }
            }
        }

        return [.. kept.Order()];
    }

    private static DateTimeOffset[] Kept(
        DateTimeOffset[] times,
        Dictionary<string, string> counts,
        Dictionary<string, string> within,
        string zone,
        bool oldest,
        bool isKeep = false
    )
    {
        var keys = string.Join(
            ", ",
            counts
                .Select(c => $"{c.Key}: {c.Value}")
                .Concat(
                    within.Count > 0
                        ? [$"within: {{ {string.Join(", ", within.Select(w => $"{w.Key}: {w.Value}"))} }}"]
                        : Array.Empty<string>()
                )
                .Concat(oldest ? ["pick: oldest"] : Array.Empty<string>())
        );
        var rules = isKeep
            ? $"  - {{ id: all, delete: all }}\n  - {{ id: some, keep: {{ {keys} }} }}\n"
            : $"  - {{ id: all, delete: {{ except: {{ {keys} }} }} }}\n";
        var policy = PolicyCompiler.Compile([
            SourceText.From(
                "p.yaml",
                $"version: 1\nsettings: {{ grace: 0s, time-zone: {zone} }}\nlimits: {{ min-remaining: 0 }}\nrules:\n{rules}"
            ),
        ]);
        Assert.DoesNotContain(policy.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        var graph = GraphText.Build(
            times.Select(
                (time, i) =>
                    new ManifestRecord
                    {
                        Digest = GraphText.DigestOf($"m{i}"),
                        Tags = [$"t{i}"],
                        PushedAt = time,
                    }
            )
        );
        var plan = Assert.Single(Planner.Create(policy, [graph], s_now).Repositories);
        return [.. plan.Keep.Select(k => times[int.Parse(k.Tags[0].AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)]).Order()];
    }
}
