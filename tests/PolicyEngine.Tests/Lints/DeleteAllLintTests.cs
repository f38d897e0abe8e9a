using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class DeleteAllLintTests
{
    [Theory]
    [InlineData("")]
    [InlineData("    match: { tags: \"*\" }\n")]
    [InlineData("    match: { tags: [\"**\"], tagged: true }\n")]
    [InlineData("    match: { any: [{ tags: [\"v*\"] }, { tagged: true }] }\n")]
    public void Deleting_everything_unprotected_is_reported(string match) =>
        LintCheck.Rules($"  - id: everything\n{match}    {{|PE3002:delete|}}: all\n", "targets: [ghcr.io/acme/web]");

    [Theory]
    [InlineData("    match: { tags: [\"*\", \"!latest\"] }\n")]
    [InlineData("    match: { tags: { any: [\"pr-*\"] } }\n")]
    [InlineData("    match: { tagged: false, kind: index, older-than: 1d }\n")]
    [InlineData("    match: { not: { tags: [latest] } }\n")]
    public void A_narrower_selection_is_not_everything(string match) =>
        LintCheck.Rules($"  - id: some\n{match}    delete: all\n", "targets: [ghcr.io/acme/web]");

    [Fact]
    public void A_protection_suffices() => LintCheck.Rules("  - id: everything\n    delete: all\n", "protect: { tags: [\"l*\"] }");

    [Fact]
    public void A_keep_rule_suffices() =>
        LintCheck.Rules(
            "  - id: everything\n    delete: all\n  - id: some\n    match: { tags: [latest] }\n    keep: all\n",
            "targets: [ghcr.io/acme/web]"
        );

    [Fact]
    public void A_count_or_an_age_limit_is_not_everything() =>
        LintCheck.Rules(
            "  - id: everything\n    match: { tagged: true, not: { tags: [latest] } "
                + "}\n    delete: { older-than: 90d, except-newest: 10 }\n",
            "targets: [ghcr.io/acme/web]"
        );

    [Fact]
    public void Unmatched_delete_without_anything_that_stays_is_reported() =>
        LintCheck.Rules(
            "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n",
            "settings: { unmatched: {|PE3002:delete|} }"
        );

    [Fact]
    public void The_protections_of_a_policy_for_all_repositories_count() =>
        LintCheck.Policy(
            "version: 1\ntargets: [ghcr.io/acme/web]\nrules:\n  - id: everything\n    delete: all\n",
            "version: 1\nprotect: { tags: [latest] }\nrules: []\n"
        );

    [Fact]
    public void The_protections_of_a_policy_for_another_repository_do_not_count() =>
        LintCheck.Policy(
            "version: 1\ntargets: [ghcr.io/acme/web]\nrules:\n  - id: everything\n    {|PE3002:delete|}: all\n",
            "version: 1\ntargets: [ghcr.io/acme/api]\nprotect: { tags: [latest] }\nrules: []\n"
        );

    [Fact]
    public void Nothing_is_said_where_the_protection_has_a_mistake() =>
        LintCheck.Rules("  - id: everything\n    delete: all\n", "protect: { {|PE2001:tag|}: [latest] }");

    [Fact]
    public void A_mistake_in_another_delete_rule_hides_nothing() =>
        LintCheck.Rules(
            "  - id: everything\n    {|PE3002:delete|}: all\n  - id: old\n    delete: { {|PE2001:older-then|}: 30d }\n",
            "targets: [ghcr.io/acme/web]"
        );

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules(
            "  - id: everything\n    # policyengine-disable-next-line PE3002\n    delete: all\n",
            "targets: [ghcr.io/acme/web]"
        );
}
