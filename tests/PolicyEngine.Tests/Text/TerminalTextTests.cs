using CsCheck;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Text;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("v1.2.3 äöü 漢字 😀", "v1.2.3 äöü 漢字 😀")]
    [InlineData("\u001B[31mred", "\\u{1B}[31mred")]
    [InlineData("a\r\nb\tc\0", "a\\u{D}\\u{A}b\\u{9}c\\u{0}")]
    [InlineData("\u009B1m", "\\u{9B}1m")]
    [InlineData("a\u202Egnp.exe", "a\\u{202E}gnp.exe")]
    [InlineData("a\u200Bb\u2066c\uFEFFd\u00ADe", "a\\u{200B}b\\u{2066}c\\u{FEFF}d\\u{AD}e")]
    [InlineData("\U000E0041", "\\u{E0041}")]
    public void What_a_terminal_would_obey_is_shown_as_its_code(string text, string escaped) =>
        Assert.Equal(escaped, TerminalText.Escape(text));

    [Fact]
    public void A_lone_surrogate_is_shown_as_its_code() => Assert.Equal("\\u{D800}x\\u{DC00}", TerminalText.Escape("\uD800x\uDC00"));

    [Fact]
    public void Long_text_ends_in_an_ellipsis_and_no_escape_is_cut()
    {
        Assert.Equal("abcd…", TerminalText.Escape("abcdefgh", 5));
        Assert.Equal("abcde", TerminalText.Escape("abcde", 5));
        Assert.Equal("ab…", TerminalText.Escape("ab\u001B\u001B", 8));
        Assert.Equal("a…", TerminalText.Escape("a😀b", 3));
    }

    [Fact]
    public void The_result_is_bounded_printable_and_stays_as_it_is() =>
        Gen.Select(Gen.String, Gen.Int[1, 40])
            .Sample(
                (text, cap) =>
                {
                    var escaped = TerminalText.Escape(text, cap);
                    Assert.True(escaped.Length <= cap);
                    Assert.DoesNotContain(escaped, c => char.IsControl(c));
                    Assert.Equal(escaped, TerminalText.Escape(escaped, cap));
                }
            );
}
