using PolicyEngine.Compiling;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;
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

        Assert.Equal((VerdictKind.Needed, null, null), (verdict.Kind, verdict.Rule, verdict.Source));
        Assert.StartsWith("Needed by latest ", verdict.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("old tags=pr-1 unread pushed=2026-01-01", "old")]
    [InlineData("app tags=pr-1 children=amd:linux/amd64 pushed=2026-01-01\namd unread pushed=2026-01-01", "amd")]
    public void What_was_not_read_and_nothing_else_keeps_says_so(string graph, string name) =>
        Assert.Equal(
            new Verdict(VerdictKind.Unread, null, null, "It has not been read: what it needs is unknown, so it is kept."),
            OfKept(graph, name)
        );

    [Fact]
    public void An_untagged_piece_may_belong_to_what_was_not_read_and_says_so() =>
        Assert.Equal(
            new Verdict(
                VerdictKind.Unread,
                null,
                null,
                "It may be a part of v1 (sha256:" + GraphText.DigestOf("lost")[7..19] + "), which was not read, so it is kept."
            ),
            OfKept(
                "lost tags=v1 unread pushed=2026-01-01\napp tags=pr-1 children=amd:linux/amd64 pushed=2026-01-01\namd pushed=2026-01-01",
                "amd"
            )
        );

    [Theory]
    [InlineData("2026-05-31T00:00:01", true)]
    [InlineData("2026-05-30T23:59:59", false)]
    public void What_is_gone_holds_no_piece_of_others_and_may_only_be_late_for_what_nobody_needs_for_a_day(string pushed, bool mayBeLate)
    {
        var info = GraphText.Info with { ListedButGone = [GraphText.DigestOf("lost")] };
        var graph = GraphText.Parse(
            $"""
            lost tags=v1 unread pushed={pushed}
            app tags=pr-1 children=amd:linux/amd64 pushed=2026-01-01
            amd pushed=2026-01-01
            alone pushed=2026-01-01
            """,
            info
        );
        var evaluation = Evaluate(graph, Policy + "\n  - id: untagged\n    match: { tagged: false }\n    delete: { older-than: 14d }\n");

        Assert.Equal(
            mayBeLate ? ["amd", "app"] : ["alone", "amd", "app"],
            new[] { "alone", "amd", "app", "lost" }.Where(name => evaluation.Deleted.Contains(graph.Node(name)))
        );
        if (mayBeLate)
        {
            Assert.StartsWith(
                "It may be a part of v1 (sha256:",
                new VerdictWriter(evaluation).OfKept(graph.Node("alone")).Text,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("app tags=pr-1 children=b pushed=2026-01-01\nb children=a pushed=2026-05-31T23:30\na pushed=2026-01-01", "a", "b")]
    [InlineData(
        "app tags=pr-1 children=u:linux/amd64 pushed=2026-01-01\nu unread pushed=2026-01-01\nsig subject=u pushed=2026-01-01",
        "sig",
        "u"
    )]
    public void What_a_kept_piece_needs_stays_for_that_and_not_for_an_age_that_is_over(string graph, string name, string needing) =>
        Assert.Equal($"Needed by {GraphText.DigestOf(needing)[..19]}, which is kept.", OfKept(graph, name).Text);

    [Fact]
    public void A_tagged_image_may_be_a_piece_of_what_was_not_read_too() =>
        Assert.StartsWith(
            "It may be a part of v1 (sha256:",
            OfKept("lost tags=v1 unread pushed=2026-01-01\namd tags=pr-amd64 pushed=2026-01-01", "amd").Text,
            StringComparison.Ordinal
        );

    private static Verdict OfKept(string text, string name)
    {
        var graph = GraphText.Parse(text);
        var evaluation = Evaluate(graph, Policy);
        Assert.False(evaluation.Deleted.Contains(graph.Node(name)));
        return new VerdictWriter(evaluation).OfKept(graph.Node(name));
    }

    private static RepositoryEvaluation Evaluate(DigestGraph graph, string text)
    {
        var compilation = PolicyCompiler.Compile([SourceText.From("policy.yaml", text)]);
        var policy = EffectivePolicy.For(compilation.Policies, graph.Info, out _);
        return Evaluator.Evaluate(graph, policy!, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), InUseReferences.Empty);
    }
}
