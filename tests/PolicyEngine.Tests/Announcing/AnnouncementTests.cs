using System.Text;
using CsCheck;
using PolicyEngine.Announcing;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Announcing;

/// <summary>Deletions that are announced first: what the same rule has condemned in every run since is deleted, and nothing else.</summary>
public sealed class AnnouncementTests
{
    private const string Old = "- { id: old, match: { tags: ['pr-*'] }, delete: { older-than: 30d } }";
    private const string All = "- { id: all, match: { tags: ['pr-*'] }, delete: all }";
    private const string None = "- { id: none, match: { tags: ['x-*'] }, delete: all }";

    private static readonly DateTimeOffset s_start = new(2026, 6, 1, 3, 17, 20, TimeSpan.Zero);
    private static readonly DigestGraph s_graph = GraphText.Parse(
        """
        a tags=pr-1 pushed=2026-01-01 children=shared:linux/amd64
        b tags=pr-2 pushed=2026-05-07 children=shared:linux/amd64
        c tags=v1 pushed=2026-01-01
        shared pushed=2026-01-01
        """
    );

    private Notice? _notice;
    private TimeSpan? _rehearsal = TimeSpan.FromDays(7);

    [Fact]
    public void The_first_run_deletes_nothing_and_a_later_one_what_was_announced()
    {
        Assert.Empty(Run(0, Old));
        Assert.Equal("pr-1", Assert.Single(Assert.Single(Plan(1, Old).Announced!.Value).Tags));
        Assert.Empty(Run(3, Old));
        Assert.Empty(Run(6.9, Old));
        Assert.Equal(["pr-1"], Run(7, Old));
    }

    [Fact]
    public void A_run_that_begins_some_minutes_earlier_than_the_first_is_in_time()
    {
        Assert.Empty(Run(0, Old));
        Assert.Equal(["pr-1"], Run(7 - 0.01, Old));
    }

    [Theory]
    [InlineData("30m")]
    [InlineData("1h")]
    [InlineData("23h")]
    public void A_wait_of_less_than_a_day_counts_from_the_first_run_itself(string wait)
    {
        Assert.True(Duration.TryParse(wait, out var duration));
        var (days, minute) = (duration.Value.TotalDays, 1 / 1440.0);
        _rehearsal = null;
        var policy = $"version: 1\nsettings: {{ announce: {wait} }}\nrules: [{Old[2..]}]";

        // The clock stands at 56 minutes past the hour.
        var first = 39 * minute;
        Assert.Empty(Deleted(first, policy));
        Assert.Empty(Deleted(first + days - minute, policy));
        Assert.Equal(["pr-1"], Deleted(first + days + minute, policy));
    }

    [Theory]
    [InlineData("0d")]
    [InlineData("1s")]
    [InlineData("30m")]
    [InlineData("7d")]
    public void No_run_deletes_what_it_is_the_first_to_announce(string wait)
    {
        _rehearsal = null;
        var policy = $"version: 1\nsettings: {{ announce: {wait} }}\nrules: [{{0}}]";
        Assert.Empty(Deleted(39 / 1440.0, policy.Replace("{0}", Old[2..], StringComparison.Ordinal)));
        Assert.Empty(Deleted(9, policy.Replace("{0}", All[2..], StringComparison.Ordinal)));
        Assert.Equal(["pr-1", "pr-2"], Deleted(18, policy.Replace("{0}", All[2..], StringComparison.Ordinal)));
    }

    [Fact]
    public void A_new_image_waits_for_itself()
    {
        Assert.Empty(Run(0, Old));
        Assert.Equal(["pr-1"], Run(7, Old));

        // Since the sixth of June it is older than 30 days.
        Assert.Equal(["pr-1"], Run(13, Old));
        Assert.Equal(["pr-1", "pr-2"], Run(14, Old));
    }

    [Fact]
    public void Another_rule_begins_again()
    {
        Assert.Empty(Run(0, Old));
        Assert.Empty(Run(5, All));
        Assert.Empty(Run(7, All));
        Assert.Equal(["pr-1", "pr-2"], Run(12, All));
    }

    [Fact]
    public void Of_two_rules_the_one_counts_that_has_condemned_it_in_every_run()
    {
        Assert.Empty(Run(0, Old, All));
        Assert.Empty(Run(3, All));
        Assert.Equal(["pr-1", "pr-2"], Run(7, All, Old));
        Assert.Empty(Run(7, Old));
    }

    [Fact]
    public void An_image_that_one_run_keeps_begins_again()
    {
        Assert.Empty(Run(0, Old));
        Assert.Empty(Run(5, None));
        Assert.Empty(Run(7, Old));
        Assert.Equal(["pr-1", "pr-2"], Run(14, Old));
    }

