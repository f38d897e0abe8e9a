using System.Collections.Immutable;
using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;
using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>Words of other tools get the way to say it here, and never its opposite.</summary>
public sealed class PeerWordsTests
{
    [Theory]
    [InlineData("match: { untagged: true }", "match: { tagged: false }")]
    [InlineData("match: { untagged: false }", "match: { tagged: true }")]
    [InlineData("match: { dangling: true }", "match: { tagged: false }")]
    [InlineData("match: { newer-than: 30d }", "match: { younger-than: 30d }")]
    [InlineData("match: { newer_than: 30 days }", "match: { younger-than: 30d }")]
    [InlineData("match: { older-than-days: 30 }", "match: { older-than: 30d }")]
    [InlineData("match: { exclude-tags: [\"v*\", latest] }", "match: { tags: [\"!v*\", \"!latest\"] }")]
    [InlineData("match: { ignore-tags: latest }", "match: { tags: [\"!latest\"] }")]
    [InlineData("match: { skipTags: \"latest,v*\" }", "match: { tags: [\"!latest\", \"!v*\"] }")]
    [InlineData("match: { tag-regex: \"pr-[0-9]+\" }", "match: { tags: { regex: \"pr-[0-9]+\" } }")]
    public void A_condition_of_another_tool_is_translated(string written, string meant) =>
        Assert.Equal(Rule(meant, "delete: { older-than: 90d }"), Fixed(Rule(written, "delete: { older-than: 90d }")));

    [Theory]
    [InlineData("delete: { keep-n-tagged: 5 }", "delete: { except-newest: 5 }")]
    [InlineData("delete: { older-than-days: 30 }", "delete: { older-than: 30d }")]
    [InlineData("delete: { older-than-hours: 36 }", "delete: { older-than: 36h }")]
    [InlineData("keep: { keep-n-most-recent: 5 }", "keep: { newest: 5 }")]
    [InlineData("keep: { newer-than: 30d }", "keep: { younger-than: 30d }")]
    public void A_criterion_of_another_tool_is_translated(string written, string meant) =>
        Assert.Equal(Rule("match: { tags: [\"pr-*\"] }", meant), Fixed(Rule("match: { tags: [\"pr-*\"] }", written)));

    [Theory]
    [InlineData("match: { tags: [\"*\"], exclude-tags: [\"v*\"] }", "delete: all", "Write it under 'tags': 'tags: [\"!v*\"]'.")]
    [InlineData("keep-n-tagged: 5", "match: { tagged: true }", "Write 'except-newest: 5' under 'delete', or 'newest: 5' under 'keep'.")]
    [InlineData("untagged: true", "delete: { older-than: 7d }", "Write 'tagged: false' under 'match'.")]
    [InlineData("match: { tagged: true }", "delete: { newer-than: 7d }", "Write 'younger-than: 7d' under 'match'.")]
    [InlineData("match: { tags: { exclude: [\"v*\"] } }", "delete: all", "Did you mean 'none'?")]
    public void Where_it_belongs_is_said(string first, string second, string way)
    {
        var found = Assert.Single(Compile(Rule(first, second)), d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("PE2001", found.Id);
        Assert.EndsWith(way, found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("match: { untaged: true }", "delete: all")]
    [InlineData("match: { pulled-for: 7d }", "delete: all")]
    [InlineData("match: { tags: [a] }", "delete: { except-oldest: 3 }")]
    [InlineData("match: { tags: [a] }", "delete: { except-newest: 3, of: unmatched }")]
    public void An_opposite_is_never_suggested(string match, string action) =>
        Assert.All(Compile(Rule(match, action)).Where(d => d.Severity == DiagnosticSeverity.Error), d =>
            Assert.True(d.Fix is null && !d.Message.Contains("Did you mean", StringComparison.Ordinal), d.Message)
        );

    [Theory]
    [InlineData("1.x", ">=1.0.0 <2.0.0-0")]
    [InlineData("1", ">=1.0.0 <2.0.0-0")]
    [InlineData("1.2", ">=1.2.0 <1.3.0-0")]
    [InlineData("^1.2", ">=1.2.0 <2.0.0-0")]
    [InlineData("^1.2.3-rc.1", ">=1.2.3-rc.1 <2.0.0-0")]
    [InlineData("^0.2.3", ">=0.2.3 <0.3.0-0")]
    [InlineData("^0.0.3", ">=0.0.3 <0.0.4-0")]
    [InlineData("^0", ">=0.0.0 <1.0.0-0")]
    [InlineData("~1.2", ">=1.2.0 <1.3.0-0")]
    [InlineData("~1.2.3", ">=1.2.3 <1.3.0-0")]
    [InlineData("~>1.2", null)]
    [InlineData("<1", "<1.0.0-0")]
    [InlineData("<=1.2", "<1.3.0-0")]
    [InlineData(">1", ">=2.0.0")]
    [InlineData("1.2.3 - 2", ">=1.2.3 <3.0.0-0")]
    [InlineData(">= 1.0, < 2.0", ">=1.0.0 <2.0.0-0")]
    [InlineData("1.x || >=3", ">=1.0.0 <2.0.0-0 || >=3.0.0")]
    [InlineData("v1.2.3", "v1.2.3")]
    [InlineData("next", null)]
    public void A_range_of_a_package_manager_is_translated_exactly(string written, string? meant) =>
        Assert.Equal(meant, RangeWords.Guess(written));

    [Theory]
    [InlineData("^pr-.*$", "pr-*")]
    [InlineData("^v1\\.2\\..+$", "v1.2.?*")]
    [InlineData("^v[0-9]+$", null)]
    [InlineData("^pr-", null)]
    [InlineData("^(a|b)$", null)]
    public void A_regular_expression_is_a_glob_only_where_both_match_the_same(string regex, string? glob) =>
        Assert.Equal(glob, RegexLook.ToGlob(regex));

    [Fact]
    public void A_glob_from_a_regular_expression_matches_what_it_does() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 5], Gen.Char["ab.-1"].Array[0, 6])
            .Sample(
                (parts, tag) =>
                {
                    string[] pieces = ["a", "b", ".", ".*", ".+", "\\.", "-"];
                    var regex = $"^{string.Concat(parts.Select(p => pieces[p]))}$";
                    var glob = GlobParser.Parse(RegexLook.ToGlob(regex)!, isPath: false, out _)!;
                    var text = new string(tag);
                    Assert.Equal(System.Text.RegularExpressions.Regex.IsMatch(text, regex), glob.IsMatch(text));
                }
            );

    [Theory]
    [InlineData("(?!v).*", "not: { tags: { regex:")]
    [InlineData("(?=v).*", "under 'all'")]
    public void A_look_around_is_told_another_way(string regex, string way) =>
        Assert.Contains(
            way,
            Assert.Single(Compile(Rule($"match: {{ tags: {{ regex: \"{regex}\" }} }}", "delete: all"))).Message,
            StringComparison.Ordinal
        );

    private static string Rule(string first, string second) =>
        $"version: 1\nprotect: {{ tags: latest }}\nrules:\n  - id: a\n    {first}\n    {second}\n";

    private static ImmutableArray<Diagnostic> Compile(string text) =>
        PolicyCompiler.Compile([SourceText.From("policy.yaml", text)]).Diagnostics;

    private static string Fixed(string text)
    {
        var found = Compile(text).First(d => d.Id == "PE2001");
        Assert.False(found.Fix!.IsSafe);
        return CodeFixes.Apply(found.Location!.Value.Source, [found with { Fix = found.Fix with { IsSafe = true } }]).Text.Text;
    }
}
