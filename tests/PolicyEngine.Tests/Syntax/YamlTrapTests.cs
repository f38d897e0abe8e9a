using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Syntax;

/// <summary>One mistake gives one diagnostic, at its place: the marks are the whole list.</summary>
public sealed class YamlTrapTests
{
    [Theory]
    [InlineData("tags: [{|PE1007:*-rc|}, {|PE1007:!latest|}, {|PE1007:@x|}, plain]")]
    [InlineData("tags: {|PE1007:*|}")]
    [InlineData("tags: [{|PE1007:**|}, v1]")]
    [InlineData("match: { tags: {|PE1007:*-rc|}, kind: {|PE1007:!image|} }")]
    [InlineData("- {|PE1007:*foo bar|}\n- {|PE1007:*.*|}")]
    [InlineData("- {|PE1007:!latest|}\n- {|PE1007:!v*|}\n- {|PE1007:!\"v*\"|}\n- {|PE1007:!|}\n- x")]
    [InlineData("- {|PE1007:&x|}\n- {|PE1007:& y|}")]
    [InlineData("a: {|PE1007:`x`|}\nb: {|PE1007:%y|}\nc: {|PE1007:@z|}")]
    [InlineData("a: {|PE1007:!![ b|}")]
    public void Text_that_starts_with_an_indicator_must_be_quoted(string markup) => Check(markup);

    [Theory]
    [InlineData("- [{|PE1007:v[0-9]*|}, a]")]
    [InlineData("- {a: {|PE1007:v[0-9]|}}")]
    [InlineData("- [a, {|PE1007:v{b,c}|}]")]
    [InlineData("- { tags: {|PE1007:{a,b}-*|} }")]
    [InlineData("- { a: { tags: {|PE1007:{a,b}-v|}, kind: image }, b: {|PE1007:[0-9]*|} }")]
    [InlineData("- { a: {b: c}, d: [e], f: {g: h} }")]
    [InlineData("- {|PE1007:[0-9]*|}")]
    public void Globs_with_brackets_must_be_quoted_where_a_bracket_means_a_list(string markup) => Check(markup);

    [Theory]
    [InlineData("a: {|PE1006:[|}1, 2\nb: 3")]
    [InlineData("a: {|PE1006:[|}1, 2")]
    [InlineData("a: {|PE1006:{|}b: 1\nc: 2")]
    [InlineData("a: {|PE1006:{|}b: c]")]
    [InlineData("a: {|PE1005:\"foo|}\nb: 2")]
    [InlineData("a: {|PE1005:'foo|}")]
    [InlineData("a: [x, {|PE1005:\"y, z]|}\nb: 1")]
    [InlineData("a: [x, y]{|PE1023:]|}")]
    [InlineData("a: {|PE1023:]|}")]
    [InlineData("a: \"x\" {|PE1023:y|}")]
    public void What_is_not_closed_is_reported_where_it_opens(string markup) => Check(markup);

    [Theory]
    [InlineData("a: {|PE1018:foo: bar|} # why")]
    [InlineData("{|PE1019:a:b|}\nc: d")]
    [InlineData("- {|PE1019:id:foo|}\n  b: c")]
    [InlineData("a: {{|PE1019:older-than:14d|}, b: 1}")]
    [InlineData("{|PE1020:rules|}\n  - id: x")]
    [InlineData("- id: x\n  {|PE1020:match|}\n- id: y")]
    [InlineData("url: http://x.y/z\nport: a:b")]
    public void Colons_are_told_apart(string markup) => Check(markup);

