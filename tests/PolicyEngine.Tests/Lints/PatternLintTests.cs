using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>PE3008 to PE3012, PE3014 to PE3016.</summary>
public sealed class PatternLintTests
{
    private const string Delete = "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 7d }\n";

    [Theory]
    [InlineData("{ newest: {|PE3008:0|} }")]
    [InlineData("{ most-recently-pulled: {|PE3008:0|}, younger-than: 7d }")]
    [InlineData("{ newest: 1 }")]
    [InlineData("{ newest: 10, younger-than: 7d }")]
    public void A_keep_rule_with_a_count_of_0_keeps_nothing(string keep) =>
        LintCheck.Rules($"{Delete}  - id: stays\n    match: {{ tags: [\"v*\"] }}\n    keep: {keep}\n");

    [Fact]
    public void An_exception_of_0_is_allowed() =>
        LintCheck.Rules("  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { except-newest: 0 }\n");

    [Fact]
    public void A_pattern_that_yaml_misreads_is_one_mistake() =>
        LintCheck.Rules("  - id: old\n    match: { tags: [{|PE1007:@foo|}, {|PE1007:pr-{a,b}|}] }\n    delete: { older-than: 7d }\n");

    [Theory]
    [InlineData("[\"*\", {|PE3009:\"pr-*\"|}]")]
    [InlineData("[{|PE3009:pr-7|}, \"pr-*\", \"!pr-8\"]")]
    [InlineData("[\"pr-*\", \"dev-*\", \"*-pr\"]")]
    [InlineData("[\"pr-*\", {|PE2016:\"pr-*\"|}]")]
    [InlineData("{ any: [\"pr-*\"], none: [\"dev-*\", {|PE3009:\"dev-1*\"|}] }")]
    public void A_pattern_that_another_one_includes_adds_nothing(string tags) =>
        LintCheck.Rules($"  - id: old\n    match: {{ tags: {tags} }}\n    delete: {{ older-than: 7d }}\n");

    [Theory]
    [InlineData("{|PE3010:acme/web|}")]
    [InlineData("{|PE3010:\"ghcr.io/acme/web:v*\"|}")]
    [InlineData("{|PE3010:\"v1 *\"|}")]
    [InlineData("{|PE3010:\".*\"|}")]
    [InlineData("{|PE3010:\"-rc*\"|}")]
    [InlineData("\"*.*-rc_[0-9]?\"")]
    [InlineData("Upper*")]
    public void A_protecting_pattern_that_no_tag_can_match_is_reported(string pattern) =>
        LintCheck.Rules(Delete, $"protect: {{ tags: [{pattern}] }}");

    [Fact]
    public void Tags_have_at_most_128_characters()
    {
        LintCheck.Rules(Delete, $"protect: {{ tags: [{new string('a', 128)}*] }}");
        LintCheck.Rules(Delete, $"protect: {{ tags: [{{|PE3010:{new string('a', 129)}|}}] }}");
    }

    [Fact]
    public void A_pattern_whose_matches_are_all_excluded_is_reported() =>
        LintCheck.Rules(Delete, "protect: { tags: [latest, {|PE3010:\"v1.*\"|}, \"!v*\"] }");

    [Fact]
    public void The_fix_leaves_the_tag_of_a_reference() =>
        Assert.Equal(
            "version: 1\nprotect: { tags: [\"v*\"] }\nrules:\n" + Delete,
            LintCheck.Fix("version: 1\nprotect: { tags: [\"ghcr.io/acme/web:v*\"] }\nrules:\n" + Delete)
        );

