using System.Globalization;
using System.Text;
using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>A flowchart of Mermaid, as GitHub renders it. Ids are numbers, and every
/// character of a label but letters, digits and a few signs is an entity code.</summary>
/// <remarks>Mermaid's own bounds are 50,000 characters and 500 edges; the drawing stays below them and says what it leaves out.</remarks>
internal sealed class MermaidGraphFormat : IFormat<GraphView>
{
    private const int MostNodes = 150;
    private const int MostEdges = 300;

    public string Name => "mermaid";

    public void Write(GraphView view, ReportOptions options, Stream output)
    {
        var text = new StringBuilder("flowchart LR\n");
        var drawn = new DrawnGraph(view, MostNodes, MostEdges);
        for (var id = 0; id < drawn.Nodes.Count; id++)
        {
            var label = string.Join("<br/>", DrawnLabels.Of(view, drawn.Nodes[id]).Select(Escape));
            var mark = DrawnLabels.ClassOf(view, drawn.Nodes[id]) is { } name ? $":::{name}" : "";
            text.Append(CultureInfo.InvariantCulture, $"  n{id}[\"{label}\"]{mark}\n");
        }

        for (var i = 0; i < drawn.Tags.Count; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  t{i}([\"{Escape(DrawnLabels.Short(drawn.Tags[i].Text))}\"]) --> n{drawn.Tags[i].To}\n"
            );
        }

        foreach (var (from, to, kind) in drawn.Edges)
        {
            var arrow = kind switch
            {
                GraphEdgeKind.Child => "-->",
                GraphEdgeKind.Referrer => "-. referrer .->",
                GraphEdgeKind.Mention => "-. mentions .->",
            };
            text.Append(CultureInfo.InvariantCulture, $"  n{from} {arrow} n{to}\n");
        }

        for (var i = 0; i < view.Graph.Info.DanglingTags.Length && i < 20; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  d{i}([\"{Escape(DrawnLabels.Short(view.Graph.Info.DanglingTags[i]))}\"]) --> m{i}[\"missing\"]:::missing\n"
            );
        }

        if (drawn.LeftOut > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  more[\"{Escape($"and {PlanWording.Count(drawn.LeftOut, "more manifest")}, not shown")}\"]\n"
            );
        }

        text.Append("  classDef missing stroke-dasharray: 4 4,stroke:#b08800\n");
        if (view.HasVerdicts)
        {
            // The colours of GitHub's own alerts; the text is dark on them in dark mode too.
            text.Append(
                "  classDef keep fill:#dafbe1,stroke:#1a7f37,color:#1f2328\n"
                    + "  classDef delete fill:#ffebe9,stroke:#cf222e,stroke-width:2px,color:#1f2328\n"
                    + "  classDef retain fill:#fff8c5,stroke:#b08800,stroke-width:2px,color:#1f2328\n  subgraph legend\n"
            );
            foreach (var name in DrawnLabels.Legend(view, drawn))
            {
                text.Append(CultureInfo.InvariantCulture, $"    legend_{name}[\"{name}\"]:::{name}\n");
            }

            text.Append("  end\n");
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }

    /// <summary>Letters, digits, blanks and <c>. , - _ / : +</c> as they are; anything else as <c>#35;</c>.</summary>
    private static string Escape(string label)
    {
        var escaped = new StringBuilder(label.Length + 8);
        foreach (var rune in label.EnumerateRunes())
        {
            if (
                rune.IsAscii
                && (char.IsAsciiLetterOrDigit((char)rune.Value) || " .,-_/:+".Contains((char)rune.Value, StringComparison.Ordinal))
            )
            {
                escaped.Append((char)rune.Value);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }

        return escaped.ToString();
    }
}
