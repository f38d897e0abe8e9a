using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class ShadowedRuleLintTests
{
    private const string FirstRule = "settings: { precedence: first-rule }\nprotect: { tags: [latest] }";

    [Theory]
    [InlineData("    match: { tagged: true }\n", "{ tags: [\"pr-*\"] }")]
    [InlineData("    match: { tags: [\"pr-*\"] }\n", "{ tags: [\"pr-*\"] }")]
    [InlineData("    match: { tags: [\"pr-*\"] }\n", "{ tags: [\"pr-1*\", pr-7] }")]
    [InlineData("    match: { tags: [\"pr-*\"] }\n", "{ tags: [\"pr-*\", \"!pr-7\"], kind: index }")]
    [InlineData("    match: { tags: { regex: \"pr-[0-9]+\" } }\n", "{ tags: { regex: \"pr-[0-9]+\" }, younger-than: 5d }")]
    public void With_first_rule_a_wider_rule_before_decides(string wide, string narrow) =>
        LintCheck.Rules(
            $"  - id: wide\n{wide}    delete: {{ older-than: 90d }}\n  - id: "
                + $"{{|PE3003:narrow|}}\n    match: {narrow}\n    delete: {{ older-than: 14d }}\n",
            FirstRule
        );

    [Fact]
    public void With_first_rule_a_rule_without_match_decides_all_but_orphans() =>
        LintCheck.Rules(
            """
              - id: rest
                delete: { older-than: 90d }
              - id: {|PE3003:narrow|}
                match: { tags: ["pr-*"] }
                delete: { older-than: 14d }
              - id: orphans
                match: { state: orphaned }
                delete: { older-than: 14d }
            """,
            FirstRule
        );

    [Theory]
    [InlineData("{ tags: [\"pr-1*\"] }", "{ tags: [\"pr-*\"] }")]
    [InlineData("{ tags: [\"pr-*\", \"!pr-7\"] }", "{ tags: [\"pr-*\"] }")]
    [InlineData("{ tags: [\"pr-*\"], kind: index }", "{ tags: [\"pr-*\"] }")]
    [InlineData("{ tags: { all: [\"pr-*\"] } }", "{ tags: [\"pr-*\"] }")]
    [InlineData("{ older-than: 30d }", "{ tags: [\"pr-*\"] }")]
    public void A_rule_that_is_not_certainly_wider_decides_nothing(string first, string second) =>
        LintCheck.Rules(
            $"  - id: first\n    match: {first}\n    delete: {{ older-than: 90d }}\n"
                + $"  - id: second\n    match: {second}\n    delete: {{ older-than: 14d }}\n",
            FirstRule
        );

    [Fact]
    public void With_first_rule_a_keep_rule_with_criteria_leaves_images_to_the_next() =>
        LintCheck.Rules(
            "  - id: newest\n    match: { tags: [\"pr-*\"] }\n    keep: { newest: 3 }\n"
                + "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n",
            FirstRule
        );

    [Fact]
    public void With_first_rule_the_narrower_rule_may_come_first() =>
        LintCheck.Rules(
            "  - id: narrow\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n"
                + "  - id: wide\n    match: { tagged: true }\n    delete: { older-than: 90d }\n",
            FirstRule
        );

    [Fact]
    public void Rules_of_other_repositories_shadow_nothing() =>
        LintCheck.Rules(
            "  - id: wide\n    repositories: [acme/web]\n    delete: { older-than: 90d }\n"
                + "  - id: narrow\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n",
            FirstRule
        );

    [Theory]
    [InlineData(
        "  - id: {|PE3003:old|}\n    match: { tags: [\"v1.*\"] }\n    delete: { older-than: 14d "
            + "}\n  - id: releases\n    match: { tags: [\"v*\"] }\n    keep: all\n"
    )]
    [InlineData(
        "  - id: wide\n    delete: all\n  - id: {|PE3003:old|}\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n"
    )]
    [InlineData(
        "  - id: a\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n"
            + "  - id: {|PE3003:b|}\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n"
    )]
    public void With_keep_wins_a_rule_that_a_wider_one_overrides_has_no_effect(string rules) => LintCheck.Rules(rules);

    [Theory]
    [InlineData(
        "  - id: old\n    match: { tags: [\"v*\"] }\n    delete: { older-than: 14d }\n"
            + "  - id: releases\n    match: { tags: [\"v*\"] }\n    keep: { newest: 3 }\n"
    )]
    [InlineData("  - id: wide\n    delete: all\n  - id: newest\n    match: { tags: [\"pr-*\"] }\n    delete: { except-newest: 3 }\n")]
    [InlineData(
        "  - id: wide\n    match: { tags: [\"pr-*\"] }\n    delete: all\n"
            + "  - id: whole\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 5d, "
            + "with-other-tags: true }\n"
    )]
    public void With_keep_wins_rules_that_add_something_are_left_alone(string rules) => LintCheck.Rules(rules);

    [Fact]
    public void A_delete_rule_for_what_is_protected_deletes_nothing() =>
        LintCheck.Rules(
            "  - id: {|PE3003:releases|}\n    match: { tags: [\"v1.*\"] }\n"
                + "    delete: { older-than: 365d }\n  - id: rest\n    match: { tags: [\"pr-*\"] }\n"
                + "    delete: { older-than: 14d }\n",
            "protect:\n  - id: released\n    tags: [\"v*\", latest]"
        );

    [Fact]
    public void A_protection_under_further_conditions_shadows_nothing() =>
        LintCheck.Rules(
            "  - id: releases\n    match: { tags: [\"v1.*\"] }\n    delete: { older-than: 365d }\n",
            "protect:\n  - tags: [\"v*\", latest]\n    kind: index"
        );

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules(
            "  # policyengine-disable-next-line PE3003\n  - id: releases\n"
                + "    match: { tags: [\"v1.*\"] }\n    delete: { older-than: 365d }\n",
            "protect: { tags: [\"v*\"] }"
        );
}
