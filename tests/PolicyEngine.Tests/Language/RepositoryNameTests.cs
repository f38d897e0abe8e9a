using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>On GitHub names are the same in capitals: for targets, for rules that are narrowed, and for images in use.</summary>
public sealed class RepositoryNameTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ghcr", "ACME/Web", "acme/web", true)]
    [InlineData("ghcr", "ACME/*", "acme/web", true)]
    [InlineData("ghcr", "acme/web", "ACME/Web", true)]
    [InlineData("ghcr", "ACME/Api", "acme/web", false)]
    [InlineData("oci", "ACME/Web", "acme/web", false)]
    public void A_keep_rule_that_is_narrowed_in_capitals_keeps(string provider, string narrowed, string name, bool keeps)
    {
        var plan = Plan(
            $$"""
            version: 1
            rules:
              - { id: pull-requests, match: { tags: "pr-*" }, delete: all }
              - { id: base, repositories: "{{narrowed}}", match: { tags: "pr-*" }, keep: all }
            """,
            provider,
            name
        );

        Assert.Equal(keeps ? 0 : 1, plan.Delete.Count);
    }

    [Fact]
    public void A_delete_rule_leaves_out_what_it_excludes_in_capitals() =>
        Assert.Empty(
            Plan(
                """
                version: 1
                rules:
                  - { id: pull-requests, repositories: ["**", "!ACME/Web"], match: { tags: "pr-*" }, delete: all }
                """,
                "ghcr",
                "acme/web"
            ).Delete
        );

    [Fact]
    public void A_package_that_a_snapshot_names_in_capitals_is_in_use_as_files_name_it()
    {
        const string Policy = """
            version: 1
            protect: { id: running, in-use: { refs: running.txt } }
            rules:
              - { id: pull-requests, match: { tags: "pr-*" }, delete: all }
            """;
        var place = Compile(Policy).Policies.Single().Protections.Single().Location.ToString();
        var references = InUseReferences.Empty.With(place, [new ImageReference("ghcr.io", "acme/web", "pr-1", null, "running.txt:1")]);

        Assert.Empty(Plan(Policy, "ghcr", "ACME/Web", references).Delete);
    }

    private static PolicyCompilation Compile(string text) => PolicyCompiler.Compile([SourceText.From("policy.yaml", text)]);

    private static RepositoryPlan Plan(string policy, string provider, string name, InUseReferences? references = null)
    {
        var graph = GraphText.Parse(
            "app tags=pr-1 pushed=2026-01-01\nnew tags=v1 pushed=2026-01-02",
            GraphText.Info with
            {
                Registry = "ghcr.io",
                Provider = provider,
                Name = name,
            }
        );
        return Planner
            .Create(Compile(policy), [graph], Now, new PlanOptions { InUse = references ?? InUseReferences.Empty })
            .Repositories.Single();
    }
}