    [Theory]
    [InlineData("ghcr.io/acme/web", "candidate/*", "candidate-*")]
    [InlineData("ghcr.io/acme/web", "feature/**", "feature-*")]
    [InlineData("ghcr.io/acme/web", "refs/tags/v*", "v*")]
    [InlineData("ghcr.io/acme/web", "refs/heads/release/*", "release-*")]
    [InlineData("ghcr.io/acme/web", "refs/tags/*", null)]
    [InlineData("ghcr.io/acme/web", "*/*", null)]
    [InlineData("ghcr.io/acme/web", "acme/web", null)]
    [InlineData("ghcr.io/acme/web", "ghcr.io/acme/web", null)]
    [InlineData("ghcr.io/acme/web", "ghcr.io/acme/web:pr-*", "pr-*")]
    [InlineData("\"ghcr.io/acme/*\"", "ghcr.io/acme/web:pr-*", null)]
    [InlineData("ghcr.io/acme/web", "^pr-.*$", "pr-*")]
    [InlineData("ghcr.io/acme/web", "^pr-", null)]
    public void The_fix_of_a_delete_rule_never_selects_more_than_was_meant(string target, string pattern, string? meant)
    {
        var text =
            $"version: 1\ntargets: [{target}]\nprotect: {{ tags: latest }}\n"
            + $"rules:\n  - id: old\n    match: {{ tags: [\"{pattern}\"] }}\n"
            + $"    delete: {{ older-than: 7d }}\n";
        var found = LintCheck.Single(text);
        Assert.Equal("PE3010", found.Id);
        Assert.Equal(meant is null ? null : $"\"{meant}\"", found.Fix?.Edits[0].NewText);
        Assert.Equal(pattern.StartsWith('^'), found.Message.Contains("tags: { regex: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Patterns_can_be_suppressed() =>
        LintCheck.Rules(Delete, "# policyengine-disable-next-line PE3009, PE3010\nprotect: { tags: [\"v*\", v1, a/b] }");

    [Theory]
    [InlineData("[ghcr.io/acme/web, {|PE3011:ghcr.io/acme/web|}]")]
    [InlineData("[ghcr.io/acme/web, {|PE3011:{ registry: ghcr.io, repositories: acme/web }|}]")]
    [InlineData("[ghcr.io/acme/web, ghcr.io/acme/api, registry.example.com/acme/web]")]
    public void A_target_that_is_listed_twice_is_reported(string targets) => LintCheck.Rules(Delete, $"targets: {targets}");

    [Theory]
    [InlineData("[{|PE3012:{ registry: ghcr.io, repositories: [\"acme/*\", \"!acme/**\"] }|}]")]
    [InlineData("[{|PE3012:{ registry: ghcr.io, repositories: [\"!**\"] }|}]")]
    [InlineData("[{ registry: ghcr.io, repositories: [\"acme/**\", \"!acme/*\"] }]")]
    [InlineData("[{ registry: ghcr.io, repositories: [acme/web, acme/api, \"!acme/w*\"] }]")]
    public void A_target_without_any_repository_is_reported(string targets) => LintCheck.Rules(Delete, $"targets: {targets}");

    [Theory]
    [InlineData("[\"r.test/**\"]", "[{|PE3014:\"acme/web:latest\"|}, {|PE3014:\"!a b\"|}, {|PE3014:Acme/*|}, acme/web, {|PE3014:acme/|}]")]
    [InlineData("[ghcr.io/Acme/web]", "[Acme/web, {|PE3014:\"web@*\"|}]")]
    [InlineData("[\"ghcr.io/Acme/*\"]", "[Acme/*, {|PE3014:\"acme/a b\"|}]")]
    [InlineData("[{|PE3014:r.test/Acme/web|}, { registry: r.test, repositories: [api, {|PE3014:API|}] }]", "[\"[A-Za-z]*\"]")]
    [InlineData("[ghcr.io/acme/web, \"r.test/*\"]", "[{|PE3014:ghcr.io/acme/web|}, {|PE3014:\"!R.test/api\"|}, acme/web, ghcr.example/x]")]
    [InlineData("[\"oci-layout:./My Registry\"]", "[\"My Registry\", \"../Other:1\"]")]
    public void A_pattern_that_no_repository_can_match_is_reported(string targets, string repositories) =>
        LintCheck.Rules(
            $"  - id: old\n    repositories: {repositories}\n    match: {{ tags: [\"pr-*\"] }}\n    delete: {{ older-than: 7d }}\n",
            $"targets: {targets}"
        );

    [Theory]
    [InlineData("[r.test/acme/web]", "[{|PE3015:acme/wbe|}]", "keep: all")]
    [InlineData("[r.test/acme/web]", "[{|PE3015:web|}]", "keep: all")]
    [InlineData("[r.test/acme/web]", "[{|PE3015:Acme/Web|}]", "keep: all")]
    [InlineData("[r.test/acme/web]", "[{|PE3015:r.test/acme/web|}]", "keep: { newest: 1 }")]
    [InlineData("[r.test/acme/web]", "[{|PE3016:acme/wbe|}]", "delete: { older-than: 7d }")]
    [InlineData("[ghcr.io/acme/web]", "[Acme/Web]", "keep: all")]
    [InlineData("[r.test/acme/web, \"r.test/team/*\"]", "[team/wbe]", "keep: all")]
    [InlineData("[r.test/acme/web]", "[\"acme/*\"]", "keep: all")]
    public void A_rule_for_none_of_the_named_targets_is_reported(string targets, string repositories, string action) =>
        LintCheck.Rules(
            $"  - id: releases\n    repositories: {repositories}\n    match: {{ tags: [\"v*\"] }}\n    {action}\n" + Delete,
            $"targets: {targets}"
        );

    [Fact]
    public void Targets_can_be_suppressed() =>
        LintCheck.Rules(Delete, "targets:\n  - ghcr.io/acme/web\n  # policyengine-disable-next-line PE3011\n  - ghcr.io/acme/web");
}
