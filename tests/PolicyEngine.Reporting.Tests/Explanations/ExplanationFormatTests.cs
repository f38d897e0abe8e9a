using PolicyEngine.Compiling;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Explanations;

public sealed class ExplanationFormatTests
{
    [Theory]
    [InlineData("pr-1")]
    [InlineData("pr-2")]
    [InlineData("pr-3")]
    [InlineData("pr-4")]
    [InlineData("pr-5")]
    [InlineData("latest")]
    [InlineData("v1.0.0")]
    [InlineData("old")]
    [InlineData("pr-11")]
    [InlineData("ghost-tag")]
    public void A_tag_is_explained(string tag) => Snapshot.Match(Write("text", Explain(tag)), new SnapshotNameExtension(tag));

    [Theory]
    [InlineData("pr1a")]
    [InlineData("shared")]
    [InlineData("att1")]
    [InlineData("sig2")]
    [InlineData("cos1")]
    [InlineData("loose")]
    [InlineData("orphan")]
    [InlineData("gone1")]
    public void A_digest_is_explained(string name) =>
        Snapshot.Match(Write("text", Explain(GraphText.DigestOf(name))), new SnapshotNameExtension(name));

    [Theory]
    [InlineData("pr-1")]
    [InlineData("latest")]
    [InlineData("70723161")]
    public void Explanations_are_written_for_programs(string reference) =>
        Snapshot.Match(Write("json", Explain(reference)), new SnapshotNameExtension(reference));

    [Fact]
    public void The_beginning_of_several_digests_lists_them() => Snapshot.Match(Write("text", Explain("616d64")));

    [Fact]
    public void Too_few_digits_are_told() => Assert.Contains("at least 6 digits", Explain("sha256:616d").Problem, StringComparison.Ordinal);

    [Fact]
    public void A_tie_that_decided_is_told()
    {
        var graph = GraphText.Parse("a tags=pr-1 pushed=2026-01-01\nb tags=pr-2 pushed=2026-01-01\nc tags=pr-3 pushed=2026-01-02");
        Snapshot.Match(
            Write("text", Explain("pr-1", graph, "rules:\n  - id: pr\n    match: { tags: [\"pr-*\"] }\n    delete: { except-newest: 2 }"))
        );
    }

    [Fact]
    public void A_rule_that_does_not_select_an_image_says_why() =>
        Snapshot.Match(
            Write(
                "text",
                Explain(
                    "v1",
                    GraphText.Parse(
                        """
                        app tags=v1,rc-1 pushed=2026-05-30 children=amd:linux/amd64,arm:linux/arm64
                        amd
                        arm
                        """
                    ),
                    """
                    rules:
                      - id: tags
                        match: { tags: ["pr-*", "!pr-x"] }
                        delete: all
                      - id: several
                        match:
                          tags:
                            regex: 'v[0-9]+'
                          older-than: 3d
                          platform: [windows/*]
                          any:
                            - tagged: false
                            - kind: image
                        delete: all
                      - id: apart
                        match: { tags: { any: ["v*"] }, all: [{ tags: ["rc-*"] }] }
                        delete: all
                      - id: untagged
                        match: { tagged: false }
                        delete: all
                      - id: fresh
                        match: { tags: v1 }
                        keep: { younger-than: 1d }
                    """
                )
            )
        );