    [Fact]
    public void What_was_announced_at_a_time_to_come_begins_again()
    {
        Assert.Empty(Run(300, Old));
        Assert.Empty(Run(0, Old));
        Assert.Equal(s_start.Date, Assert.Single(_notice!.Entries).Since.Date);
        Assert.Empty(Run(6, Old));
        Assert.Equal(["pr-1"], Run(7, Old));
    }

    [Fact]
    public void A_part_that_an_announced_image_needs_is_kept()
    {
        Run(0, Old);
        var plan = Plan(7, Old);
        Assert.Equal([GraphText.DigestOf("a")], plan.Delete.Select(row => row.Digest));
        Assert.Equal(0, plan.Proof.DanglingAfter);
    }

    [Fact]
    public void What_is_announced_says_when_and_is_a_finding()
    {
        Run(0, Old);
        var plan = Plan(2, Old);
        var row = plan.Keep.Single(kept => kept.Tags.Contains("pr-1"));
        Assert.Equal(("old", VerdictKind.Grace), (row.Verdict.Rule, row.Verdict.Kind));
        Assert.StartsWith(
            "Announced on 2026-06-01, to be deleted on 2026-06-08 or later. The rule 'old' deletes it",
            row.Verdict.Text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "1 image is to be deleted on 2026-06-08 by 'old', unless that changes for it until then: pr-1.",
            Assert.Single(plan.Findings, finding => finding.Id == "PE4120").Message
        );
    }

    [Fact]
    public void A_tag_that_is_removed_from_an_image_that_is_kept_is_announced_too()
    {
        const string Tags = "- { id: tags, match: { tags: ['pr-*'] }, delete: { target: tags } }";
        var graph = GraphText.Parse("a tags=pr-1,v1 pushed=2026-01-01");
        Assert.Empty(Plan(0, graph, Tags).Untag);
        Run(0, graph, Tags);
        Assert.Equal(["pr-1"], Plan(7, graph, Tags).Untag.Select(untag => untag.Tag));
    }

    [Fact]
    public void The_tags_of_an_image_that_waits_are_neither_announced_nor_removed_by_themselves()
    {
        const string Tags = "- { id: tags, match: { tags: ['pr-*'] }, delete: { target: tags } }";
        const string Other = "pushed=2026-01-01\nb tags=v2 pushed=2026-01-01";
        var graph = GraphText.Parse($"a tags=pr-1,pr-2 {Other}");
        var first = Plan(0, graph, Tags);
        Assert.Null(Assert.Single(first.Announced!.Value).Tag);
        Assert.StartsWith(
            "1 image is to be deleted",
            Assert.Single(first.Findings, finding => finding.Id == "PE4120").Message,
            StringComparison.Ordinal
        );

        // As long as another tag was on the image, its tags were announced, and not the image.
        Run(0, GraphText.Parse($"a tags=pr-1,pr-2,v1 {Other}"), Tags);
        Assert.Equal(2, _notice!.Entries.Length);
        Assert.Empty(Plan(7, graph, Tags).Untag);
        Assert.Empty(Run(7, graph, Tags));
        Assert.Empty(Plan(13, graph, Tags).Untag);
        Assert.Equal(["pr-1", "pr-2"], Run(14, graph, Tags));
    }

    [Fact]
    public void The_longer_of_policy_and_command_line_counts()
    {
        _rehearsal = TimeSpan.FromDays(2);
        var policy = $"version: 1\nsettings: {{ announce: 5d }}\nrules: [{Old[2..]}]";
        Assert.Empty(Deleted(0, policy));
        Assert.Empty(Deleted(4, policy));
        Assert.Equal(["pr-1"], Deleted(5, policy));
        _rehearsal = null;
        Assert.Equal(["pr-1"], Deleted(5, policy));
    }

    [Fact]
    public void Without_a_wait_everything_is_deleted_at_once_and_the_notice_forgets_it()
    {
        Run(0, Old);
        _rehearsal = null;
        Assert.Equal(["pr-1"], Run(1, Old));
        Assert.Empty(_notice!.Entries);
    }

    [Fact]
    public void Of_a_repository_that_was_not_planned_and_of_other_policies_the_announcements_are_kept()
    {
        NoticeEntry[] others =
        [
            new("ghcr.io/acme/api", GraphText.DigestOf("x"), null, ["p.yaml#old"], s_start),
            new(GraphText.Info.FullName, GraphText.DigestOf("y"), null, ["other.yaml#old"], s_start),
            new(GraphText.Info.FullName, GraphText.DigestOf("z"), null, ["p.yaml#gone"], s_start),
        ];
        _notice = new Notice(s_start, [.. others]);
        Run(1, Old);
        Assert.Equal([others[0], others[1]], _notice.Entries.Where(entry => entry.Digest != GraphText.DigestOf("a")));

        var incomplete = GraphText.Parse("a tags=pr-1 pushed=2026-01-01", GraphText.Info with { Complete = false, Reason = "x" });
        var before = _notice.Entries;
        Run(2, incomplete, Old);
        Assert.Equal(before.Length, _notice.Entries.Length);
    }

