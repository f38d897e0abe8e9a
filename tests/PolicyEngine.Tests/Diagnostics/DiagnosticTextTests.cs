using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Tests.Diagnostics;

public sealed class DiagnosticTextTests
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "PE3001",
        "Title",
        "'{0}' is odd.",
        DiagnosticSeverity.Warning,
        "Help."
    );

    [Fact]
    public void Diagnostics_show_the_line_the_carets_other_places_and_the_fix() =>
        Snapshot.Match(
            DiagnosticText.Render(
                SyntaxTree
                    .Parse(
                        SourceText.From("policies/web.yaml", "version: 1\nrules:\n  - match: { tags: [!latest] }\n    id: a\n    id: b\n")
                    )
                    .Diagnostics
            )
        );

    [Theory]
    [InlineData("[|a|]: b", "    a: b\n    ^\n")]
    [InlineData("\ta:\t[|b|]", "    \ta:\tb\n    \t  \t^\n")]
    [InlineData("漢字: [|漢字|] # 😀", "    漢字: 漢字 # 😀\n          ^^^^\n")]
    [InlineData("a: \u202E[|b\u001B|]c", "    a: \\u{202E}b\\u{1B}c\n               ^^^^^^^\n")]
    [InlineData("a: [|b\nc|]", "    a: b\n       ^\n")]
    [InlineData("a:[||]", "    a:\n      ^\n")]
    [InlineData("a\n[||]\nb", "")]
    public void Carets_stand_under_the_span(string markup, string expected)
    {
        var text = MarkupText.Parse(markup);
        var rendered = DiagnosticText.Render(Diagnostic.Create(s_descriptor, new Location(text.Source, text.Span), "x"));
        Assert.Equal(expected, rendered[(rendered.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public void Long_lines_are_cut_around_the_span()
    {
        var source = SourceText.From("p", new string('a', 100_000) + "b" + new string('c', 100_000));
        var lines = DiagnosticText.Render(Diagnostic.Create(s_descriptor, new Location(source, new TextSpan(100_000, 1)), "x")).Split('\n');
        Assert.Equal("    …" + new string('a', 60) + "b" + new string('c', 98) + "…", lines[1]);
        Assert.Equal(lines[1].IndexOf('b', StringComparison.Ordinal), lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Hostile_text_in_messages_and_paths_is_escaped()
    {
        var source = SourceText.From("p\u001B.yaml", "");
        var text = DiagnosticText.Render(Diagnostic.Create(s_descriptor, new Location(source, default), "a\u001B[2Jb\nc"));
        Assert.Equal("p\\u{1B}.yaml:1:1: warning PE3001: 'a\\u{1B}[2Jb\\u{A}c' is odd.\n", text);
    }

    [Fact]
    public void Colour_marks_the_severity_and_the_carets()
    {
        var source = SourceText.From("p", "ab");
        var diagnostic = Diagnostic.Create(s_descriptor, new Location(source, new TextSpan(1, 1)), "x");
        Assert.Equal(
            "p:1:2: \u001B[1;33mwarning PE3001\u001B[0m: 'x' is odd.\n    ab\n    \u001B[33m ^\u001B[0m\n",
            DiagnosticText.Render(diagnostic, useColor: true)
        );
    }

    [Fact]
    public void A_diagnostic_about_no_file_has_no_place() =>
        Assert.Equal("warning PE3001: 'x' is odd.", DiagnosticText.RenderLine(Diagnostic.Create(s_descriptor, null, "x")));
}
