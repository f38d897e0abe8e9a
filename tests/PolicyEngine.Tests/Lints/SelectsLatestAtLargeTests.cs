using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>A delete rule that selects <c>latest</c> without a pattern.</summary>
public sealed class SelectsLatestAtLargeTests
{
    private const string Unprotected = "protect: { tags: [\"release-*\"] }";

    [Theory]
    [InlineData("{ tagged: true }")]
    [InlineData("{ tags: { none: [\"v*\"] } }")]
    [InlineData("{ tags: { all: [\"*\"] } }")]
    [InlineData("{ kind: [image, index] }")]
    [InlineData("{ kind: artifact, tagged: true }")]
    [InlineData("{ older-than: 30d }")]
    [InlineData("{ larger-than: 1GiB }")]
    [InlineData("{ platform: \"windows/*\" }")]
    [InlineData("{ media-type: \"application/vnd.docker.*\" }")]
    [InlineData("{ not: { tags: [\"v*\"] } }")]
    [InlineData("{ any: [{ tagged: true }, { labels: { a: b } }] }")]
    [InlineData("{ all: [{ kind: image }, { tags: { none: [main] } }] }")]
    public void A_rule_for_images_at_large_is_reported(string match) =>
        LintCheck.Rules($"  - id: old\n    {{|PE3005:match|}}: {match}\n    delete: {{ older-than: 90d }}\n", Unprotected);

    [Theory]
    [InlineData("all")]
    [InlineData("{ older-than: 30d }")]
    public void A_rule_without_match_is_reported(string delete) =>
        LintCheck.Rules($"  - id: old\n    {{|PE3005:delete|}}: {delete}\n", Unprotected);

    [Theory]
    [InlineData("{ tagged: false }")]
    [InlineData("{ labels: { temporary: \"true\" } }")]
    [InlineData("{ annotations: { temporary: \"true\" }, tagged: true }")]
    [InlineData("{ artifact-type: \"application/vnd.cncf.*\" }")]
    [InlineData("{ state: ghost }")]
    [InlineData("{ not: { tagged: true } }")]
    [InlineData("{ not: { tags: [\"l*\"] } }")]
    [InlineData("{ tags: { none: [latest] } }")]
    [InlineData("{ tags: { all: [\"pr-*\"] } }")]
    [InlineData("{ kind: image, tags: { semver: \"*\" } }")]
    public void A_rule_that_leaves_latest_out_or_means_some_images_is_right(string match) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {{ older-than: 90d }}\n", Unprotected);

    [Theory]
    [InlineData("protect: { tags: [latest] }")]
    [InlineData("protect: { tagged: true, tags: [\"*\", \"!v*\"] }")]
    [InlineData("protect: { tags: [\"l*\", \"v*\"] }\nsettings: { unmatched: delete }")]
    public void A_protection_suffices(string before) =>
        LintCheck.Rules("  - id: old\n    match: { tagged: true }\n    delete: { older-than: 90d }\n", before);

    [Fact]
    public void What_is_unmatched_is_deleted_too() =>
        LintCheck.Rules(
            "  - id: releases\n    match: { tags: [\"v*\"] }\n    keep: all\n",
            "settings: { unmatched: {|PE3005:delete|} }\nprotect: { tags: [main] }"
        );

    [Fact]
    public void A_rule_that_keeps_latest_suffices_for_what_is_unmatched() =>
        LintCheck.Rules("  - id: moving\n    match: { tags: [latest, main] }\n    keep: all\n", "settings: { unmatched: delete }");

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules(
            "  - id: old\n    # policyengine-disable-next-line PE3005\n    match: { tagged: true }\n    delete: { older-than: 90d }\n",
            Unprotected
        );
}
