using PolicyEngine.PolicyTests;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.PolicyTests;

public sealed class PolicyTestRunnerTests
{
    private const string Policy = """
        version: 1
        targets: [ghcr.io/acme/web]
        protect:
          - { id: released, tags: ["v*"] }
          - { id: running, in-use: { refs: [running.txt] } }
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 1 } }
          - { id: loose, match: { tagged: false }, delete: { older-than: 7d } }
        """;

    [Theory]
    [InlineData("delete: [pr-1]")]
    [InlineData("keep: [pr-2, v1.0.0, released]")]
    [InlineData("delete: [released]", "'released' should be deleted, but is kept.")]
    [InlineData("keep: [pr-1]", "'pr-1' should be kept, but is deleted.")]
    [InlineData("retain: [pr-1]", "'pr-1' should be retained, but is deleted.")]
    [InlineData("untag: [pr-1]", "'pr-1' should be untagged, but is deleted.")]
    [InlineData("delete: []", "Nothing should be deleted, but these are: 'pr-1'.")]
    [InlineData("untag: []")]
    [InlineData("because: { pr-1: old, released: released }")]
    [InlineData("because: { v1.0.0: old }", "'v1.0.0' should be decided by 'old', but is kept by 'released'.")]
    [InlineData("because: { other: old }", "'other' should be decided by 'old', but is kept by no rule. No rule selects it.")]
    [InlineData("status: planned")]
    [InlineData("status: refused", "The repository should be refused, but is planned.")]
    [InlineData("findings: [PE4008]")]
    [InlineData("findings: [PE4003]", "The plan should have the finding PE4003, but has PE4007, PE4008.")]
    [InlineData(
        "delete: [pr-2, other], keep: [pr-1]",
        "'pr-2' should be deleted, but is kept.",
        "'other' should be deleted, but is kept. No rule selects it.",
        "'pr-1' should be kept, but is deleted."
    )]
    public void Expectations_are_compared_with_the_plan(string expect, params string[] failures)
    {
        var result = Run(
            $$"""
            - name: test
              images:
                - { tags: [pr-1], pushed: 40d ago }
                - { tags: [pr-2], pushed: 20d ago }
                - { id: released, tags: [v1.0.0], pushed: 90d ago }
                - { tags: [other], pushed: 90d ago }
              expect: { {{expect}} }
            """
        );

        Assert.Empty(result.Diagnostics);
        Assert.Equal(failures, result.Tests.Single().Failures.Select(f => f.Diagnostic.Message));
        Assert.Equal(failures.Length == 0 ? PolicyTestOutcome.Passed : PolicyTestOutcome.Failed, result.Tests.Single().Outcome);
    }

    [Fact]
    public void A_failure_shows_the_rule_and_what_it_counted()
    {
        var failure = Run(
            """
            - name: test
              images: [{ tags: [pr-1], pushed: 40d ago }, { tags: [pr-2], pushed: 20d ago }]
              expect: { delete: [pr-2] }
            """
        )
            .Tests.Single()
            .Failures.Single();

        var (place, text) = failure.Diagnostic.AdditionalLocations.Single();
        Assert.Equal("policy.yaml:7:5", place.ToString());
        Assert.Contains("1 of 2", text, StringComparison.Ordinal);
        var ranking = failure.Rankings.Single();
        Assert.Equal(("old", "", 1), (ranking.Rule, ranking.Group, ranking.Places));
        Assert.Equal(["1 pr-2 True", "2 pr-1 False"], ranking.Rows.Select(r => $"{r.Rank} {r.Image[..4]} {r.IsAsked}"));
    }

    [Fact]
    public void What_decides_about_an_expected_image_is_exercised()
    {
        var result = Run(
            """
            - name: test
              images: [{ tags: [pr-1], pushed: 40d ago }, { tags: [v1.0.0], pushed: 90d ago }, { id: loose, pushed: 90d ago }]
              expect: { keep: [v1.0.0], delete: [loose] }
            """
        );

        Assert.Equal(
            ["protection released True", "protection running False", "rule old False", "rule loose True"],
            result.Coverage.Select(c => $"{c.Kind} {c.Id} {c.IsExercised}")
        );
        Assert.Equal(
            ["No test exercises the protection 'running'.", "No test exercises the rule 'old'."],
            new PolicyTestRun([result]).NotExercised.Select(d => d.Message)
        );
    }

    [Fact]
    public void References_of_the_test_stand_for_the_files_of_in_use_protections()
    {
        var result = Run(
            """
            - name: test
              in-use: ["ghcr.io/acme/web:pr-1"]
              images: [{ tags: [pr-1], pushed: 40d ago }, { tags: [pr-2], pushed: 20d ago }]
              expect: { keep: [pr-1], because: { pr-1: running } }
            """
        );

        Assert.Equal(PolicyTestOutcome.Passed, result.Tests.Single().Outcome);
    }

    [Fact]
    public void A_child_that_names_no_image_is_missing()
    {
        var result = Run(
            """
            - name: test
              images: [{ tags: [v1], children: [lost, { id: here, platform: linux/arm64 }], pushed: 90d ago }]
              expect: { keep: [v1, here], findings: [PE4002] }
            """
        );

        Assert.Equal(PolicyTestOutcome.Passed, result.Tests.Single().Outcome);
    }