    [Theory]
    [InlineData("a: b\n  {|PE1021:c: d|}")]
    [InlineData("a:\n    b: 1\n  {|PE1021:c: 2|}")]
    [InlineData("rules:\n  - id: x\n   {|PE1021:match: y|}")]
    [InlineData("a: 1\n{|PE1021:- b|}")]
    [InlineData("a:\n{|PE1004:\t|}b: 1\n\tc: 2")]
    [InlineData("a:\n  b: 1\n{|PE1004:\t|}c: 1")]
    [InlineData("{|PE1004:\t|}a: b")]
    [InlineData("a:\n  b: 1\n\n  # note\n\t\n{|PE1004:  \t|}c: 1")]
    [InlineData("a: [\n\tb,\n\tc\n]\nb:\t1\nd: \"x\n\ty\"")]
    public void Indentation_is_reported_on_the_line_that_is_wrong(string markup) => Check(markup);

    [Theory]
    [InlineData("a: 1\nb: 2\n{|PE1008:a|}: 3")]
    [InlineData("{ a: 1, {|PE1008:\"a\"|}: 2 }")]
    [InlineData("{|PE1016:{{a}}|}: b")]
    [InlineData("a: {{|PE1016:{ b }|}}")]
    [InlineData("? {|PE1016:[a, b]|}\n: c")]
    [InlineData("a: {|PE1012:!foo|} b\nc: {|PE1012:!bar|} {d: e}\nf: !!str 3")]
    [InlineData("regex: \"v{|PE1022:\\d|}+\\S\"\nnext: {|PE1007:*|}")]
    [InlineData("a: 1\n{|PE1013:---|}\nb: 2\n---\nc: 3")]
    [InlineData("---\na: 1\n...\n")]
    [InlineData("%YAML 1.2{|PE1024:|}")]
    public void Keys_tags_and_documents_are_checked(string markup) => Check(markup);

    [Theory]
    [InlineData("tags: [*-rc, !latest, \"x\"] # kept\r\nb: &y\r\n", "tags: [\"*-rc\", \"!latest\", \"x\"] # kept\r\nb: \"&y\"\r\n")]
    [InlineData("- !\"v*\"\n- v[0-9]\n- [a\\b*, *\\x]", "- \"!v*\"\n- v[0-9]\n- [a\\b*, \"*\\\\x\"]")]
    [InlineData("a: foo: \"bar\" # c", "a: \"foo: \\\"bar\\\"\" # c")]
    [InlineData("- id:foo\n  b: c", "- id: foo\n  b: c")]
    [InlineData("a: {older-than:14d}", "a: {older-than: 14d}")]
    [InlineData("a: \"v\\d+'\"", "a: 'v\\d+'''")]
    [InlineData("a:\n\tb:\n\t\tc: 1 # x\n", "a:\n  b:\n    c: 1 # x\n")]
    [InlineData("rules:\n  - id: x\n\tdescription: y\n    keep: all\n", "rules:\n  - id: x\n    description: y\n    keep: all\n")]
    [InlineData("rules:\n  - id: x\n\t\t\tdescription: y\n", "rules:\n  - id: x\n    description: y\n")]
    [InlineData(
        "rules:\n\t- id: x\n\t  match:\n\t\ttags:\n\t\t- y\n\t- id: z\n",
        "rules:\n  - id: x\n    match:\n      tags:\n        - y\n  - id: z\n"
    )]
    [InlineData("x: &base {a: 1}\ny: *bsae", "x: &base {a: 1}\ny: *base")]
    public void Fixes_leave_a_text_without_diagnostics(string before, string after)
    {
        var tree = SyntaxTree.Parse(MarkupText.Parse(before).Source);
        var diagnostics = tree.Diagnostics.Select(d => d.Fix is null ? d : d with { Fix = d.Fix with { IsSafe = true } });
        var (text, count) = PolicyEngine.Diagnostics.CodeFixes.Apply(tree.Source, diagnostics);
        Assert.Equal(after, text.Text);
        Assert.NotEqual(0, count);
        Assert.Empty(SyntaxTree.Parse(text).Diagnostics);
    }

    private static void Check(string markup)
    {
        var expected = MarkupText.Parse(markup);
        Assert.Equal(expected.Expected(), expected.Describe(SyntaxTree.Parse(expected.Source).Diagnostics));
    }
}
