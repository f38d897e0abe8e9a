using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>PE3020: a delete rule that goes by an end that images state, whatever their tags are.</summary>
public sealed class ExpiredAloneLintTests
{
    [Theory]
    [InlineData("{ {|PE3020:expired|}: a }")]
    [InlineData("{ {|PE3020:expired|}: [a, b], kind: image, older-than: 30d }")]
    [InlineData("{ {|PE3020:expired|}: a, tagged: false }")]
    [InlineData("{ any: [{ tags: \"pr-*\" }, { {|PE3020:expired|}: a }] }")]
    [InlineData("{ all: [{ {|PE3020:expired|}: a }, { not: { tags: \"v*\" } }] }")]
    public void Without_tags_whoever_can_push_decides(string match) => LintCheck.Rules(Rule(match));

    [Theory]
    [InlineData("{ expired: a, tags: \"pr-*\" }")]
    [InlineData("{ expired: a, tags: { semver: prerelease } }")]
    [InlineData("{ tags: \"pr-*\", any: [{ expired: a }, { older-than: 30d }] }")]
    [InlineData("{ all: [{ expired: a }, { tags: \"x-*\" }] }")]
    [InlineData("{ tags: \"pr-*\", not: { expired: a } }")]
    public void With_tags_the_policy_decides(string match) => LintCheck.Rules(Rule(match));

    private static string Rule(string match) => $"  - id: ended\n    match: {match}\n    delete: {{ older-than: 1d }}\n";
}
