using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class KeepOnlyLintTests
{
    [Fact]
    public void Keep_rules_alone_delete_nothing() =>
        LintCheck.Policy(
            """
            version: 1
            {|PE3001:rules|}:
              - id: releases
                match: { tags: ["v*"] }
                keep: { newest: 5 }
            """
        );

    [Fact]
    public void A_disabled_delete_rule_deletes_nothing() =>
        LintCheck.Policy(
            """
            version: 1
            {|PE3001:rules|}:
              - id: old
                enabled: false
                match: { tags: ["pr-*"] }
                delete: { older-than: 30d }
            """
        );

    [Fact]
    public void Unmatched_images_that_go_make_a_policy_of_keep_rules() =>
        LintCheck.Policy(
            """
            version: 1
            settings: { unmatched: delete }
            protect: { tags: [latest] }
            rules:
              - id: releases
                match: { tags: ["v*"] }
                keep: { newest: 5 }
            """
        );

    [Fact]
    public void Keep_rules_beside_a_policy_that_deletes_have_a_purpose()
    {
        const string KeepOnly =
            "version: 1\ntargets: [ghcr.io/acme/web]\n{0}:\n  - id: releases\n    match: {{ tags: [\"v*\"] }}\n    keep: all\n";
        const string Deletes =
            "version: 1\ntargets: [{0}/acme/*]\nrules:\n  - id: old\n    match: {{ "
            + "tags: [\"pr-*\"] }}\n    delete: {{ older-than: 30d }}\n";
        LintCheck.Policy(string.Format(null, KeepOnly, "rules"), string.Format(null, Deletes, "ghcr.io"));
        LintCheck.Policy(string.Format(null, KeepOnly, "{|PE3001:rules|}"), string.Format(null, Deletes, "registry.example.com"));
    }

    [Fact]
    public void Nothing_is_said_of_a_file_whose_delete_rule_has_a_mistake() =>
        LintCheck.Policy(
            """
            version: 1
            rules:
              - id: old
                match: { tags: ["pr-*"] }
                delete: { {|PE2001:older-then|}: 30d }
            """
        );

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Policy(
            """
            version: 1
            # policyengine-disable-next-line PE3001
            rules:
              - id: releases
                match: { tags: ["v*"] }
                keep: all
            """
        );
}
