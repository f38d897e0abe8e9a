using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>PE3013: conditions that want an image with a tag and one without.</summary>
public sealed class TagDemandTests
{
    [Theory]
    [InlineData("{ tags: { any: \"a*\", regex: \"a\" }, tagged: {|PE3013:false|} }")]
    [InlineData("{ tagged: {|PE3013:false|}, tags: \"a*\" }")]
    [InlineData("{ tags: { none: \"a*\" }, tagged: {|PE3013:false|} }")]
    [InlineData("{ tags: { semver: \">=1.0.0\" }, not: {|PE3013:{ tagged: true }|} }")]
    [InlineData("{ tags: \"a*\", all: [{ kind: index }, { tagged: {|PE3013:false|} }] }")]
    [InlineData("{ all: [{ tags: \"a*\" }, { tagged: {|PE3013:false|} }] }")]
    [InlineData("{ tagged: false, any: [{ tags: {|PE3013:\"a*\"|} }, { kind: index }] }")]
    [InlineData("{ tagged: true, all: [{ tagged: {|PE3013:false|} }] }")]
    public void A_tag_that_must_and_must_not_be_there_is_reported(string match) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {{ older-than: 1d }}\n");

    [Theory]
    [InlineData("{ tags: \"a*\", tagged: true }")]
    [InlineData("{ any: [{ tags: \"a*\" }, { tagged: false }] }")]
    [InlineData("{ tagged: false, not: { tags: \"a*\" } }")]
    [InlineData("{ tags: \"a*\", not: { tagged: false } }")]
    [InlineData("{ tagged: true, any: [{ tags: \"a*\" }, { kind: index }] }")]
    public void What_can_hold_is_right(string match) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {{ older-than: 1d }}\n");

    [Fact]
    public void A_protection_is_checked_and_the_text_names_the_other_condition()
    {
        var found = LintCheck.Single(
            "version: 1\nprotect: { tags: \"v*\", tagged: false }\nrules:\n"
                + "  - id: old\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 7d }\n"
        );
        Assert.Equal("'tagged: false' never holds: it stands beside 'tags', which only an image with a tag can match.", found.Message);
    }
}
