using CsCheck;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Escaping;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("pr-7", "pr-7")]
    [InlineData("it is 40 days old, and older-than is 14d.", "it is 40 days old, and older-than is 14d.")]
    [InlineData("registry.example.com:5000/team/app", "registry.example.com:5000/team/app")]
    [InlineData("a|b", "a&#124;b")]
    [InlineData("<script>", "&#60;script&#62;")]
    [InlineData("`x`", "&#96;x&#96;")]
    [InlineData("[x](y)", "&#91;x&#93;(y)")]
    [InlineData("@acme #12 gh-3", "&#64;&#8203;acme &#35;&#8203;12 gh&#45;&#8203;3")]
    [InlineData("https://x www.x.org", "https&#58;&#8203;//x www&#46;&#8203;x.org")]
    [InlineData(":smile: a: b", "&#58;&#8203;smile: a: b")]
    [InlineData("- a", "&#45;&#8203; a")]
    [InlineData("1. a", "&#49;. a")]
    [InlineData("10 a", "10 a")]
    [InlineData("  a \r\n\t b  ", "a b")]
    [InlineData("a\u001b[31m\u202Eb", "a&#92;u001B&#91;31m&#92;u202Eb")]
    [InlineData(null, "")]
    public void Text_is_escaped_where_it_has_to_be(string? text, string expected) => Assert.Equal(expected, MarkdownText.Escape(text));

    [Theory]
    [InlineData("v1.2.0", "`v1.2.0`")]
    [InlineData("sha256:ab/c+d", "`sha256:ab/c+d`")]
    [InlineData("a`b", "<code>a&#96;b</code>")]
    [InlineData("@acme", "<code>&#64;acme</code>")]
    [InlineData("", "")]
    public void Names_are_code(string text, string expected) => Assert.Equal(expected, MarkdownText.Code(text));

    [Fact]
    public void Long_texts_are_cut_and_the_cut_shows()
    {
        Assert.Equal("aaa…", MarkdownText.Escape("aaaa", 3));
        Assert.Equal("<code>aaa…</code>", MarkdownText.Code("aaaa", 3));
        Assert.Equal("a…", MarkdownText.Escape("a😀😀", 2));
    }

    [Fact]
    public void No_text_makes_an_element_or_breaks_a_cell()
    {
        PlanGenerators.HostileText.Sample(text =>
        {
            var html = RenderedHtml.Of($"| a | b |\n| --- | --- |\n| {MarkdownText.Escape(text)} | {MarkdownText.Code(text)} |\n");
            Assert.Equal(2, RenderedHtml.Rows(html)[1].Count);
            Assert.Equal(2, RenderedHtml.Rows(html).Count);
            Assert.All(RenderedHtml.Elements(html), element => Assert.Contains(element, s_tableElements));
        });
    }

    [Fact]
    public void No_text_makes_an_element_at_the_start_of_a_line()
    {
        PlanGenerators.HostileText.Sample(text =>
            Assert.All(RenderedHtml.Elements(RenderedHtml.Of(MarkdownText.Escape(text))), element => Assert.Equal("p", element))
        );
    }

    [Fact]
    public void A_reader_sees_the_text_itself()
    {
        Gen.Char[' ', '~']
            .Array[0, 20]
            .Select(c => string.Join(' ', new string(c).Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Sample(text =>
            {
                Assert.Equal(text, RenderedHtml.Text(RenderedHtml.Of(MarkdownText.Escape(text))));
                Assert.Equal(text, RenderedHtml.Text(RenderedHtml.Of($"x {MarkdownText.Code(text)}"))[1..].Trim());
            });
    }

    private static readonly string[] s_tableElements = ["table", "thead", "tbody", "tr", "th", "td", "code"];
}