    [Fact]
    public void A_plan_over_a_limit_is_announced_as_the_others()
    {
        var policy = $"version: 1\nlimits: {{ max-delete: 0 }}\nrules: [{Old[2..]}]";
        Deleted(0, policy);
        var plan = PlanOf(7, s_graph, policy);
        Assert.Equal(PlanStatus.Refused, plan.Repositories.Single().Status);
        Assert.Equal(
            s_start.Date,
            NoticeKeeping.After(_notice, plan).Entries.First(entry => entry.Digest == GraphText.DigestOf("a")).Since.Date
        );
    }

    [Fact]
    public void A_notice_is_read_as_it_was_written_and_a_changed_one_is_not()
    {
        Run(0, Old, All);
        var bytes = Bytes(_notice!);
        var read = NoticeJson.Read(bytes);
        Assert.Equal(_notice!.WrittenAt, read.WrittenAt);
        Assert.Equal(bytes, Bytes(read));
        var text = Encoding.UTF8.GetString(bytes);
        string[] damaged =
        [
            text.Replace("2026-06-01T03:00:00Z", "2026-05-01T03:00:00Z", StringComparison.Ordinal),
            text[..^20],
            "",
            "null",
            "[]",
            "{}",
            "{\"formatVersion\":2}",
            "\0",
            text.Replace("\"formatVersion\": 1", "\"formatVersion\": 9", StringComparison.Ordinal),
        ];
        Assert.All(damaged, content => Assert.Throws<PlanFormatException>(() => NoticeJson.Read(Encoding.UTF8.GetBytes(content))));
    }

    /// <summary>Runs in any order of days and policies against a model that looks at the whole history.</summary>
    [Fact]
    public void Whatever_happens_only_what_one_rule_condemned_in_all_runs_of_the_wait_is_deleted() =>
        Gen.Select(Gen.Int[-2, 6], Gen.Int[0, 3])
            .Array[1, 14]
            .Sample(
                steps =>
                {
                    _notice = null;
                    var (day, history) = (0, new List<(int Day, string[] Rules)>());
                    foreach (var (step, choice) in steps)
                    {
                        day = Math.Max(0, day + step);
                        string[] rules = choice switch
                        {
                            0 => [None],
                            1 => [Old],
                            2 => [All],
                            _ => [Old, All],
                        };
                        history.Add((day, rules));
                        var deleted = Run(day, rules);
                        Assert.True(!deleted.Contains("pr-1") || rules.Where(rule => rule != None).Any(rule => HasWaited(history, rule)));
                        Assert.True(
                            deleted.Contains("pr-1")
                                || !history.TrueForAll(run => run.Rules.SequenceEqual(rules))
                                || rules[0] == None
                                || !HasWaited(history, rules[0])
                        );
                        Assert.DoesNotContain("v1", deleted);
                    }
                },
                iter: 60,
                threads: 1
            );

    /// <summary>Whether the runs up to the last one, all of them by this rule, none of them later than it, go back for the wait.</summary>
    private static bool HasWaited(List<(int Day, string[] Rules)> history, string rule)
    {
        var first = int.MaxValue;
        for (var i = 0; i < history.Count; i++)
        {
            // A run without the rule, or a clock that went back behind the first, begins again.
            first =
                !history[i].Rules.Contains(rule) ? int.MaxValue
                : first > history[i].Day ? history[i].Day
                : first;
        }

        return first != int.MaxValue && history[^1].Day - first >= 7;
    }

    private static byte[] Bytes(Notice notice)
    {
        using var stream = new MemoryStream();
        NoticeJson.Write(notice, stream);
        return stream.ToArray();
    }

    private string[] Run(double day, params string[] rules) => Run(day, s_graph, rules);

    private string[] Run(double day, DigestGraph graph, params string[] rules) => Deleted(day, Policy(rules), graph);

    private string[] Deleted(double day, string policy, DigestGraph? graph = null)
    {
        var plan = PlanOf(day, graph ?? s_graph, policy);
        _notice = NoticeKeeping.After(_notice, plan);
        return [.. plan.Repositories.Single().Delete.SelectMany(row => row.Tags)];
    }

    private RepositoryPlan Plan(double day, params string[] rules) => Plan(day, s_graph, rules);

    private RepositoryPlan Plan(double day, DigestGraph graph, params string[] rules) =>
        PlanOf(day, graph, Policy(rules)).Repositories.Single();

    private Plan PlanOf(double day, DigestGraph graph, string policy) =>
        Planner.Create(
            PolicyCompiler.Compile([SourceText.From("p.yaml", policy)]),
            [graph],
            s_start.AddDays(day),
            new PlanOptions { Announcements = new Announcements(_notice, _rehearsal) }
        );

    private static string Policy(string[] rules) => $"version: 1\nrules:\n  {string.Join("\n  ", rules)}\n";
}
