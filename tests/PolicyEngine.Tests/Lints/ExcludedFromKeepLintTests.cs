using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class ExcludedFromKeepLintTests
{
    [Theory]
    [InlineData("{ tags: [{|PE3030:\"!main\"|}] }", "keep: { newest: 10 }", "match: { tagged: true }\n    delete: { older-than: 90d }")]
    [InlineData("{ tags: [\"*\", {|PE3030:\"!main\"|}, \"!pr-*\"] }", "keep: all", "match: { tags: [\"m*\"] }\n    delete: all")]
    public void A_tag_that_is_left_out_by_its_name_and_deleted_is_reported(string match, string keep, string delete) =>
        LintCheck.Rules($"  - id: recent\n    match: {match}\n    {keep}\n  - id: rest\n    {delete}\n");

    [Theory]
    [InlineData("{ tags: [\"!main\"] }", "match: { tags: [\"pr-*\"] }\n    delete: all", "protect: { tags: [latest] }")]
    [InlineData("{ tags: [\"!main\"] }", "match: { tagged: true }\n    delete: { older-than: 90d }", "protect: { tags: [latest, main] }")]
    [InlineData("{ tags: [\"!pr-*\"] }", "match: { tagged: true }\n    delete: { older-than: 90d }", "protect: { tags: [latest] }")]
    [InlineData("{ tags: [\"v*\", \"!main\"] }", "match: { tagged: true }\n    delete: { older-than: 90d }", "protect: { tags: [latest] }")]
    public void Otherwise_nothing_is_said(string match, string delete, string protect) =>
        LintCheck.Rules($"  - id: recent\n    match: {match}\n    keep: {{ newest: 10 }}\n  - id: rest\n    {delete}\n", protect);

    [Fact]
    public void What_is_unmatched_is_deleted_too() =>
        LintCheck.Rules(
            "  - id: recent\n    match: { tags: [{|PE3030:\"!main\"|}] }\n    keep: { newest: 10 }\n",
            "settings: { unmatched: delete }\nprotect: { tags: [latest] }"
        );
}
