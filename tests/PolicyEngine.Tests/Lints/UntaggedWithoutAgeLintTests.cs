using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class UntaggedWithoutAgeLintTests
{
    [Theory]
    [InlineData("{ tagged: {|PE3004:false|} }", "all")]
    [InlineData("{ tagged: {|PE3004:false|} }", "{ except-newest: 3 }")]
    [InlineData("{ tagged: {|PE3004:false|}, kind: index }", "all")]
    [InlineData("{ any: [{ tagged: {|PE3004:false|} }, { tags: [\"pr-*\"], older-than: 7d }] }", "all")]
    public void Untagged_images_of_any_age_are_reported(string match, string delete) =>
        LintCheck.Rules($"  - id: untagged\n    match: {match}\n    delete: {delete}\n");

    [Theory]
    [InlineData("{ tagged: false }", "{ older-than: 7d }")]
    [InlineData("{ tagged: false, older-than: 7d }", "all")]
    [InlineData("{ any: [{ tagged: false, older-than: 7d }, { tags: [\"pr-*\"] }] }", "all")]
    [InlineData("{ all: [{ tagged: false }, { older-than: 7d }] }", "all")]
    [InlineData("{ not: { tagged: false } }", "{ older-than: 7d }")]
    public void An_age_limit_suffices(string match, string delete) =>
        LintCheck.Rules($"  - id: untagged\n    match: {match}\n    delete: {delete}\n");

    [Fact]
    public void A_keep_rule_may_say_untagged() =>
        LintCheck.Rules(
            "  - id: untagged\n    match: { tagged: false }\n    keep: { newest: 3 }\n"
                + "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 7d }\n"
        );

    [Fact]
    public void A_mistake_elsewhere_does_not_hide_it() =>
        LintCheck.Rules(
            "  - id: untagged\n    match: { tagged: {|PE3004:false|} }\n    delete: all\n",
            "protect: { {|PE2001:tag|}: [latest] }"
        );

    [Fact]
    public void The_fix_adds_an_age_limit() =>
        Assert.Equal(
            "version: 1\nrules:\n  - id: untagged\n    match: { tagged: false }\n    delete: { older-than: 7d }\n",
            LintCheck.Fix("version: 1\nrules:\n  - id: untagged\n    match: { tagged: false }\n    delete: all\n")
        );

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules("  - id: untagged\n    # policyengine-disable-next-line PE3004\n    match: { tagged: false }\n    delete: all\n");
}
