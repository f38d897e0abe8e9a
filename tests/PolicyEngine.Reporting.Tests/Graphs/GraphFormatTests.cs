using System.Globalization;
using System.Text.Json;
using PolicyEngine.Explaining;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Graphs;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Testing;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Graphs;

public sealed class GraphFormatTests
{
    private static readonly GraphView Rich = GraphView.Create(SampleGraphs.Rich, SampleGraphs.Now);
    private static readonly GraphView Judged = GraphView.Create(SampleGraphs.Policy, SampleGraphs.Rich, SampleGraphs.Now, new PlanOptions());
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
        var graph = GraphText.Parse(string.Join('\n', Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"n{i:0000} tags=t{i:0000}"))));
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
    public void Deep_chains_and_cycles_end()
    {
        var chain = string.Join('\n', Enumerable.Range(0, 3000).Select(i => string.Create(CultureInfo.InvariantCulture, $"n{i:0000} children=n{i + 1:0000}")));
        var view = GraphView.Create(GraphText.Parse(chain + "\na tags=v1 children=b\nb children=a subject=a"), SampleGraphs.Now);
        var text = Write("text", view);
        Assert.Contains("… deeper", text, StringComparison.Ordinal);
        Assert.Contains("(shared, see v1)", text, StringComparison.Ordinal);
        Assert.All(GraphReport.All, f => Assert.NotEmpty(Write(f.Name, view)));
    }

    private static string Write(string format, GraphView view)
    {
        using var stream = new MemoryStream();
        GraphReport.Find(format)!.Write(view, ReportOptions.Default, stream);
        return Rendering.Text(stream.ToArray());
    }
}
