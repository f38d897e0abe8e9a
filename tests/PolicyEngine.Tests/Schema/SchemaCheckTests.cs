using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Schema;

public sealed class SchemaCheckTests
{
    [Fact]
    public void A_policy_that_uses_every_key_fits_and_compiles()
    {
        var source = SourceText.From("policy.yaml", PolicyMutations.Everything);
        Assert.False(PolicyCompiler.Compile([source], new CompilerOptions { CheckSchema = true }).HasErrors);
        Assert.Empty(SchemaCheck.Find(SyntaxTree.Parse(source)));
    }

    [Theory]
    [InlineData("{|PE2070:version: 1|}")]
    [InlineData("version: 1\nrules: []\n{|PE2070:nmae|}: web")]
    [InlineData("version: 1\nrules: []\nname: {|PE2070:1.10|}")]
    [InlineData("version: {|PE2070:2|}\nrules: {|PE2070:all|}")]
    [InlineData("version: 1\nrules: []\nsettings: { grace: {|PE2070:14|}, unmatched: {|PE2070:no|} }")]
    [InlineData("version: 1\nrules:\n  - { id: a, keep: all }\n  - {|PE2070:{ id: b, keep: all, delete: all }|}")]
    [InlineData("version: 1\nrules:\n  - {|PE2070:{ id: b }|}")]
    [InlineData("version: 1\nrules:\n  - { id: b, delete: { except-newest: {|PE2070:many|} } }")]
    [InlineData("version: 1\nrules:\n  - { id: b, match: { not: { any: [{ tags: a }, { {|PE2070:tgas|}: a }] } }, keep: all }")]
    [InlineData("version: 1\nrules:\n  - { id: b, match: { labels: { a.b/c[0]: {|PE2070:1|} } }, keep: all }")]
    [InlineData("version: 1\nrules: []\nx-y: { a: 1 }\nlimits: &l { {|PE2070:min-remaining|}: 1 }\nsettings: { <<: *l }")]
    public void What_does_not_fit_is_marked_at_its_place(string markup)
    {
        var expected = MarkupText.Parse(markup);
        Assert.Equal(expected.Expected(), expected.Describe(SchemaCheck.Find(SyntaxTree.Parse(expected.Source))));
    }

    [Fact]
    public void What_the_binder_has_reported_is_not_reported_again()
    {
        var source = SourceText.From("policy.yaml", "version: 1\nrules: []\nnmae: web\nlimits: 3\n");
        Assert.Equal(
            ["PE2001", "PE2003"],
            PolicyCompiler.Compile([source], new CompilerOptions { CheckSchema = true }).Diagnostics.Select(d => d.Id).Order()
        );
    }

    [Fact]
    public void What_the_binder_accepts_fits_the_schema()
    {
        var (accepted, refused) = (0, 0);
        PolicyMutations.Policies.Sample(
            text =>
            {
                var source = SourceText.From("policy.yaml", text);
                if (PolicyCompiler.Compile([source]).HasErrors)
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                Interlocked.Increment(ref accepted);
                var found = SchemaCheck.Find(SyntaxTree.Parse(source));
                Assert.True(
                    found.IsEmpty,
                    string.Join('\n', found.Select(d => $"{d.Message} at {source.ToString(d.Location!.Value.Span)}")) + $"\nin {text}"
                );
            },
            iter: Iterations
        );
        Assert.True(accepted > 100, $"Only {accepted} policies were right.");
        Assert.True(refused > 100, $"Only {refused} policies were wrong.");
    }

    private static long Iterations =>
        long.TryParse(Environment.GetEnvironmentVariable("CsCheck_Iter"), out var iterations) ? iterations : 2000;
}
