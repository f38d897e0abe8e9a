using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>Suppressions and severities reach the findings of plans that stand in a line of a policy.</summary>
public sealed class PlanFindingTests
{
    private const string Policy = """
        version: 1
        protect:
          # protection
          - id: released
            tags: ["v*"]
        rules:
          # rule
          - id: old
            match: { tags: ["pr-*"] }
            delete: { older-than: 14d }
          - id: nightlies
            match: { tags: ["nightly-*"] }
            delete: { older-than: 14d }
        """;

    [Fact]
    public void Idle_rules_and_protections_are_found() =>
        Assert.Equal(["PE4007 warning a.yaml:4:5", "PE4008 warning a.yaml:11:5"], Findings(Policy));

    [Fact]
    public void A_comment_above_a_protection_silences_its_finding() =>
        Assert.Equal(["PE4008 warning a.yaml:11:5"], Findings(Suppressing("# protection", "PE4007")));

    [Fact]
    public void A_comment_speaks_only_for_its_line_and_its_id() =>
        Assert.Equal(
            ["PE4007 warning a.yaml:4:5", "PE4008 warning a.yaml:11:5"],
            Findings(
                Suppressing("# rule", "PE4008").Replace("# protection", "# policyengine-disable-next-line PE4008", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void A_suppression_of_a_plan_finding_is_not_called_unused_when_compiling() =>
        Assert.Empty(PolicyCompiler.Compile([SourceText.From("a.yaml", Suppressing("# protection", "PE4007"))]).Diagnostics);

    [Fact]
    public void Suppressions_of_lints_that_did_not_strike_and_of_unknown_ids_are_reported() =>
        Assert.Equal(
            ["PE1031 info a.yaml:3:36", "PE1032 info a.yaml:7:36"],
            PolicyCompiler
                .Compile([
                    SourceText.From(
                        "a.yaml",
                        Suppressing("# protection", "PE3005")
                            .Replace("# rule", "# policyengine-disable-next-line PE3999", StringComparison.Ordinal)
                    ),
                ])
                .Diagnostics.Select(d => $"{d.Id} {SeverityText.Of(d.Severity)} {d.Location}")
        );

    [Fact]
    public void A_suppression_of_a_lint_is_not_called_unused_where_an_error_kept_it_from_running() =>
        Assert.Equal(
            ["PE2001"],
            PolicyCompiler
                .Compile([
                    SourceText.From(
                        "a.yaml",
                        Suppressing("# protection", "PE3005")
                            .Replace("older-than", "older-then", StringComparison.Ordinal)
                            .Replace(
                                "nightlies\n    match: { tags: [\"nightly-*\"] }\n    delete: { older-then",
                                "nightlies\n    match: { tags: [\"nightly-*\"] }\n    delete: { older-than",
                                StringComparison.Ordinal
                            )
                    ),
                ])
                .Diagnostics.Select(d => d.Id)
        );

    [Fact]
    public void A_finding_that_is_switched_off_is_not_listed() =>
        Assert.Equal(["PE4007 warning a.yaml:4:5"], Findings(Policy, "PE4008=none"));

    [Fact]
    public void A_finding_that_is_raised_to_an_error_refuses_the_plan()
    {
        var plan = Plan(Policy, "PE4007=error");
        Assert.Equal(PlanStatus.Refused, plan.Status);
        Assert.Equal("The protection 'released' protects nothing here.", plan.Reason);
        Assert.Empty(plan.Delete);
        Assert.Equal(3, plan.Keep.Count);
        Assert.Equal(PlanStatus.Planned, Plan(Policy).Status);
        Assert.Single(Plan(Policy).Delete);
    }

    [Fact]
    public void A_suppressed_finding_is_not_raised() =>
        Assert.Equal(PlanStatus.Planned, Plan(Suppressing("# protection", "PE4007"), "PE4007=error").Status);

    [Fact]
    public void Errors_of_a_plan_are_never_lowered()
    {
        var plan = Plan(Policy.Replace("rules:", "limits: { max-delete: 0 }\nrules:", StringComparison.Ordinal), "PE4010=none");
        Assert.Equal(PlanStatus.Refused, plan.Status);
        Assert.Contains(plan.Findings, f => f is { Id: "PE4010", Severity: DiagnosticSeverity.Error });
    }

    [Fact]
    public void A_lint_that_is_raised_to_an_error_makes_the_policy_unusable_unless_it_is_suppressed()
    {
        const string Minutes =
            "version: 1\nrules:\n  - id: old\n    match: { tags: [\"pr-*\"] }\n    # comment\n    delete: { older-than: 6m }\n";
        Assert.False(Compile(Minutes).HasErrors);
        Assert.True(Compile(Minutes, "PE3007=error").HasErrors);
        Assert.False(
            Compile(
                Minutes.Replace("# comment", "# policyengine-disable-next-line PE3007", StringComparison.Ordinal),
                "PE3007=error"
            ).HasErrors
        );
        Assert.Empty(Compile(Minutes, "PE3007=none").Diagnostics);
    }

    [Fact]
    public void Images_whose_digests_begin_alike_are_named_by_as_many_digits_as_tell_them_apart()
    {
        var graph = GraphText.Parse("similara tags=pr-1 pushed=2026-01-01\nsimilarb tags=pr-2 pushed=2026-01-01");
        var policy = Compile("version: 1\nrules:\n  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { except-newest: 1 }\n");
        var plan = Assert.Single(Planner.Create(policy, [graph], new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)).Repositories);
        Assert.Equal(
            "The rule 'old' keeps pr-2 (sha256:73696d696c617262) before pr-1 "
                + "(sha256:73696d696c617261) only by a tie-break: both have the same key and time.",
            Assert.Single(plan.Findings, f => f.Id == "PE4004").Message
        );
    }

    private static string Suppressing(string comment, string id) =>
        Policy.Replace(comment, $"# policyengine-disable-next-line {id}", StringComparison.Ordinal);

    private static IEnumerable<string> Findings(string policy, params string[] severities) =>
        Plan(policy, severities).Findings.Where(f => f.Source is not null).Select(f => $"{f.Id} {SeverityText.Of(f.Severity)} {f.Source}");

    private static RepositoryPlan Plan(string policy, params string[] severities)
    {
        var graph = GraphText.Parse("a tags=pr-1 pushed=2026-01-01\nb tags=main pushed=2026-01-01\nc tags=dev pushed=2026-01-01");
        var plan = Planner.Create(
            Compile(policy),
            [graph],
            new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
            new PlanOptions { Severities = Overrides(severities) }
        );
        return Assert.Single(plan.Repositories);
    }

    private static PolicyCompilation Compile(string policy, params string[] severities) =>
        PolicyCompiler.Compile([SourceText.From("a.yaml", policy)], new CompilerOptions { Severities = Overrides(severities) });

    private static SeverityOverrides Overrides(string[] severities)
    {
        Assert.True(SeverityOverrides.TryParse(severities, false, out var overrides, out _));
        return overrides;
    }
}
