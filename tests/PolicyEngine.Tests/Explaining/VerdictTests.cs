using PolicyEngine.Evaluation;
using PolicyEngine.Language;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Explaining;

public sealed class VerdictTests
{
    private const string Policy = """
        version: 1
        protect:
          - id: released
            tags: latest
        rules:
          - id: old
            match: { tags: "pr-*" }
            delete: { older-than: 14d }
        """;

    [Fact]
    public void A_piece_that_was_not_read_stays_for_the_image_that_needs_it()
    {
        var verdict = OfKept("app tags=latest children=amd:linux/amd64 pushed=2026-01-01\namd unread pushed=2026-01-01", "amd");

        Assert.Equal("released", verdict.Rule);
        Assert.StartsWith("Needed by latest ", verdict.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("old tags=pr-1 unread pushed=2026-01-01", "old")]
    [InlineData("app tags=pr-1 children=amd:linux/amd64 pushed=2026-01-01\namd unread pushed=2026-01-01", "amd")]
    public void What_was_not_read_and_nothing_else_keeps_says_so(string graph, string name) =>
        Assert.Equal(new Verdict(null, null, "It has not been read, so it stays."), OfKept(graph, name));

    private static Verdict OfKept(string text, string name)
    {
        var graph = GraphText.Parse(text);
        var compilation = PolicyCompiler.Compile([SourceText.From("policy.yaml", Policy)]);
        var policy = EffectivePolicy.For(compilation.Policies, graph.Info, out _);
        var evaluation = Evaluator.Evaluate(graph, policy!, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), InUseReferences.Empty);
        Assert.False(evaluation.Deleted.Contains(graph.Node(name)));
        return new VerdictWriter(evaluation).OfKept(graph.Node(name));
    }
}
