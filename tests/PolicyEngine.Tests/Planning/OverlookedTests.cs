using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Planning;

/// <summary>What strangers found: images that went, or texts that misled, in places between two sentences of the contract.</summary>
public sealed class OverlookedTests
{
    [Fact]
    public void A_platform_that_shares_the_place_of_an_index_without_a_key_is_left_out_with_it()
    {
        var plan = Plan(
            "rules:\n  - { id: all, delete: { except-newest: 1, order-by: semver } }\n",
            "x tags=latest children=a,b pushed=2026-01-01\na tags=1.0.0-amd64 pushed=2026-01-01\nb tags=1.0.0-arm64 pushed=2026-01-01"
        );
        Assert.Empty(plan.Delete);
        Assert.Contains(plan.Keep, m =>
            m.Tags.Contains("1.0.0-amd64")
            && m.Verdict is { Kind: VerdictKind.LeftOut } verdict
            && verdict.Text.Contains("shares the place of latest", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_platform_is_described_by_its_own_age_and_the_place_of_its_index()
    {
        var plan = Plan(
            "rules:\n  - { id: all, delete: { older-than: 30d, except-newest: 1 } }\n",
            "n tags=new pushed=2026-05-31\nx tags=v1 children=a pushed=2026-01-01\na tags=v1-amd64 pushed=2026-05-20"
        );
        var platform = Assert.Single(plan.Keep, m => m.Tags.Contains("v1-amd64"));
        Assert.Contains(
            "not older than 30d (pushed 12 days ago); not among the newest 1 (2 of 2)",
            platform.Verdict.Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("rules: [{ id: all, match: { not: { larger-than: 100B } }, delete: all }]", "")]
    [InlineData("protect: [{ larger-than: 100B }]\nrules: [{ id: all, delete: all }]", "")]
    [InlineData("rules: [{ id: all, delete: all }, { id: large, match: { larger-than: 100B }, keep: all }]", "")]
    [InlineData("rules: [{ id: all, match: { larger-than: 100B }, delete: all }]", "")]
    [InlineData("rules: [{ id: all, match: { not: { larger-than: 100B } }, delete: all }]", " size=5", 1)]
    public void An_image_of_which_no_size_is_stated_is_neither_large_nor_small(string policy, string size, int going = 0) =>
        Assert.Equal(going, Plan("limits: { min-remaining: 0 }\n" + policy + "\n", "a tags=v1 pushed=2026-01-01" + size).Delete.Count);

    [Theory]
    [InlineData("{ tags: { regex: \"sha256-.*\" } }")]
    [InlineData("{ tags: [\"*.sig\", v1] }")]
    [InlineData("{ tags: [\"sha256-*\"], artifact-type: \"*\" }", false)]
    [InlineData("{ any: [{ tags: [\"sha256-*\"] }, { tags: v1 }] }")]
    [InlineData("{ tags: \"v*\" }", false)]
    [InlineData("{ not: { tags: \"v*\" } }")]
    public void A_protection_by_tags_holds_orphaned_referrer_tags_that_it_names(string entry, bool holds = true)
    {
        var plan = Plan(
            $"protect: [{entry}]\nrules: [{{ id: orphans, match: {{ state: orphaned }}, delete: all }}]\n",
            $"v tags=v1 pushed=2026-01-01\ns tags=sha256-{new string('0', 63)}1.sig pushed=2026-01-01"
        );
        Assert.Equal(!holds, plan.Delete.Any(m => m.Tags.Any(t => t.StartsWith("sha256-", StringComparison.Ordinal))));
    }

    [Fact]
    public void Orphaned_signatures_that_a_keep_rule_names_are_kept_and_take_no_place()
    {
        var plan = Plan(
            "rules:\n  - { id: some, match: { tags: [\"v*\", \"sha256-*\"] }, keep: { newest: 1 } }\n"
                + "  - { id: old, match: { tagged: true }, delete: { older-than: 30d } }\n",
            $"v tags=v1 pushed=2026-01-01\nw tags=v2 pushed=2026-01-02\ns tags=sha256-{new string('0', 63)}1.sig pushed=2026-05-01"
        );
        Assert.Equal(["v1"], plan.Delete.SelectMany(m => m.Tags));
    }

    [Theory]
    [InlineData("[acme/wbe]", "'acme/wbe' fits none of them. Did you mean 'acme/web'?")]
    [InlineData("[web]", "'web' fits none of them. Did you mean 'acme/web'?")]
    [InlineData("[\"!acme/*\"]", "'!acme/*' excludes all of them.")]
    [InlineData("[\"acme/*\", \"!*/*\"]", "'!*/*' excludes all that 'acme/*' fits.")]
    [InlineData("[\"!acme/web\", \"!acme/api\"]", "'!acme/api' excludes 'acme/api', and the other exclusions the rest.")]
    public void Rules_for_no_planned_repository_are_found_once(string repositories, string why)
    {
        var policy =
            $"version: 1\ntargets: [\"r.example.com/acme/*\"]\nrules:\n  - {{ id: releases, repositories: {repositories}, "
            + $"match: {{ tags: \"v*\" }}, keep: all }}\n  - {{ id: old, delete: {{ older-than: 1d }} }}\n";
        var compilation = PolicyCompiler.Compile([SourceText.From("a.yaml", policy)]);
        var graphs = new[] { "acme/api", "acme/web" }.Select(name =>
            GraphText.Parse("a tags=v1 pushed=2026-01-01", GraphText.Info with { Registry = "r.example.com", Name = name })
        );
        var plan = Planner.Create(compilation, graphs, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var finding = Assert.Single(plan.Repositories.SelectMany(r => r.Findings), f => f.Id == "PE4027");
        Assert.Equal($"The rule 'releases' applies to no repository of this plan: {why}", finding.Message);
        Assert.Equal("a.yaml:4:5", finding.Source);
    }

    [Fact]
    public void An_unknown_age_is_said_where_only_unmatched_would_delete()
    {
        var plan = Plan(
            "settings: { unmatched: delete }\nlimits: { min-remaining: 0 }\nrules: [{ id: k, match: { tags: \"k*\" }, keep: all }]\n",
            "u tags=u\nk tags=k1 pushed=2026-01-01"
        );
        Assert.Equal(VerdictKind.UnknownAge, Assert.Single(plan.Keep, m => m.Tags.Contains("u")).Verdict.Kind);
    }

    [Fact]
    public void A_disabled_rule_that_holds_an_image_is_named()
    {
        var plan = Plan(
            "settings: { unmatched: delete }\nlimits: { min-remaining: 0 }\n"
                + "rules: [{ id: off, enabled: false, match: { tags: \"u*\" }, delete: all }]\n",
            "u tags=u pushed=2026-01-01"
        );
        Assert.Equal("No rule selects it; 'off' would, but is disabled.", Assert.Single(plan.Keep).Verdict.Text);
    }

    [Fact]
    public void A_criterion_about_pulls_says_when_the_pull_was()
    {
        var plan = Plan(
            "rules: [{ id: all, delete: { older-than: 1d } }, { id: pulled, keep: { pulled-within: 30d } }]\n",
            "a tags=a pushed=2026-01-01 pulled=2026-05-20"
        );
        Assert.Contains("pulled within 30d (pulled 12 days ago)", Assert.Single(plan.Keep).Verdict.Text, StringComparison.Ordinal);
    }

    private static RepositoryPlan Plan(string policy, string graph)
    {
        var compilation = PolicyCompiler.Compile([SourceText.From("a.yaml", "version: 1\n" + policy)]);
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics));
        return Assert.Single(
            Planner.Create(compilation, [GraphText.Parse(graph)], new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)).Repositories
        );
    }
}
