using System.Globalization;
using System.Text;
using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>A digraph of Graphviz. Ids are numbers; labels are quoted
/// strings in which nothing can end the string or begin an entity.</summary>
internal sealed class DotGraphFormat : IFormat<GraphView>
{
    private const int MostNodes = 2_000;
    private const int MostEdges = 8_000;

    public string Name => "dot";

    public void Write(GraphView view, ReportOptions options, Stream output)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"digraph \"{Escape(view.Graph.Info.FullName)}\" {{\n  rankdir=LR;\n  node [shape=box];\n"
        );
        var drawn = new DrawnGraph(view, MostNodes, MostEdges);
        for (var id = 0; id < drawn.Nodes.Count; id++)
        {
            var label = string.Join("\\n", DrawnLabels.Of(view, drawn.Nodes[id]).Select(Escape));
            text.Append(CultureInfo.InvariantCulture, $"  n{id} [label=\"{label}\"{Style(DrawnLabels.ClassOf(view, drawn.Nodes[id]))}];\n");
        }

        for (var i = 0; i < drawn.Tags.Count; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  t{i} [label=\"{Escape(drawn.Tags[i].Text)}\", shape=oval];\n  t{i} -> n{drawn.Tags[i].To};\n"
            );
        }

        foreach (var (from, to, kind) in drawn.Edges)
        {
            var style = kind switch
            {
                GraphEdgeKind.Child => "",
                GraphEdgeKind.Referrer => " [style=dotted, label=\"referrer\"]",
                GraphEdgeKind.Mention => " [style=dotted, label=\"mentions\"]",
            };
            text.Append(CultureInfo.InvariantCulture, $"  n{from} -> n{to}{style};\n");
        }

        for (var i = 0; i < view.Graph.Info.DanglingTags.Length && i < 100; i++)
        {
            var tag = Escape(view.Graph.Info.DanglingTags[i]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"  d{i} [label=\"{tag}\", shape=oval];\n  m{i} [label=\"missing\"{Style("missing")}];\n  d{i} -> m{i};\n"
            );
        }

        if (drawn.LeftOut > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  more [label=\"and {PlanWording.Count(drawn.LeftOut, "more manifest")}, not shown\", shape=plaintext];\n"
            );
        }

        if (DrawnLabels.Legend(view, drawn) is { Count: > 0 } legend)
        {
            text.Append("  subgraph cluster_legend {\n    label=\"legend\";\n");
            foreach (var name in legend)
            {
                text.Append(CultureInfo.InvariantCulture, $"    legend_{name} [label=\"{name}\"{Style(name)}];\n");
            }

            text.Append("  }\n");
        }

        text.Append("}\n");
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }

    private static string Style(string? name) =>
        name switch
        {
            "missing" => ", style=dashed, color=\"#b08800\"",
            "keep" => ", style=filled, fillcolor=\"#dafbe1\", color=\"#1a7f37\"",
            "delete" => ", style=filled, fillcolor=\"#ffebe9\", color=\"#cf222e\", penwidth=2",
            "retain" => ", style=filled, fillcolor=\"#fff8c5\", color=\"#b08800\", penwidth=2",
            _ => "",
        };

    /// <summary>Backslashes and quotes are escaped; <c>&amp;</c> too, since Graphviz reads
    /// entities in strings; <c>#</c> as one, since GitHub obeys <c>##[</c> in a log.</summary>
    private static string Escape(string label) =>
        DrawnLabels
            .Short(label)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("#", "&#35;", StringComparison.Ordinal);
}
