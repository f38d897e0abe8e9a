using CsCheck;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Text;

public sealed class SourceTextTests
{
    [Fact]
    public void Lines_end_at_CRLF_LF_and_CR_only()
    {
        var source = SourceText.From("a", "one\r\ntwo\nthree\rfour\u0085\u2028still four");
        Assert.Equal(4, source.LineCount);
        Assert.Equal(["one", "two", "three", "four\u0085\u2028still four"], Enumerable.Range(0, 4).Select(source.GetLineText));
    }

    [Fact]
    public void Offsets_and_positions_are_inverse_outside_line_breaks() =>
        Gen.OneOf(Gen.Const("\r"), Gen.Const("\n"), Gen.Const("ab"))
            .Array[0, 20]
            .Select(string.Concat)
            .Sample(text =>
            {
                var source = SourceText.From("a", text);
                for (var i = 0; i <= text.Length; i++)
                {
                    var position = source.GetPosition(i);
                    if (position.Character <= source.GetLineSpan(position.Line).Length)
                    {
                        Assert.Equal(i, source.GetOffset(position));
                    }
                }
            });

    [Fact]
    public void Bytes_that_are_no_UTF_8_become_the_replacement_character() =>
        Assert.Equal("a\uFFFD", SourceText.From("a", [(byte)'a', 0xFF]).Text);

    [Fact]
    public void Positions_are_shown_from_one() =>
        Assert.Equal("p.yaml:1:2", new Location(SourceText.From("p.yaml", "ab"), new TextSpan(1, 1)).ToString());
}
