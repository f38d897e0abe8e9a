using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>PE3032: globs that keep images, written as in a regular expression.</summary>
public sealed class RegexLikeGlobLintTests
{
    private const string Delete = "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 7d }\n";

    [Theory]
    [InlineData("[latest, {|PE3032:\"v.*\"|}, {|PE3032:\"release-.*\"|}, {|PE3032:hot_.*-x|}]")]
    [InlineData("[latest, \"1.2.*\", \"v1.*\", \"nightly.*\", \"x?.*\"]")]
    public void In_a_protection(string tags) => LintCheck.Rules(Delete, $"protect: {{ tags: {tags} }}");

    [Fact]
    public void In_a_keep_rule_and_in_the_exclusions_of_a_delete_rule_but_not_in_what_is_deleted() =>
        LintCheck.Rules(
            "  - id: kept\n    match: { tags: [{|PE3032:\"v.*\"|}] }\n    keep: all\n"
                + "  - id: old\n    match: { tags: [\"pr-.*\", {|PE3032:\"!pr-.*-keep\"|}] }\n"
                + "    delete: { older-than: 7d }\n"
        );

    [Fact]
    public void The_fix_takes_the_dot_away()
    {
        const string Text = "version: 1\nprotect: { tags: [latest, \"v.*\"] }\nrules:\n" + Delete;
        Assert.Equal(
            "The glob 'v.*' wants a dot in the tag, so it does not match 'v1'. Did you mean 'v*'?",
            LintCheck.Single(Text).Message
        );
        Assert.Equal(Text.Replace("v.*", "v*", StringComparison.Ordinal), LintCheck.Fix(Text));
    }
}
