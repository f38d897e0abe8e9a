using CsCheck;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Syntax;

public sealed class SyntaxPropertyTests
{
    private const string Policy = """
        version: 1 # a comment
        x-common: &common { older-than: 14d, except-newest: 3 }
        rules:
          - id: pull-requests
            match: { tags: ["pr-*", 'it''s', "!x"] }
            delete:
              <<: *common
          - id: text
            description: |
              some text
              # no comment
            keep: all
        """;

    private static readonly string[] s_pieces =
    [
        "a",
        "b: ",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "\r\n",
        "\t",
        " ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "*",
        "&",
        "!",
        "@",
        "`",
        "%",
        "'",
        "\"",
        "\\",
        "#",
        " # c",
        "|",
        ">-",
        "? ",
        "<<: ",
        "*a ",
        "&a ",
        "!!str ",
        "!![",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "😀",
        "~",
        "*-rc",
        "!latest",
        "\\d",
        "\\x4",
        "key:value",
        "\0",
        "\u001B",
        "\uD800",
    ];

    private static readonly Gen<string> s_piece = Gen.Int[0, s_pieces.Length - 1].Select(i => s_pieces[i]);

    private static readonly Gen<string> s_fragments = s_piece.Array[0, 24].Select(string.Concat);

    private static readonly Gen<string> s_mutations = Gen.Select(Gen.Int[0, Policy.Length], Gen.Int[0, 12], s_piece)
        .Array[1, 4]
        .Select(edits => edits.Aggregate(Policy, (text, edit) =>
            {
                var at = Math.Min(edit.Item1, text.Length);
                return text[..at] + edit.Item3 + text[Math.Min(text.Length, at + edit.Item2)..];
            }));

    private static readonly Gen<string> s_texts = Gen.OneOf(s_fragments, s_mutations);

    [Fact]
    public void No_text_makes_the_parser_throw_or_hide_that_it_read_nothing() =>
        s_texts.Sample(
            text =>
            {
                var tree = Parse(text);
                var isEmpty = SyntaxTree.Parse(SourceText.From("p", text)).Root is null && tree.Diagnostics.IsEmpty;
                Assert.True(!isEmpty || IsBlank(text), "Nothing was read, and nothing was said.");
                Assert.All(tree.Diagnostics, d => Assert.True(d.Location!.Value.Span.End <= tree.Source.Text.Length));
                Assert.NotNull(DiagnosticText.Render(tree.Diagnostics));
            },
            iter: 10_000
        );

    [Fact]
    public void Spans_nest_and_hold_the_text_of_their_nodes() =>
        s_texts.Sample(
            text =>
            {
                var tree = Parse(text);
                if (tree.Root is { } root && !text.Contains('*', StringComparison.Ordinal))
                {
                    AssertNested(root, tree.Source);
                }
            },
            iter: 10_000
        );

    [Fact]
    public void Line_ends_make_no_difference() =>
        s_mutations.Sample(
            text =>
            {
                var lf = text.Replace("\r\n", "\n", StringComparison.Ordinal);
                Assert.Equal(Shape(Parse(lf)), Shape(Parse(lf.Replace("\n", "\r\n", StringComparison.Ordinal))));
            },
            iter: 5_000
        );

    private static SyntaxTree Parse(string text) => SyntaxTree.Parse(SourceText.From("policy.yaml", text));

    private static bool IsBlank(string text) =>
        text.TrimStart('\uFEFF')
            .Split('\n', '\r')
            .All(line => line.Trim(' ', '\t') is "" or "---" or "..." || line.TrimStart(' ', '\t').StartsWith('#') || line.StartsWith('%'));

    /// <summary>The tree without offsets: places as line and column.</summary>
    private static string Shape(SyntaxTree tree) =>
        System.Text.RegularExpressions.Regex.Replace(SyntaxDump.Print(tree), @"\[\d+\.\.\d+\)", "");

    private static void AssertNested(SyntaxNode node, SourceText source)
    {
        switch (node)
        {
            case ScalarSyntax { IsPlain: true, IsMissing: false } scalar
                when !source.ToString(scalar.Span).Contains('\n', StringComparison.Ordinal):
                Assert.Equal(scalar.Value.Trim('\uFEFF'), source.ToString(scalar.Span).Trim('\uFEFF'));
                break;
            case SequenceSyntax list:
                AssertInOrder(list, list.Items);
                break;
            case MappingSyntax mapping:
                AssertInOrder(mapping, mapping.Properties.Where(p => !p.IsMerged).SelectMany(p => new[] { p.Key, p.Value }));
                break;
        }

        void AssertInOrder(SyntaxNode parent, IEnumerable<SyntaxNode> children)
        {
            var end = parent.Span.Start;
            foreach (var child in children)
            {
                Assert.True(child.Span.Start >= end && parent.Span.Contains(child.Span), $"{child.Span} in {parent.Span} after {end}");
                end = child.Span.End;
                AssertNested(child, source);
            }
        }
    }
}
