using PolicyEngine.Diagnostics;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Diagnostics;

public sealed class CodeFixesTests
{
    private static readonly DiagnosticDescriptor s_descriptor = new("PE2001", "Title", "Message.", DiagnosticSeverity.Error, "Help.");

    [Fact]
    public void Fixes_are_applied_from_any_order_and_nothing_else_changes()
    {
        var source = SourceText.From("p.yaml", "a: 1 # one\r\nb: 2\r\n");
        var (text, count) = CodeFixes.Apply(source, [Fix(source, 12, 1, "bb"), Fix(source, 0, 1, "aa"), Fix(source, 3, 1, "11")]);
        Assert.Equal("aa: 11 # one\r\nbb: 2\r\n", text.Text);
        Assert.Equal(3, count);
        Assert.Equal("p.yaml", text.Path);
    }

    [Fact]
    public void Of_overlapping_fixes_the_first_one_is_applied()
    {
        var source = SourceText.From("p.yaml", "abcdef");
        var (text, count) = CodeFixes.Apply(
            source,
            [Fix(source, 2, 3, "X"), Fix(source, 1, 2, "Y"), Fix(source, 5, 1, "Z"), Fix(source, 5, 0, "W")]
        );
        Assert.Equal(("aYdeWf", 2), (text.Text, count));
    }

    [Fact]
    public void A_fix_of_several_edits_is_applied_as_a_whole_or_not_at_all()
    {
        var source = SourceText.From("p.yaml", "abcdef");
        var pair = Fix(source, 1, 1, "") with
        {
            Fix = new CodeFix("Both", [new TextEdit(new TextSpan(1, 1), "1"), new TextEdit(new TextSpan(4, 1), "4")]),
        };
        Assert.Equal(("Xbcdef", 1), Result(CodeFixes.Apply(source, [Fix(source, 0, 1, "X")])));
        Assert.Equal(("a1cd4f", 1), Result(CodeFixes.Apply(source, [pair, Fix(source, 4, 1, "X")])));
        Assert.Equal(("XXcdef", 1), Result(CodeFixes.Apply(source, [pair, Fix(source, 0, 2, "XX")])));
    }

    [Fact]
    public void Unsafe_fixes_and_those_of_other_texts_are_passed_over()
    {
        var source = SourceText.From("p.yaml", "abc");
        var other = SourceText.From("p.yaml", "abc");
        var isUnsafe = Fix(source, 0, 1, "X") with { Fix = CodeFix.Replace("Unsafe", new TextSpan(0, 1), "X", isSafe: false) };
        var (text, count) = CodeFixes.Apply(source, [isUnsafe, Fix(other, 1, 1, "X")]);
        Assert.Same(source, text);
        Assert.Equal(0, count);
    }

    private static (string, int) Result((SourceText Text, int Count) result) => (result.Text.Text, result.Count);

    private static Diagnostic Fix(SourceText source, int start, int length, string text)
    {
        var span = new TextSpan(start, length);
        return Diagnostic.Create(s_descriptor, new Location(source, span)) with { Fix = CodeFix.Replace("Fix", span, text) };
    }
}
