using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>What drawings write on nodes: safe for a terminal and short, but not escaped for a format.</summary>
internal static class DrawnLabels
{
    /// <summary>The most characters of a line.</summary>
    private const int Cap = 60;

    /// <summary>The lines on a node.</summary>
    public static string[] Of(GraphView view, NodeId node)
    {
        var graph = view.Graph;
        var what = Short(NodeWords.What(graph, node));
        var digest = Short(PlanWording.Short(graph.TextOf(node)));
        if (node >= graph.PresentCount)
        {
            return [what, digest, "missing"];
        }

        var size = NodeWords.Size(view, node);
        string[] lines =
        [
            what,
            digest,
            $"{(size > 0 ? $"{PlanWording.Size(size)}, " : "")}{NodeWords.Age(view, node)}"
                + $"{(graph.IsUnread(node) ? $", {NodeWords.Unread(graph, node)}" : "")}{(graph.IsLocked(node) ? ", locked" : "")}",
        ];
        return view.FateOf(node) is { } fate
            ? [.. lines, $"{FateWords.Of(fate)}{(view.VerdictOf(node)?.Rule is { } rule ? $": {Short(rule)}" : "")}"]
            : lines;
    }

    /// <summary>The classes that a drawing has, for its legend; ordinal order.</summary>
    public static IReadOnlyList<string> Legend(GraphView view, DrawnGraph drawn) =>
        view.HasVerdicts
            ?
            [
                .. drawn
                    .Nodes.Select(node => ClassOf(view, node))
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>A hostile text as a short line.</summary>
    public static string Short(string text) => TerminalText.Escape(text, Cap);

    /// <summary>The class of a node: its fate, or <c>missing</c>; null for none.</summary>
    public static string? ClassOf(GraphView view, NodeId node) =>
        node >= view.Graph.PresentCount ? "missing"
        : view.FateOf(node) is { } fate ? FateWords.Of(fate)
        : null;
}
