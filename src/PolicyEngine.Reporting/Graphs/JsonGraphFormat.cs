using System.Text.Json;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>The whole graph for programs: nodes ascending by digest,
/// missing ones last, and edges in the order of nodes. Never cut.</summary>
internal sealed class JsonGraphFormat : IFormat<GraphView>
{
    private const int FormatVersion = 1;

    public string Name => "json";

    public void Write(GraphView view, ReportOptions options, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonTree.Options))
        {
            Write(json, view);
        }

        output.Write("\n"u8);
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, GraphView view)
    {
        var graph = view.Graph;
        json.WriteStartObject();
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteString("registry", graph.Info.Registry);
        json.WriteString("name", graph.Info.Name);
        json.WriteString("provider", graph.Info.Provider);
        json.WriteString("now", PlanWords.Of(view.Now));
        json.WriteBoolean("complete", graph.Info.Complete);
        json.WriteString("status", view.Status is { } status ? PlanWords.Of(status) : null);
        json.WriteString("reason", view.Reason ?? graph.Info.Reason);
        WriteTexts(json, "danglingTags", graph.Info.DanglingTags);
        json.WriteStartArray("nodes");
        foreach (var node in graph.Nodes)
        {
            WriteNode(json, view, node);
        }

        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach (var node in graph.PresentNodes)
        {
            foreach (var (target, kind) in GraphEdges.Of(graph, node))
            {
                json.WriteStartObject();
                json.WriteString("from", graph.TextOf(node));
                json.WriteString("to", graph.TextOf(target));
                json.WriteString("kind", FateWords.Json(kind));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, GraphView view, NodeId node)
    {
        var graph = view.Graph;
        json.WriteStartObject();
        json.WriteString("digest", graph.TextOf(node));
        json.WriteBoolean("missing", node >= graph.PresentCount);
        json.WriteString("kind", PlanWords.Of(graph.KindOf(node)));
        json.WriteString("mediaType", graph.MediaTypeOf(node));
        json.WriteString("artifactType", graph.ArtifactTypeOf(node));
        json.WriteString("platform", graph.PlatformOf(node));
        json.WriteNumber("size", graph.SizeOf(node));
        if (node < graph.PresentCount)
        {
            WritePresent(json, view, node);
        }

        json.WriteEndObject();
    }

    private static void WritePresent(Utf8JsonWriter json, GraphView view, NodeId node)
    {
        var graph = view.Graph;
        json.WriteString("role", PlanWords.Of(graph.RoleOf(node)));
        WriteTexts(json, "tags", graph.AllTagsOf(node));
        json.WriteNumber("totalSize", ByteAccounting.OwnOf(graph, node));
        if (graph.Roots.Contains(node) && view.ReachedBytesOf(node) is { } reached)
        {
            json.WriteNumber("reachedSize", reached);
        }

        json.WriteString("ageFrom", view.TimeOf(node) is { } time ? PlanWords.Of(time) : null);
        json.WriteString("ageSource", view.TimeSourceOf(node));
        json.WriteBoolean("orphan", graph.Orphans.Contains(node));
        json.WriteBoolean("locked", graph.IsLocked(node));
        json.WriteBoolean("unread", graph.IsUnread(node));
        if (view.FateOf(node) is { } fate && view.VerdictOf(node) is { } verdict)
        {
            json.WriteString("fate", FateWords.Of(fate));
            json.WriteStartObject("verdict");
            json.WriteString("kind", PlanWords.Of(verdict.Kind));
            json.WriteString("rule", verdict.Rule);
            json.WriteString("source", verdict.Source);
            json.WriteString("text", verdict.Text);
            json.WriteEndObject();
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
