using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class SelectsLatestLintTests
{
    private const string Unprotected = "protect: { tags: [\"release-*\"] }";

    [Theory]
    [InlineData("[\"v0.*\", {|PE3005:\"*t*\"|}]")]
    [InlineData("{|PE3005:l*|}")]
    [InlineData("[{|PE3005:latest|}]")]
    [InlineData("[{|PE3005:\"!v*\"|}]")]
    [InlineData("{ regex: {|PE3005:\".+\"|} }")]
    [InlineData("{ any: [{|PE3005:l*|}], none: [\"v*\"] }")]
    [InlineData("{ every-pattern: [{|PE3005:lat*|}, \"pr-*\"] }")]
    public void A_pattern_that_selects_latest_is_reported(string tags) =>
        LintCheck.Rules($"  - id: old\n    match: {{ tags: {tags} }}\n    delete: {{ older-than: 90d }}\n", Unprotected);

    [Theory]
    [InlineData("{ tags: [\"*\", \"!latest\"] }")]
    [InlineData("{ tags: [\"*\", \"!l*\"] }")]
    [InlineData("{ tags: { any: [\"*\"], none: [latest] } }")]
    [InlineData("{ tags: { any: [\"*\"], semver: \"*\" } }")]
    [InlineData("{ tags: [\"*\"], not: { tags: [latest] } }")]
    [InlineData("{ tags: [Latest] }")]
    public void A_pattern_that_leaves_latest_out_is_right(string match) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {{ older-than: 90d }}\n", Unprotected);

    [Theory]
    [InlineData("{ tags: [latest] }")]
    [InlineData("{ tags: [\"v*\", \"l*\"] }")]
    [InlineData("{ any: [{ tags: [latest] }, { kind: index }] }")]
    [InlineData("{ tagged: true, tags: [\"la*\"] }")]
    public void A_protection_suffices(string protection) =>
        LintCheck.Rules(
            $"  - id: old\n    match: {{ tags: [\"*\"], kind: image }}\n    delete: {{ older-than: 90d }}\n",
            $"protect: {protection}\nsettings: {{ precedence: first-rule }}"
        );

    [Theory]
    [InlineData("{ tags: [latest], younger-than: 30d }")]
    [InlineData("{ tags: [\"*\", \"!latest\"] }")]
    [InlineData("{ tags: { all: [latest] } }")]
    public void A_protection_that_need_not_hold_does_not_suffice(string protection) =>
        LintCheck.Rules(
            "  - id: old\n    match: { tags: [{|PE3005:\"*\"|}], kind: image }\n    delete: { older-than: 90d }\n",
            $"protect: {protection}"
        );

    [Theory]
    [InlineData("keep: all", "{ precedence: keep-wins }", "\"*\"")]
    [InlineData("keep: { newest: 3 }", "{ precedence: keep-wins }", "{|PE3005:\"*\"|}")]
    [InlineData("keep: all", "{ precedence: first-rule }", "{|PE3005:\"*\"|}")]
    public void A_keep_rule_suffices_where_it_certainly_keeps(string keep, string settings, string pattern) =>
        LintCheck.Rules(
            $"  - id: old\n    match: {{ tags: [{pattern}], kind: image }}\n"
                + $"    delete: {{ older-than: 90d }}\n  - id: stays\n    match: {{ tags: [latest] }}\n"
                + $"    {keep}\n",
            $"settings: {settings}"
        );

    [Fact]
    public void Deleting_everything_is_one_mistake() =>
        LintCheck.Rules("  - id: all\n    match: { tags: \"*\" }\n    {|PE3002:delete|}: all\n", "name: web");

    [Fact]
    public void A_pattern_used_twice_through_an_anchor_is_one_mistake() =>
        LintCheck.Rules(
            "  - id: a\n    match: { tags: &all [{|PE3005:\"*\"|}] }\n    delete: { older-than: 90d }\n"
                + "  - id: b\n    match: { tags: *all, kind: index }\n    delete: { except-newest: 5 }\n",
            Unprotected
        );

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules(
            "  - id: old\n    # policyengine-disable-next-line PE3005\n    match: { tags: [\"*\"] }\n    delete: { older-than: 90d }\n",
            Unprotected
        );
}
