using PolicyEngine.Binding;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Importing.Drafting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>Whatever is in a text, it is written as YAML that is read as this text: in fixes, messages and imported policies.</summary>
public sealed class QuotedFixTests
{
    [Theory]
    [InlineData("tags: [\"a\\nb{c,d}\"]")]
    [InlineData("tags: [\"a\\u0007[^b]\"]")]
    [InlineData("tags:\n        - \"a\\r\\n\\u2028b{c,d}\"")]
    public void A_fix_of_a_text_with_control_characters_is_valid_yaml(string match)
    {
        var source = SourceText.From("policy.yaml", $"version: 1\nrules:\n  - id: a\n    match:\n      {match}\n    delete: all\n");
        var found = PolicyCompiler.Compile([source]).Diagnostics.Where(d => d.Fix is not null).ToArray();
        Assert.NotEmpty(found);

        foreach (var diagnostic in found)
        {
            var (text, count) = CodeFixes.Apply(source, [diagnostic with { Fix = diagnostic.Fix! with { IsSafe = true } }]);
            Assert.Equal(1, count);
            Assert.Equal(
                source.Text.Count(c => c == '\n') + (match.StartsWith("tags:\n", StringComparison.Ordinal) ? 1 : 0),
                text.Text.Count(c => c == '\n')
            );
            Assert.DoesNotContain(PolicyCompiler.Compile([text]).Diagnostics, d => d.Id.StartsWith("PE1", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_character_is_read_as_it_was()
    {
        for (var c = 1; c <= char.MaxValue; c++)
        {
            if (!char.IsSurrogate((char)c) && (c < 0x3000 || c >= 0xE000))
            {
                var text = $"a{(char)c}\"\\b";
                Assert.Equal(text, Read(Quote.Yaml(text)));
                Assert.Equal(text, Read(YamlText.Quote(text)));
            }
        }
    }

    private static string Read(string yaml)
    {
        var (root, diagnostics) = Parse(yaml);
        Assert.Empty(diagnostics);
        return root;
    }

    private static (string Value, IReadOnlyList<Diagnostic> Diagnostics) Parse(string yaml)
    {
        var tree = SyntaxTree.Parse(SourceText.From("p.yaml", $"a: {yaml}\n"));
        return (((ScalarSyntax)((MappingSyntax)tree.Root!).Find("a")!.Value).Value, tree.Diagnostics);
    }
}