    [Fact]
    public void A_repository_that_was_not_read_whole_is_incomplete()
    {
        var result = Run(
            """
            - name: test
              complete: false
              images: [{ tags: [pr-1], pushed: 40d ago }, { tags: [pr-2], pushed: 20d ago }]
              expect: { status: incomplete, keep: [pr-1], findings: [PE4001] }
            """
        );

        Assert.Equal(PolicyTestOutcome.Passed, result.Tests.Single().Outcome);
    }

    [Theory]
    [InlineData("repository: acme/other", "No policy of this test applies to 'ghcr.io/acme/other'.")]
    [InlineData("repository: docker.io/acme/web", "No policy of this test applies to 'docker.io/acme/web'.")]
    [InlineData("repository: ghcr.io/acme/web", null)]
    [InlineData("registry: ghcr.io", null)]
    [InlineData("policy: other.yaml", "'other.yaml' cannot be read: it does not exist.")]
    [InlineData("policy: broken.yaml", "The policy 'broken.yaml' has errors, so it cannot be tested.")]
    [InlineData("policy: [policy.yaml, other.yaml]", "'other.yaml' cannot be read: it does not exist.")]
    public void A_test_that_cannot_run_says_why(string line, string? problem)
    {
        var result = Run(
            $$"""
            - name: test
              {{line}}
              images: [{ tags: [pr-1], pushed: 1d ago }]
              expect: { keep: [pr-1] }
            """
        );

        Assert.Equal(problem, result.Diagnostics.FirstOrDefault(d => d.Location?.Source.Path == "x.policytest.yaml")?.Message);
        Assert.Equal(problem is null ? PolicyTestOutcome.Passed : PolicyTestOutcome.NotRun, result.Tests.Single().Outcome);
    }

    [Fact]
    public void A_reason_that_no_policy_has_is_an_error_with_a_suggestion()
    {
        var result = Run(
            """
            - name: test
              images: [{ tags: [v1], pushed: 1d ago }]
              expect: { because: { v1: relased } }
            """
        );

        Assert.Equal("'relased' is not a rule or protection of the policy. Did you mean 'released'?", result.Diagnostics.Single().Message);
    }

    [Fact]
    public void A_filter_lets_tests_through_by_their_names_and_leaves_coverage_open()
    {
        const string Tests = """
            - { name: Releases stay, images: [{ tags: [v1], pushed: 1d ago }], expect: { keep: [v1] } }
            - { name: others too, images: [{ tags: [v1], pushed: 1d ago }], expect: { delete: [v1] } }
            """;

        var result = Run(Tests, "releases");

        Assert.Equal(["Releases stay"], result.Tests.Select(t => t.Test.Name));
        Assert.Empty(result.Coverage);
    }

    [Fact]
    public void A_snapshot_can_be_the_repository()
    {
        const string Tests = """
            - { name: by tag and digest, snapshot: s.json, expect: { delete: [pr-1], keep: ["sha256:2222222222222222222222222222222222222222222222222222222222222222"] } }
            - { name: misspelt, snapshot: s.json, expect: { delete: [pr-l] } }
            - { name: another repository, snapshot: s.json, repository: acme/other, expect: { delete: [pr-1] } }
            """;

        var result = Run(Tests);

        Assert.Equal([PolicyTestOutcome.Passed, PolicyTestOutcome.NotRun, PolicyTestOutcome.NotRun], result.Tests.Select(t => t.Outcome));
        Assert.Equal(
            [
                "'pr-l' is not an image of this test. Did you mean 'pr-1' or 'pr-2'?",
                "The snapshot does not contain 'acme/other', but 'ghcr.io/acme/web'.",
            ],
            result.Diagnostics.Select(d => d.Message)
        );
    }

    private static PolicyTestFileResult Run(string tests, string? filter = null)
    {
        var text = $"policy: policy.yaml\nnow: 2026-06-01\ntests:\n{string.Join('\n', tests.Split('\n').Select(l => "  " + l))}\n";
        using var snapshot = new MemoryStream(
            """
            { "formatVersion": 1, "repositories": [ { "registry": "ghcr.io", "name": "acme/web", "provider": "ghcr", "complete": true, "manifests": [
              { "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "tags": ["pr-1"], "pushedAt": "2026-01-01T00:00:00Z" },
              { "digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222", "tags": ["pr-2"], "pushedAt": "2026-02-01T00:00:00Z" } ] } ] }
            """u8.ToArray()
        );
        var inputs = PolicyTestInputs
            .Empty.WithPolicy("policy.yaml", SourceText.From("policy.yaml", Policy))
            .WithPolicy("broken.yaml", SourceText.From("broken.yaml", "version: 1\nrules: [{ id: a }]\n"))
            .WithSnapshot("s.json", SnapshotReader.ReadGraphs(snapshot));
        return PolicyTestRunner.Run(PolicyTestCompiler.Compile(SourceText.From("x.policytest.yaml", text)), inputs, filter);
    }
}
