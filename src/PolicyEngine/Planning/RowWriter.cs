using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>Makes the rows of a plan from the columns of a graph.</summary>
internal sealed class RowWriter(DigestGraph graph, AgeTable? ages)
{
    public PlannedManifest Write(int node, Verdict verdict) => new()
    {
        Digest = graph.TextOf(node),
        Tags = [.. graph.AllTagsOf(node)],
        Kind = graph.KindOf(node),
        Role = graph.RoleOf(node),
        MediaType = graph.MediaTypeOf(node),
        ArtifactType = graph.ArtifactTypeOf(node),
        Platform = graph.PlatformOf(node),
        VersionId = graph.VersionIdOf(node),
        Size = graph.SizeOf(node) is var size && size > 0 ? size : null,
        TotalSize = graph.IsUnread(node) ? null : ByteAccounting.OwnOf(graph, node) is var total && total > 0 ? total : null,
        PushedAt = Time(graph.PushedTicks(node)),
        AgeFrom = Time(ages?[node] ?? 0),
        AgeSource = ages is null ? null : Word(ages.SourceOf(node)),
        Verdict = verdict,
        Paths = GraphPaths.Find(graph, node),
    };

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    /// <summary>The word of plans for a time source; null for none.</summary>
    public static string? Word(AgeSource source) => source switch
    {
        AgeSource.Unknown => null,
        AgeSource.Pushed => "pushed",
        AgeSource.Updated => "updated",
        AgeSource.Created => "created",
        _ => "children",
    };
}