    [Theory]
    [InlineData("'v\\d\"x'", "tags: { regex: \"v\\\\d\\\"x\" }")]
    [InlineData("|\n          a\n          b", "tags: { regex: \"a\\nb\\n\" }")]
    [InlineData(
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa😀",
        "aaaa…' does not hold"
    )]
    public void A_condition_is_shown_on_one_line_as_it_may_be_written(string regex, string shown)
    {
        var explanation = Explain(
            "v1",
            GraphText.Parse("app tags=v1"),
            $"rules:\n  - id: a\n    match:\n      tags:\n        regex: {regex}\n    delete: all"
        );
        Assert.Contains(shown, Assert.Single(Assert.Single(explanation.Subject!.Rules).Unmet), StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_of_an_image_of_which_a_piece_was_not_read_is_the_least() =>
        Assert.Contains(
            "at least 109 B with its parts",
            Write(
                "text",
                Explain(
                    "v1",
                    GraphText.Parse("app tags=v1 size=100 children=amd:linux/amd64\namd unread size=9"),
                    "rules:\n  - id: a\n    match: { tags: pr }\n    delete: all"
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_listed_and_missing_stays_for_that()
    {
        var graph = GraphText.Parse("app tags=v1 unread", GraphText.Info with { ListedButGone = [GraphText.DigestOf("app")] });
        var text = Write("text", Explain("v1", graph, "rules:\n  - id: a\n    delete: all"));
        Assert.Contains("  Keep: Its manifest is missing: what it needs is unknown, so it is kept.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("It has not been read", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_refuses_is_told_with_its_line()
    {
        var text = Write(
            "text",
            Explain(
                "pr-1",
                SampleGraphs.Rich,
                "limits: { max-delete: 0 }\nrules:\n  - id: pr\n    match: { tags: [\"pr-*\"] }\n    delete: all"
            )
        );
        Assert.Contains(
            "p.yaml:2 allows 0. (p.yaml:2:23)",
            text.ReplaceLineEndings(" ").Replace("      ", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_could_not_be_read_is_not_counted_and_the_reason_is_told() =>
        Assert.Contains(
            "not among the newest 1 (not counted: it has not been read)",
            Write(
                "text",
                Explain(
                    "pr-1",
                    GraphText.Parse("a tags=pr-1 pushed=2026-01-01 unread\nb tags=pr-2 pushed=2026-01-01"),
                    "rules:\n  - id: pr\n    delete: { except-newest: 1 }"
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_orphan_with_a_referrer_tag_is_called_so() =>
        Snapshot.Match(
            Write(
                "text",
                Explain(
                    GraphText.DigestOf("sig"),
                    GraphText.Parse("sig tags=sha256-{app}.sig pushed=2026-01-01\nb tags=v1"),
                    "rules:\n  - id: all\n    delete: all"
                )
            )
        );

    [Fact]
    public void A_refused_plan_says_what_would_be() =>
        Snapshot.Match(
            Write(
                "text",
                Explain(
                    "pr-1",
                    SampleGraphs.Rich,
                    "limits: { max-delete: 0 }\nrules:\n  - id: pr\n    match: { tags: [\"pr-*\"] }\n    delete: all"
                )
            )
        );

    [Fact]
    public void An_incomplete_repository_is_explained_as_such()
    {
        var builder = new DigestGraphBuilder();
        builder.Add(GraphText.Manifests("a tags=v1")[0]);
        var graph = builder.Build(GraphText.Info with { Complete = false, Reason = "The listing was cut." });
        Snapshot.Match(Write("text", Explain("v1", graph, "rules:\n  - id: all\n    delete: all")));
    }

    [Fact]
    public void A_repository_that_no_policy_covers_stays()
    {
        var explanation = Explain(
            "v1",
            GraphText.Parse("a tags=v1"),
            "targets: [other.example.com/x]\nrules:\n  - id: all\n    delete: all"
        );
        Assert.Null(explanation.Status);
        Assert.Equal(Fate.Keep, explanation.Subject!.Fate);
        Assert.Contains("No policy covers", Write("text", explanation), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_do_not_reach_the_terminal()
    {
        foreach (var tag in SampleGraphs.Hostile.Tags.Select(SampleGraphs.Hostile.TagText).Append("\u001b[2Jnothing"))
        {
            var text = Write("text", Explain(tag, SampleGraphs.Hostile, "rules:\n  - id: all\n    delete: all"));
            Assert.DoesNotContain('\u001b', text);
            Assert.DoesNotContain(text.Split('\n'), l => l.TrimStart().StartsWith("::", StringComparison.Ordinal));
        }
    }

    private static Explanation Explain(string reference) =>
        Explainer.Explain(SampleGraphs.Policy, SampleGraphs.Rich, SampleGraphs.Now, new PlanOptions(), reference);

    private static Explanation Explain(string reference, DigestGraph graph, string policy) =>
        Explainer.Explain(
            PolicyCompiler.Compile([SourceText.From("p.yaml", "version: 1\n" + policy)]),
            graph,
            SampleGraphs.Now,
            new PlanOptions(),
            reference
        );

    private static string Write(string format, Explanation explanation)
    {
        using var stream = new MemoryStream();
        ReportFormats.Explanations.Find(format)!.Write([explanation], ReportOptions.Default, stream);
        return Rendering.Text(stream.ToArray());
    }
}
