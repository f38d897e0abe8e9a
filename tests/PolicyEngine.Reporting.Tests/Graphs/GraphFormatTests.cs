using System.Globalization;
using System.Text.Json;
using PolicyEngine.Explaining;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Testing;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Graphs;

public sealed class GraphFormatTests
{
    private static readonly GraphView Rich = GraphView.Create(SampleGraphs.Rich, SampleGraphs.Now);
    private static readonly GraphView Judged = GraphView.Create(
        SampleGraphs.Policy,
        SampleGraphs.Rich,
        SampleGraphs.Now,
        new PlanOptions()
    );
    private static readonly GraphView Hostile = GraphView.Create(SampleGraphs.Hostile, SampleGraphs.Now);

    [Theory]
    [InlineData("text")]
    [InlineData("mermaid")]
    [InlineData("dot")]
    [InlineData("json")]
    public void A_rich_repository_is_shown(string format) => Snapshot.Match(Write(format, Rich), new SnapshotNameExtension(format));

    [Theory]
    [InlineData("text")]
    [InlineData("mermaid")]
    [InlineData("dot")]
    [InlineData("json")]
    public void Verdicts_mark_every_manifest(string format) => Snapshot.Match(Write(format, Judged), new SnapshotNameExtension(format));

    [Theory]
    [InlineData("text")]
    [InlineData("mermaid")]
    [InlineData("dot")]
    public void Hostile_names_are_harmless(string format)
    {
        var text = Write(format, Hostile);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain(text.Split('\n'), l => l.TrimStart().StartsWith("::", StringComparison.Ordinal));
        Snapshot.Match(text, new SnapshotNameExtension(format));
    }

    [Fact]
    public void Labels_of_mermaid_hold_nothing_but_harmless_characters()
    {
        var pieces = Write("mermaid", Hostile).Split('"');
        Assert.Equal(1, pieces.Length % 2);
        Assert.All(pieces.Where((_, i) => i % 2 == 1), label => Assert.Matches("^([A-Za-z0-9 .,_/:+-]|#[0-9]+;|<br/>)*$", label));
        Assert.All(pieces.Where((_, i) => i % 2 == 0), code => Assert.Matches("^[a-zA-Z0-9#:;,.\\s()\\[\\]<>-]*$", code));
    }

    [Fact]
    public void Drawings_and_trees_that_are_too_large_say_what_they_leave_out()
    {
        var graph = GraphText.Parse(
            string.Join(
                '\n',
                Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"n{i:0000} tags=t{i:0000}"))
            )
        );
        var view = GraphView.Create(graph, SampleGraphs.Now);
        var mermaid = Write("mermaid", view);
        Assert.Contains("and 4,925 more manifests, not shown", mermaid, StringComparison.Ordinal);
        Assert.True(mermaid.Length < 50_000);
        Assert.Contains("and 4,000 more manifests, not shown", Write("dot", view), StringComparison.Ordinal);
        Assert.Contains("… and 3,000 more trees of 5,000 manifests", Write("text", view), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Write("json", view));
        Assert.Equal(5000, json.RootElement.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void Every_format_shows_the_same_sizes_of_images_and_pieces()
    {
        var view = GraphView.Create(
            GraphText.Parse(
                """
                app  tags=v1 size=2000 children=amd:linux/amd64,arm:linux/arm64 pushed=2026-05-01
                amd  size=1000 config=c1:300 layers=base:5000000,l1:1000000 pushed=2026-05-01
                arm  size=1000 config=c2:300 layers=base:5000000,l2:1000000 pushed=2026-05-01
                """
            ),
            SampleGraphs.Now
        );
        foreach (var format in (string[])["text", "mermaid", "dot"])
        {
            // 2000 + 2 * (1000 + 300 + 1000000) + 5000000 bytes, and 6001300 of each platform.
            var text = Write(format, view);
            Assert.Contains("6.6 MiB, pushed", text, StringComparison.Ordinal);
            Assert.Equal(3, text.Split("5.7 MiB, pushed").Length);
        }

        Assert.Contains("\"totalSize\": 2000,\n      \"reachedSize\": 7004600,", Write("json", view), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_of_images_is_drawn_without_the_sizes_that_would_take_too_long()
    {
        var chain = string.Concat(
            Enumerable.Range(0, 6_000).Select(i => $"n{i:0000} tags=t{i} size=1{(i == 0 ? "" : $" subject=n{i - 1:0000}")}\n")
        );
        var text = Write("json", GraphView.Create(GraphText.Parse(chain), SampleGraphs.Now));
        Assert.Contains("\"reachedSize\": 6000,", text, StringComparison.Ordinal);

        // 6000 + 5999 + … passes the bound of ten million with the 2000th image.
        Assert.Equal(1 + 2_000, text.Split("\"reachedSize\": ").Length);
    }

    [Fact]
    public void What_is_shared_is_marked_where_it_is_shown_first_too()
    {
        var text = Write("text", Rich);
        Assert.Contains(
            "image linux/arm64  sha256:736861726564  19 MiB, pushed 142 days ago, shared by 2 images",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("image linux/arm64  sha256:736861726564  (shared, see ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_orphan_is_shown_with_its_referrer_tag()
    {
        var text = Write("text", GraphView.Create(GraphText.Parse("sig tags=sha256-{gone}.sig\napp tags=v1"), SampleGraphs.Now));
        Assert.Contains(
            $"sha256-{GraphText.DigestOf("gone")[7..]}.sig  sha256:736967000000  orphaned referrer",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("text")]
    [InlineData("mermaid")]
    [InlineData("dot")]
    public void What_was_not_read_and_what_is_locked_is_marked(string format)
    {
        var text = Write(format, GraphView.Create(GraphText.Parse("a tags=v1 unread\nb tags=v2 locked"), SampleGraphs.Now));
        Assert.Contains(", not read", text, StringComparison.Ordinal);
        Assert.Contains(", locked", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_chains_and_cycles_end()
    {
        var chain = string.Join(
            '\n',
            Enumerable.Range(0, 3000).Select(i => string.Create(CultureInfo.InvariantCulture, $"n{i:0000} children=n{i + 1:0000}"))
        );
        var view = GraphView.Create(GraphText.Parse(chain + "\na tags=v1 children=b\nb children=a subject=a"), SampleGraphs.Now);
        var text = Write("text", view);
        Assert.Contains("… deeper", text, StringComparison.Ordinal);
        Assert.Contains("(shared, see v1)", text, StringComparison.Ordinal);
        Assert.All(ReportFormats.Graphs.All, f => Assert.NotEmpty(Write(f.Name, view)));
    }

    private static string Write(string format, GraphView view)
    {
        using var stream = new MemoryStream();
        ReportFormats.Graphs.Find(format)!.Write(view, ReportOptions.Default, stream);
        return Rendering.Text(stream.ToArray());
    }
}
