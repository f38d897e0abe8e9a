using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>Makes the rows of a plan from the columns of a graph.</summary>
/// <param name="graph">The repository.</param>
/// <param name="ages">The ages; null where nothing was evaluated.</param>
/// <param name="isAlone">Whether the rows stand for themselves, and are not all rows of a repository.</param>
/// <param name="ownerOf">Finds the image whose fate a manifest shares; null where nothing was evaluated.</param>
/// <param name="shareOf">Finds the bytes that a manifest accounts for; null where nothing was evaluated.</param>
/// <param name="groupOf">Finds the group of what is deleted; null where nothing was evaluated.</param>
internal sealed class RowWriter(
    DigestGraph graph,
    AgeTable? ages,
    bool isAlone = false,
    Func<NodeId, NodeId>? ownerOf = null,
    Func<NodeId, long>? shareOf = null,
    Func<NodeId, int>? groupOf = null
)
{
    private readonly Lazy<int> _mostPaths = new(() => isAlone ? GraphPaths.MostPaths : PathLimit.Of(graph));

    public PlannedManifest Write(NodeId node, Func<Verdict> verdict, int order = 0) =>
        new(graph.TextOf(node), verdict, () => GraphPaths.FindSome(graph, node, _mostPaths.Value))
        {
            Order = order,
            FindOwner = ownerOf is null ? null : () => graph.TextOf(ownerOf(node)),
            FindGroup = groupOf is null ? null : () => groupOf(node),
            FindShare = shareOf is null ? null : () => shareOf(node),
            Tags = [.. graph.AllTagsOf(node)],
            Kind = graph.KindOf(node),
            Role = graph.RoleOf(node),
            MediaType = graph.MediaTypeOf(node),
            ArtifactType = graph.ArtifactTypeOf(node),
            Platform = graph.PlatformOf(node),
            VersionId = graph.VersionIdOf(node),
            Size = graph.SizeOf(node) is var size && size > 0 ? size : null,
            TotalSize =
                graph.IsUnread(node) ? null
                : ByteAccounting.OwnOf(graph, node) is var total && total > 0 ? total
                : null,
            PushedAt = Time(graph.PushedTicks(node)),
            AgeFrom = Time(ages?[node] ?? 0),
            AgeSource = ages is null ? null : Word(ages.SourceOf(node)),
        };

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    /// <summary>The word of plans for a time source; null for none.</summary>
    public static string? Word(AgeSource source) =>
        source switch
        {
            AgeSource.Unknown => null,
            AgeSource.Pushed => "pushed",
            AgeSource.Updated => "updated",
            AgeSource.Created => "created",
            AgeSource.Children => "children",
        };
}
