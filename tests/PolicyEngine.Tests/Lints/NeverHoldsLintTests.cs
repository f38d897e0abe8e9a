using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class NeverHoldsLintTests
{
    [Theory]
    [InlineData("{ older-than: 10d, younger-than: {|PE3013:5d|} }")]
    [InlineData("{ younger-than: 5d, older-than: {|PE3013:5d|} }")]
    [InlineData("{ any: [{ tags: \"v*\", older-than: 2w, younger-than: {|PE3013:13d|} }] }")]
    [InlineData("{ platform: {|PE3013:amd64|} }")]
    [InlineData("{ not: { platform: [linux/amd64, {|PE3013:\"!linux\"|}] } }")]
    [InlineData("{ tags: { semver: {|PE3013:\"<1.0.0 >=2.0.0\"|} } }")]
    [InlineData("{ tags: { version: {|PE3013:\">=2 <1\"|} } }")]
    [InlineData("{ all: [{ tags: { version: \">=2\" } }, { tags: { version: {|PE3013:\"<2 || =1\"|} } }] }")]
    [InlineData("{ tags: { semver: stable }, all: [{ tags: { semver: {|PE3013:prerelease|} } }] }")]
    [InlineData("{ tags: { semver: {|PE3013:\">1.0.0 <=1.0.0 || stable prerelease\"|} } }")]
    [InlineData("{ tags: { semver: \">=2.0.0\", version: {|PE3013:\"<2\"|} } }")]
    [InlineData("{ tags: { version: \">=1.5\", semver: {|PE3013:\"<1.0.0 || = 1.2.3\"|} } }")]
    [InlineData("{ tags: { semver: stable }, all: [{ tags: { version: {|PE3013:prerelease|} } }] }")]
    public void Conditions_that_contradict_themselves_are_reported(string match) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {{ older-than: 1d }}\n");

    [Theory]
    [InlineData("{ older-than: 5d, younger-than: 10d }")]
    [InlineData("{ any: [{ older-than: 10d }, { younger-than: 5d }] }")]
    [InlineData("{ platform: [\"*/amd64\", \"linux*\", \"linux?amd64\"] }")]
    [InlineData("{ labels: { platform: amd64 } }")]
    [InlineData("{ tags: { semver: \"<1.0.0 >=2.0.0 || =3.0.0\" } }")]
    [InlineData("{ tags: { semver: \">=1.0.0 <=1.0.0 stable\" } }")]
    [InlineData("{ any: [{ tags: { version: \">=2\" } }, { tags: { version: \"<1\" } }] }")]
    [InlineData("{ all: [{ tags: { version: \">=2\" } }, { tags: { version: \"<1 || =3\" } }] }")]
    [InlineData("{ tags: { semver: \"<2.0.0\", version: \">=2\" } }")]
    [InlineData("{ tags: { semver: prerelease, version: stable } }")]
    [InlineData("{ tags: { semver: \">=1.2.3-beta <1.2.3\", version: \"=1.2.3\" } }")]
    [InlineData("{ tags: { semver: \"<1.0.0 || >=3.0.0\", version: \">2\" } }")]
    public void What_can_hold_is_right(string match) =>
        LintCheck.Rules($"  - id: old\n    match: {match}\n    delete: {{ older-than: 1d }}\n");

    [Fact]
    public void A_tag_in_a_range_of_semver_is_in_the_same_range_widened()
    {
        string[] tags =
        [
            "1.2.3",
            "v1.2.3",
            "1.2.3-rc.1",
            "1.2.3-alpine",
            "1.2.3-5",
            "1.2.4-alpha",
            "1.3.0",
            "2.0.0-beta",
            "2.0.0",
            "0.1.0",
        ];
        string[] bounds = ["1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3-5", "2.0.0", "2.0.0-0", "0.1.0"];
        var ranges = bounds.SelectMany(b => new[] { ">=", "> ", "<=", "<", "=", "" }.Select(o => o + b)).ToArray();
        foreach (var text in ranges.Concat(ranges.Select(r => $"{r} stable")).Concat(ranges.Select(r => $">9.0.0 || {r} prerelease")))
        {
            Assert.True(VersionRange<SemanticVersion>.TryParse(text, out var range, out _));
            Assert.True(VersionRange<ImageVersion>.TryParse(StrictRange.Widen(text), out var wide, out _));
            foreach (var tag in tags)
            {
                Assert.True(SemanticVersion.TryParse(tag, out var strict));
                Assert.True(ImageVersion.TryParse(tag, out var image));
                Assert.True(!range.Contains(strict) || wide.Contains(image), $"{tag} in {text}: {wide}");
            }
        }
    }

    [Fact]
    public void A_protection_is_checked_and_the_fix_names_any_system()
    {
        const string Text =
            "version: 1\nprotect: { platform: amd64 }\nrules:\n  - id: old\n"
            + "    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 7d }\n";
        Assert.Equal(
            "'platform: amd64' never holds: a platform is os/arch, and patterns match the whole value. Did you mean '*/amd64'?",
            LintCheck.Single(Text).Message
        );
        Assert.Equal(Text.Replace("amd64", "\"*/amd64\"", StringComparison.Ordinal), LintCheck.Fix(Text));
    }
}
