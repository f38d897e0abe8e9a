using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>PE3003: a delete rule that another one outdoes, since its limits hold wherever the
/// rule's do. That such a rule may go is held by <see cref="LintPropertyTests"/>.</summary>
public sealed class OutdoneRuleTests
{
    [Theory]
    [InlineData("[\"a*\"]", "older-than: 3d", "ab", "older-than: 5d")]
    [InlineData("[\"a*\"]", "older-than: 3d", "ab", "older-than: 72h")]
    [InlineData("[\"a*\"]", "older-than: 3d", "ab", "older-than: 5d, not-pulled-for: 1d")]
    [InlineData("[\"a*\"]", "not-pulled-for: 3d", "ab", "older-than: 2d, not-pulled-for: 3d")]
    public void A_narrower_rule_with_no_weaker_limit_has_no_effect(string wide, string limits, string narrow, string more) =>
        LintCheck.Rules(
            $"  - id: {{|PE3003:narrow|}}\n    match: {{ tags: {narrow} }}\n"
                + $"    delete: {{ {more} }}\n  - id: wide\n    match: {{ tags: {wide} }}\n"
                + $"    delete: {{ {limits} }}\n"
        );

    [Theory]
    [InlineData("older-than: 5d", "older-than: 3d")]
    [InlineData("older-than: 3d", "not-pulled-for: 5d")]
    [InlineData("older-than: 3d, not-pulled-for: 1d", "older-than: 5d")]
    [InlineData("older-than: 3d, except-newest: 5", "older-than: 5d")]
    [InlineData("older-than: 3d", "older-than: 5d, except-newest: 5")]
    [InlineData("older-than: 3d", "older-than: 5d, with-other-tags: true")]
    public void A_rule_that_deletes_sooner_or_spares_has_one(string limits, string more) =>
        LintCheck.Rules(
            $"  - id: narrow\n    match: {{ tags: [ab] }}\n    delete: {{ {more} }}\n"
                + $"  - id: wide\n    match: {{ tags: [\"a*\"] }}\n    delete: {{ {limits} }}\n"
        );

    [Fact]
    public void Of_two_that_do_the_same_the_second_is_reported() =>
        LintCheck.Rules(
            "  - id: first\n    match: { tags: [ab] }\n    delete: { older-than: 7d }\n"
                + "  - id: {|PE3003:second|}\n    match: { tags: [ab] }\n    delete: { older-than: 1w }\n"
        );
}
