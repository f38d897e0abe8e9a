using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Snapshots;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>Two policies of one repository that state a setting differently:
/// found by validating, by their targets, and by planning.</summary>
public sealed class SettingsConflictTests
{
    private const string Rules = "rules: []\n";

    public static TheoryData<string, string, bool> Statements =>
        new()
        {
            { "grace: 60m", "grace: 1h", false },
            { "grace: 24h", "grace: 1d", false },
            { "grace: 2h", "grace: 1h", true },
            { "grace: 2h", "unmatched: keep", false },
            { "unmatched: delete", "unmatched: keep", true },
            { "unmatched: delete", "precedence: keep-wins", false },
            { "precedence: first-rule", "precedence: keep-wins", true },
            { "age-from: [created]", "age-from: [pushed, created]", true },
            { "age-from: created", "age-from: [created]", false },
            { "count-protected: true", "count-protected: false", true },
            { "delete-empty: true", "delete-empty: false", true },
            { "time-zone: Europe/Berlin", "time-zone: Europe/Paris", true },
            { "time-zone: US/Pacific", "time-zone: America/Los_Angeles", false },
            { "time-zone: UTC", "time-zone: Etc/UTC", false },
            { "time-zone: UTC", "grace: 1h", false },
            { "delete-empty: true", "", false },
            { "grace: 1h", "", false },
        };

    [Theory]
    [MemberData(nameof(Statements))]
    public void Only_two_statements_conflict_and_planning_finds_the_same(string one, string other, bool conflicts)
    {
        var texts = new[] { one, other }
            .Select(s => $"version: 1\ntargets: [example.com/acme/web]\n{(s.Length > 0 ? $"settings: {{ {s} }}\n" : "")}{Rules}")
            .ToArray();
        Assert.Equal(conflicts, Find(texts).Length > 0);
        var policies = PolicyCompiler.Compile(texts.Select((t, i) => SourceText.From($"p{i}.yaml", t)));
        var snapshot =
            """{ "formatVersion": 1, "repositories": [ { "registry": "example.com", "name": "acme/web", "provider": "oci", "takenAt": "2026-06-01T00:00:00Z", "complete": true, "manifests": [] } ] }"""u8;
        var plan = Planner.Create(policies, SnapshotReader.ReadGraphs(new MemoryStream(snapshot.ToArray())), Now.Value);
        Assert.Equal(conflicts, plan.Repositories.Single().Findings.Any(f => f.Id == "PE2054"));
    }

    [Theory]
    [InlineData("ghcr.io/acme/web", "ghcr.io/acme/web", "ghcr.io/acme/web")]
    [InlineData("ghcr.io/acme/*", "ghcr.io/acme/web", "ghcr.io/acme/web")]
    [InlineData("ghcr.io/ACME/Web", "ghcr.io/acme/w*", "ghcr.io/acme/web")]
    [InlineData("{ registry: example.com, repositories: [\"team/**\", \"!team/base\"] }", "example.com/team/base", null)]
    [InlineData(
        "{ registry: example.com, repositories: [\"team/**\", \"!team/base\"] }",
        "example.com/*/base-image",
        "example.com/team/base-image"
    )]
    [InlineData("{ registry: example.com, repositories: [\"!team/**\"] }", "{ registry: EXAMPLE.com, repositories: [\"team/**\"] }", null)]
    [InlineData("example.com/acme/api-*", "example.com/acme/web-*", null)]
    [InlineData("example.com/acme/web", "example.com:5000/acme/web", null)]
    [InlineData("oci-layout:./registry", "oci-layout:registry/", "oci-layout:registry")]
    [InlineData("oci-layout:./registry", "oci-layout:./other", null)]
    [InlineData(null, "example.com/acme/web", "example.com/acme/web")]
    [InlineData(null, null, "whatever --target names")]
    public void It_is_an_error_where_targets_can_overlap(string? one, string? other, string? repository)
    {
        var found = Find([Policy(one, "1h"), Policy(other, "2h")]);
        Assert.Equal(repository is null ? [] : [$"p1.yaml: The policies of {repository} differ in 'grace'."], found);
    }

    [Fact]
    public void Of_three_policies_each_that_differs_is_named_once() =>
        Assert.Equal(2, Find([Policy("example.com/a", "1h"), Policy("example.com/a", "2h"), Policy("example.com/a", "3h")]).Length);

    private static string Policy(string? target, string grace) =>
        $"version: 1\n{(target is null ? "" : $"targets: [{target}]\n")}settings: {{ grace: {grace} }}\n{Rules}";

    private static string[] Find(string[] texts) =>
        [
            .. PolicyCompiler
                .Compile(texts.Select((t, i) => SourceText.From($"p{i}.yaml", t)), new CompilerOptions { CheckSettings = true })
                .Diagnostics.Where(d => d.Id == "PE2054")
                .Select(d => $"{d.Location!.Value.Source.Path}: {d.Message}"),
        ];
}
