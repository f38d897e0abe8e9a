using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>Writes a graph as a tree. What several images share is shown in full once, and as a reference elsewhere.</summary>
internal sealed class TextTree(TextLines lines, ReportOptions options, GraphView view)
{
    private const int MostDepth = 24;

    private readonly DigestGraph _graph = view.Graph;
    private readonly Dictionary<NodeId, string> _shownUnder = [];
    private readonly int _mostLines = options.Verbose ? 100_000 : 2_000;
    private int _written;
    private int _cut;

    public void Write()
    {
        var tags = _graph.TagCount + _graph.ReferrerTags.Count;
        lines.Line(
            0,
            $"{lines.Bold(TextReport.Safe(_graph.Info.FullName))}: "
                + $"{PlanWording.Count(_graph.PresentCount, "manifest")}, {PlanWording.Count(tags, "tag")}, "
                + $"{PlanWording.Count(_graph.Roots.Count, "root")}"
        );
        WriteNotes();
        foreach (var root in GraphEdges.Roots(_graph))
        {
            if (_written >= _mostLines)
            {
                _cut++;
                continue;
            }

            WriteRoot(root);
        }

        if (_cut > 0)
        {
            lines.Line(
                0,
                lines.Dim(
                    $"… and {PlanWording.Count(_cut, "more tree")} of "
                        + $"{PlanWording.Number(_graph.PresentCount)} manifests; --format json "
                        + $"lists all"
                )
            );
        }

        foreach (var tag in _graph.Info.DanglingTags)
        {
            lines.Line(0, $"  {lines.Bold(TextReport.Safe(tag))}  {lines.Yellow("(missing: the tag points to nothing)")}");
        }

        if (view.HasVerdicts)
        {
            lines.Line(0, lines.Dim("+ keep, - delete, = retain (the registry refuses to delete it)"));
        }
    }

    private void WriteNotes()
    {
        if (!_graph.Info.Complete)
        {
            lines.Sentence(
                2,
                $"The repository could not be read completely: {TextReport.Safe(_graph.Info.Reason ?? "there may be more.")}",
                lines.Red
            );
        }
        else if (view.Status is PlanStatus.Refused)
        {
            lines.Sentence(2, $"The plan is refused, so everything is kept: {TextReport.Safe(view.Reason ?? "")}", lines.Red);
        }

        if (_graph.Info.UntaggedHidden)
        {
            lines.Sentence(2, "The registry does not list untagged manifests: only what tags lead to is known here.", lines.Dim);
        }
    }

    private void WriteRoot(NodeId root)
    {
        var tags = _graph.TagsOf(root);
        var name = tags.IsEmpty
            ? Untagged(root)
            : string.Join(", ", tags[..Math.Min(tags.Length, 8)].ToArray().Select(t => TextReport.Safe(_graph.TagText(t))));
        var more = tags.Length > 8 ? $" and {PlanWording.Number(tags.Length - 8)} more" : "";
        var title = tags.IsEmpty ? PlanWording.Short(_graph.TextOf(root)) : TextReport.Safe(_graph.TagText(tags[0]));
        var size = NodeWords.Size(view, root);
        var facts =
            $"{TextReport.Safe(NodeWords.What(_graph, root))}{(size > 0 ? $", {PlanWording.Size(size)}" : "")}, "
            + $"{TextReport.Safe(NodeWords.Age(view, root))}{Marks(root)}";
        var reference = _shownUnder.TryGetValue(root, out var under) ? $"  {lines.Dim($"(shared, see {under})")}" : "";
        Line("", "", root, $"{lines.Bold(name + more)}  {PlanWording.Short(TextReport.Safe(_graph.TextOf(root)))}  {facts}{reference}");
        if (_shownUnder.TryAdd(root, title))
        {
            WriteBelow(root, title);
        }
    }

    /// <summary>What hangs on a root, without recursion: chains may have any depth.</summary>
    private void WriteBelow(NodeId root, string title)
    {
        var levels = new List<Level> { new("", [.. GraphEdges.Of(_graph, root)]) };
        while (levels.Count > 0)
        {
            var level = levels[^1];
            if (level.Next == level.Edges.Length)
            {
                levels.RemoveAt(levels.Count - 1);
                continue;
            }

            var (target, kind) = level.Edges[level.Next++];
            var isLast = level.Next == level.Edges.Length;
            if (_written >= _mostLines)
            {
                lines.Line(
                    0,
                    $"  {level.Prefix}"
                        + lines.Dim(
                            $"└─ … and {PlanWording.Count(level.Edges.Length - level.Next + 1, "more part")}; --format json lists all"
                        )
                );
                return;
            }

            var isNew = target >= _graph.PresentCount || _shownUnder.TryAdd(target, title);
            Line(level.Prefix, isLast ? "└─ " : "├─ ", target, Piece(target, kind, isNew));
            if (target < _graph.PresentCount && isNew && GraphEdges.Of(_graph, target).ToArray() is { Length: > 0 } below)
            {
                var prefix = level.Prefix + (isLast ? "   " : "│  ");
                if (levels.Count >= MostDepth)
                {
                    lines.Line(0, $"  {prefix}{lines.Dim("└─ … deeper; --format json lists all")}");
                    continue;
                }

                levels.Add(new Level(prefix, below));
            }
        }
    }

    private string Piece(NodeId node, GraphEdgeKind kind, bool isNew)
    {
        var digest = PlanWording.Short(TextReport.Safe(_graph.TextOf(node)));
        var mention = kind == GraphEdgeKind.Mention ? "mentions " : "";
        var what = TextReport.Safe(NodeWords.What(_graph, node));
        if (node >= _graph.PresentCount)
        {
            return $"{mention}{what}  {digest}  {lines.Yellow("(missing)")}";
        }

        var size = ByteAccounting.OwnOf(_graph, node);
        var tags = _graph.AllTagsOf(node);
        var tagText = tags.Count == 0 ? "" : $"  {lines.Bold(string.Join(", ", tags.Take(8).Select(TextReport.Safe)))}";
        var facts = isNew
            ? lines.Dim($"{(size > 0 ? $"{PlanWording.Size(size)}, " : "")}{TextReport.Safe(NodeWords.Age(view, node))}") + Marks(node)
            : lines.Dim($"(shared, see {_shownUnder[node]})");
        return $"{mention}{what}  {digest}{tagText}  {facts}";
    }

    /// <summary>An orphan may have a referrer tag, by which people know it.</summary>
    private string Untagged(NodeId root) =>
        _graph.AllTagsOf(root) is { Count: > 0 } tags ? string.Join(", ", tags.Take(8).Select(TextReport.Safe)) : "untagged";

    private string Marks(NodeId node)
    {
        // One holder is not shared by itself; what it hangs on says whether it is.
        var images = _graph.KeptBy[node].Length > 1 ? view.ImagesOf(node) ?? 1 : 1;
        return (images > 1 ? $", shared by {PlanWording.Count(images, "image")}" : "")
            + (_graph.IsUnread(node) ? lines.Yellow($", {NodeWords.Unread(_graph, node)}") : "")
            + (_graph.IsLocked(node) ? ", locked" : "");
    }

    private void Line(string prefix, string branch, NodeId node, string text)
    {
        _written++;
        var sign = view.HasVerdicts ? $"{PaintedFate.Sign(node < _graph.PresentCount ? view.FateOf(node) : null, lines)} " : "";
        lines.Line(0, $"{sign}{prefix}{branch}{text}");
    }

    private sealed record Level(string Prefix, (NodeId Target, GraphEdgeKind Kind)[] Edges)
    {
        public int Next { get; set; }
    }
}
