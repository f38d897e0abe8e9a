using System.Text.Json;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The graphs of a snapshot text, by way of the records that all sources deliver.</summary>
internal static class SnapshotGraphs
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<DigestGraph> Read(string snapshotJson)
    {
        using var snapshot = JsonDocument.Parse(snapshotJson);
        return [.. snapshot.RootElement.GetProperty("repositories").EnumerateArray().Select(Read)];
    }

    private static DigestGraph Read(JsonElement repository)
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in repository.GetProperty("manifests").EnumerateArray())
        {
            builder.Add(manifest.Deserialize<ManifestRecord>(s_options)!);
        }

        return builder.Build(repository.Deserialize<RepositoryInfo>(s_options)!);
    }
}
