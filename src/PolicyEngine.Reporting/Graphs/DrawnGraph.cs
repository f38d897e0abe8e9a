using PolicyEngine.Explaining;
using PolicyEngine.Graph;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>The part of a graph that fits into a drawing: whole trees in the
/// order in which people read them, as many as fit. Deterministic.</summary>
internal sealed class DrawnGraph
{
    private const int MostTagsEach = 6;

    private readonly Dictionary<NodeId, int> _ids = [];

    /// <summary>Chooses the nodes.</summary>
    /// <param name="view">The graph.</param>
    /// <param name="mostNodes">The most nodes, tags among them.</param>
    /// <param name="mostEdges">The most edges.</param>
    public DrawnGraph(GraphView view, int mostNodes, int mostEdges)
    {
        var graph = view.Graph;
        foreach (var root in GraphEdges.Roots(graph))
        {
            Add(graph, root, mostNodes, mostEdges);
        }

        LeftOut = graph.PresentCount - Nodes.Count(n => n < graph.PresentCount);
    }

    /// <summary>The nodes; the place of one is its id.</summary>
    public List<NodeId> Nodes { get; } = [];

    /// <summary>The edges between ids.</summary>
    public List<(int From, int To, GraphEdgeKind Kind)> Edges { get; } = [];

    /// <summary>The tags with the id of what they point at; a text that begins with a blank says how many more there are.</summary>
    public List<(string Text, int To)> Tags { get; } = [];

    /// <summary>The number of manifests that are not shown.</summary>
    public int LeftOut { get; }

    /// <summary>Adds all that a root reaches and that is not shown yet; nothing where it does not fit.</summary>
    private void Add(DigestGraph graph, NodeId root, int mostNodes, int mostEdges)
    {
        var found = new List<NodeId>();
        var tags = new List<(string Text, NodeId Node)>();
        var edges = new List<(NodeId From, NodeId To, GraphEdgeKind Kind)>();
        var seen = new HashSet<NodeId>();
        var work = new Queue<NodeId>();
        Reach(root);
        while (work.TryDequeue(out var node))
        {
            if (node >= graph.PresentCount)
            {
                continue;
            }

            TagsOf(graph, node, tags);
            foreach (var (target, kind) in GraphEdges.Of(graph, node))
            {
                edges.Add((node, target, kind));
                Reach(target);
                if (
                    Nodes.Count + Tags.Count + found.Count + tags.Count > mostNodes
                    || Edges.Count + Tags.Count + edges.Count + tags.Count > mostEdges
                )
                {
                    return;
                }
            }
        }

        if (
            Nodes.Count + Tags.Count + found.Count + tags.Count > mostNodes
            || Edges.Count + Tags.Count + edges.Count + tags.Count > mostEdges
        )
        {
            return;
        }

        foreach (var node in found)
        {
            _ids.Add(node, Nodes.Count);
            Nodes.Add(node);
        }

        Edges.AddRange(edges.Select(e => (_ids[e.From], _ids[e.To], e.Kind)));
        Tags.AddRange(tags.Select(t => (t.Text, _ids[t.Node])));

        void Reach(NodeId node)
        {
            if (!_ids.ContainsKey(node) && seen.Add(node))
            {
                found.Add(node);
                work.Enqueue(node);
            }
        }
    }

    private static void TagsOf(DigestGraph graph, NodeId node, List<(string Text, NodeId Node)> tags)
    {
        var all = graph.AllTagsOf(node);
        tags.AddRange(all.Take(MostTagsEach).Select(t => (t, node)));
        if (all.Count > MostTagsEach)
        {
            tags.Add(($" and {all.Count - MostTagsEach} more tags", node));
        }
    }
}
