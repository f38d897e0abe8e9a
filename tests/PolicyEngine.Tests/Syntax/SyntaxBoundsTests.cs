using System.Text;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Syntax;

/// <summary>Over a bound there is one error, no tree, and an end in sight.</summary>
public sealed class SyntaxBoundsTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{")]
    [InlineData("[\n")]
    [InlineData("[? ")]
    public void Nesting_is_bounded_before_the_scanner_slows_down(string opening) =>
        AssertOne("PE1014", string.Concat(Enumerable.Repeat(opening, Many)));

    [Fact]
    public void Sixty_four_levels_are_read_and_one_more_is_not()
    {
        Assert.Empty(Parse(new string('[', 64) + new string(']', 64)).Diagnostics);
        AssertOne("PE1014", new string('[', 65) + new string(']', 65));
    }

    [Fact]
    public void Brackets_in_texts_and_comments_are_no_nesting()
    {
        var brackets = new string('[', 2000);
        Assert.Empty(Parse($"a: \"{brackets}\"\nb: x{brackets}\n# {brackets}\nc: |\n  {brackets}\n").Diagnostics);
    }

    [Fact]
    public void An_alias_counts_as_deep_as_what_it_names()
    {
        var half = new string('[', 40);
        var close = new string(']', 40);
        AssertOne("PE1014", $"a: &a {half}{close}\nb: {half}*a{close}");
    }

    [Fact]
    public void An_alias_counts_as_much_as_what_it_names()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        AssertOne("PE1015", bomb.ToString());
    }

    [Fact]
    public void Merge_keys_count_too()
    {
        var bomb = new StringBuilder("b: &b {" + string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"k{i}: v")) + "}\nr:\n");
        bomb.Append(string.Concat(Enumerable.Repeat("  - <<: *b\n", 10)));
        AssertOne("PE1015", bomb.ToString());
    }

    [Fact]
    public void Ten_thousand_nodes_are_read_and_one_more_is_not()
    {
        Assert.Empty(Parse(string.Concat(Enumerable.Repeat("- a\n", 9_999))).Diagnostics);
        AssertOne("PE1015", string.Concat(Enumerable.Repeat("- a\n", 10_000)));
    }

    [Fact]
    public void A_mebibyte_is_read_and_one_byte_more_is_not()
    {
        Assert.Empty(Parse("# " + new string('x', (1 << 20) - 2)).Diagnostics);
        AssertOne("PE1001", "# " + new string('x', (1 << 20) - 1));
        AssertOne("PE1001", "# " + new string('ä', 1 << 19));
    }

    [Theory]
    [InlineData("PE1002", "a: x\0y")]
    [InlineData("PE1002", "a: \uFFFD")]
    [InlineData("PE1003", "a: \u001B[31m")]
    [InlineData("PE1003", "a: \u007F")]
    [InlineData("PE1003", "a: \u0090")]
    public void What_is_no_text_is_refused_at_its_place(string id, string text)
    {
        AssertOne(id, text);
        Assert.InRange(Parse(text).Diagnostics[0].Location!.Value.Span.Start, 3, 4);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        AssertOne("PE1002", "a: \uD800");
        AssertOne("PE1002", "a: \uDC00\uD800");
        Assert.Empty(Parse("a: \uD83D\uDE00").Diagnostics);
    }

    [Fact]
    public void A_file_in_UTF_16_is_refused() => AssertOne("PE1002", Encoding.Unicode.GetBytes("\uFEFFversion: 1"));

    [Fact]
    public void Many_unquoted_globs_are_reported_in_one_pass_each_way()
    {
        var tree = Parse(string.Concat(Enumerable.Repeat("- *-rc\n- !latest\n", 2000)));
        Assert.Equal(4000, tree.Diagnostics.Length);
        Assert.All(tree.Diagnostics, d => Assert.Equal("PE1007", d.Id));
    }

    [Fact]
    public void Many_misspelt_aliases_beside_many_anchors_are_not_compared_one_by_one()
    {
        var name = new string('n', 50);
        var text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"- &{name}{i} x\n- *{name}{i}x\n"));
        Assert.Equal(2000, Parse(text).Diagnostics.Count(d => d.Id == "PE1009"));
    }

    [Fact]
    public void Mistakes_beyond_the_number_of_passes_are_errors_all_the_same()
    {
        var tree = Parse(string.Concat(Enumerable.Repeat("- `x`\n", 200)));
        Assert.NotEmpty(tree.Diagnostics);
        Assert.All(tree.Diagnostics, d => Assert.Equal("PE1007", d.Id));
    }

    private static void AssertOne(string id, string text) => AssertOne(id, SourceText.From("policy.yaml", text));

    private static void AssertOne(string id, byte[] text) => AssertOne(id, SourceText.From("policy.yaml", (ReadOnlySpan<byte>)text));

    private static void AssertOne(string id, SourceText text)
    {
        var tree = SyntaxTree.Parse(text);
        Assert.Equal([id], tree.Diagnostics.Select(d => d.Id));
        Assert.Null(tree.Root);
    }

    private static SyntaxTree Parse(string text) => SyntaxTree.Parse(SourceText.From("policy.yaml", text));
}
