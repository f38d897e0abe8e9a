using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Tests.Syntax;

public sealed class SyntaxTreeTests
{
    [Fact]
    public void Blocks_end_at_their_last_child_and_scalars_carry_their_quotes() =>
        Snapshot.Match(
            Dump(
                """
                a:
                  b: "1"

                  c: 'it''s' # comment

                # another
                d:
                - x
                -
                - y

                e: {a: 1, b, "c": }
                f: [ ]
                g: [h: i, j]
                k: |
                  # text

                  more

                l: >-
                  folded
                  text
                m: one
                  two
                """
            )
        );

    [Fact]
    public void Anchors_are_shared_and_merge_keys_resolve_with_own_keys_first() =>
        Snapshot.Match(
            Dump(
                """
                x-a: &base   {a: 1, b: 2}
                r:
                  <<: *base
                  a: 3
                s:
                  <<: [*base, {b: 4, c: 5}]
                t: !!str &text
                  value
                u: [*text, *base]
                "<<": quoted
                """
            )
        );

    [Fact]
    public void Wrong_aliases_say_what_is_wrong() =>
        Snapshot.Match(
            Dump(
                """
                x-a: &base {a: 1}
                b: *bsae
                c: *later
                d: &later x
                e: &loop [*loop]
                f:
                  <<: x
                  <<: *nowhere
                """
            )
        );

    [Fact]
    public void A_shared_node_is_the_same_object()
    {
        var root = Assert.IsType<MappingSyntax>(Parse("a: &x [1]\nb: *x").Root);
        Assert.Same(root.Find("a")!.Value, root.Find("b")!.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("\uFEFF")]
    public void A_text_without_a_document_has_no_root_and_no_diagnostic(string text)
    {
        var tree = Parse(text);
        Assert.Null(tree.Root);
        Assert.Empty(tree.Diagnostics);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_key() =>
        Assert.Equal("rules", Assert.IsType<MappingSyntax>(Parse("\uFEFFrules: 1").Root).Properties[0].Name);

    [Fact]
    public void Lines_are_counted_as_editors_count_them()
    {
        // YamlDotNet counts U+0085 and U+2028 as line breaks.
        var tree = Parse("a: \"x\u0085y\u2028z\"\nb: 😀\nc: 1");
        var key = Assert.IsType<MappingSyntax>(tree.Root).Find("c")!.Key;
        Assert.Equal(new LinePosition(2, 0), key.Location.Start);
        Assert.Equal("c", tree.Source.ToString(key.Span));
    }

    [Fact]
    public void A_duplicate_key_names_the_first_one_and_keeps_it()
    {
        var tree = Parse("a: 1\nb: 2\na: 3");
        var diagnostic = Assert.Single(tree.Diagnostics);
        Assert.Equal("The key 'a' is defined twice in this mapping.", diagnostic.Message);
        var (location, note) = Assert.Single(diagnostic.AdditionalLocations);
        Assert.Equal(("first defined here", new TextSpan(0, 1)), (note, location.Span));
        Assert.Equal("1", ((ScalarSyntax)((MappingSyntax)tree.Root!).Find("a")!.Value).Value);
    }

    [Fact]
    public void Comments_are_found_outside_texts_only() =>
        Assert.Equal(
            ["c1", "c2", "c3", "c4", "c5"],
            Parse("a: \"x # no\" # c1\n# c2\nb: |\n  # no\n  x\n # c3\nc: [a, # c4\n  b#no, '#no'] #c5").Comments.Select(c => c.Text)
        );

    private static SyntaxTree Parse(string text) => SyntaxTree.Parse(SourceText.From("policy.yaml", text));

    private static string Dump(string text) => SyntaxDump.Print(Parse(text));
}
