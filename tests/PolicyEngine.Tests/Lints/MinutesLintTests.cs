using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class MinutesLintTests
{
    [Theory]
    [InlineData("    match: { tags: [\"pr-*\"] }\n    delete: { older-than: {|PE3007:6m|} }\n")]
    [InlineData("    match: { tags: [\"pr-*\"], younger-than: {|PE3007:24m|} }\n    delete: all\n")]
    [InlineData("    match: { any: [{ tags: [\"pr-*\"], older-than: {|PE3007:\"1m\"|} }] }\n    delete: all\n")]
    [InlineData("    match: { tags: [\"pr-*\"] }\n    delete: { except: { within: { monthly: {|PE3007:6m|} } } }\n")]
    public void Few_minutes_are_reported(string rule) => LintCheck.Rules("  - id: old\n" + rule);

    [Theory]
    [InlineData("25m")]
    [InlineData("6mo")]
    [InlineData("6h")]
    [InlineData("360s")]
    [InlineData("1h 6m")]
    [InlineData("0m")]
    public void Other_durations_are_right(string duration) =>
        LintCheck.Rules($"  - id: old\n    match: {{ tags: [\"pr-*\"] }}\n    delete: {{ older-than: {duration} }}\n");

    [Fact]
    public void The_grace_period_and_labels_are_no_age_limits() =>
        LintCheck.Rules(
            "  - id: old\n    match: { tags: [\"pr-*\"], labels: { older-than: 6m } }\n    delete: { older-than: 7d }\n",
            "settings: { grace: 10m }"
        );

    [Fact]
    public void A_protection_of_minutes_is_reported() =>
        LintCheck.Rules(
            "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 7d }\n",
            "protect: { younger-than: {|PE3007:12m|} }"
        );

    [Fact]
    public void The_fix_writes_months_and_is_never_applied_unseen()
    {
        const string Text = "version: 1\nrules:\n  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 6m }\n";
        Assert.Equal(Text.Replace("6m", "6mo", StringComparison.Ordinal), LintCheck.Fix(Text));
        Assert.False(LintCheck.Single(Text).Fix!.IsSafe);
        Assert.Equal("'older-than: 6m' is 6 minutes, not 6 months: 'm' is minutes, 'mo' is months.", LintCheck.Single(Text).Message);
    }

    [Theory]
    [InlineData("match: { tags: [\"pr-*\"], older-than: 6m }\n    delete: all", true)]
    [InlineData("match: { tags: [\"pr-*\"], not: { older-than: 6m } }\n    delete: all", false)]
    [InlineData("match: { tags: [\"pr-*\"], younger-than: 6m }\n    delete: all", false)]
    [InlineData("match: { tags: [\"pr-*\"], not: { any: [{ younger-than: 6m }] } }\n    delete: all", true)]
    [InlineData("match: { tags: [\"v*\"], younger-than: 6m }\n    keep: all", true)]
    [InlineData("match: { tags: [\"v*\"], older-than: 6m }\n    keep: all", false)]
    [InlineData("match: { tags: [\"pr-*\"] }\n    delete: { except: { within: { monthly: 6m } } }", true)]
    public void Nothing_is_suggested_that_deletes_more(string rule, bool isSuggested)
    {
        var other = rule.Contains("keep", StringComparison.Ordinal)
            ? "\n  - { id: x, match: { tags: x }, delete: { older-than: 7d } }"
            : "";
        var found = LintCheck.Single($"version: 1\nprotect: {{ tags: [latest] }}\nrules:\n  - id: old\n    {rule}{other}\n");
        Assert.Equal(("PE3007", isSuggested), (found.Id, found.Fix is not null));
    }

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules(
            "  - id: old\n    match: { tags: [\"pr-*\"] }\n    # policyengine-disable-next-line PE3007\n    delete: { older-than: 6m }\n"
        );
}
