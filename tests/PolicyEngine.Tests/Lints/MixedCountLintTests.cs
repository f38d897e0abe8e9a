using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class MixedCountLintTests
{
    [Theory]
    [InlineData("", "{ except-newest: 5 }")]
    [InlineData("    match: { kind: image }\n", "{ except-newest: 5, older-than: 3d }")]
    [InlineData("    match: { kind: image }\n", "{ except: { daily: 7 } }")]
    [InlineData("    match: { not: { tags: [\"v*\"] } }\n", "{ except-newest: 5 }")]
    [InlineData("    match: { any: [{ tags: [\"v*\"] }, { tagged: false }] }\n", "{ except-newest: 5, older-than: 3d }")]
    public void A_count_of_tagged_and_untagged_images_is_reported(string match, string delete) =>
        LintCheck.Rules($"  - id: old\n{match}    {{|PE3031:delete|}}: {delete}\n");

    [Theory]
    [InlineData("{ tagged: true }", "{ except-newest: 5 }")]
    [InlineData("{ tags: [\"pr-*\"] }", "{ except-newest: 5 }")]
    [InlineData("{ tags: { none: [main] } }", "{ except-newest: 5 }")]
    [InlineData("{ not: { tagged: false } }", "{ except-newest: 5 }")]
    [InlineData("{ any: [{ tags: [\"v*\"] }, { tags: [\"pr-*\"] }] }", "{ except-newest: 5 }")]
    [InlineData("{ kind: image }", "{ older-than: 5d }")]
    [InlineData("{ kind: image }", "{ except-newest: 5, order-by: semver }")]
    [InlineData("{ kind: image }", "{ except-newest: 5, per: semver.major }")]
    public void Counts_of_one_kind_are_right(string match, string delete) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {delete}\n");

    [Theory]
    [InlineData("", true)]
    [InlineData("    match: { tagged: true }\n", false)]
    public void A_plan_says_where_untagged_images_displace_tagged_ones(string match, bool isFound)
    {
        var policy = PolicyCompiler.Compile([
            SourceText.From(
                "a.yaml",
                $"version: 1\nlimits: {{ min-remaining: 0 }}\nrules:\n  - id: old\n{match}    delete: {{ except-newest: 2 }}\n"
            ),
        ]);
        var graph = GraphText.Parse(
            "a1 pushed=2026-05-09\na2 pushed=2026-05-08\na3 tags=v1 pushed=2026-05-07\n"
                + "a4 tags=v2 pushed=2026-05-06\na5 tags=v3 pushed=2026-05-05\n"
        );
        var findings = Planner
            .Create(policy, [graph], Now.Value)
            .Repositories.Single()
            .Findings.Where(f => f.Id == "PE4090")
            .Select(f => f.Message);
        Assert.Equal(
            isFound
                ?
                [
                    "The rule 'old' counts tagged and untagged images together: 2 untagged images take "
                        + "places among those that it spares, and 3 tagged images are deleted.",
                ]
                : [],
            findings
        );
    }
}
