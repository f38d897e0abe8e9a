using System.Text;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Tests.Oracle;

/// <summary>Reads the text of a snapshot file as the product does.</summary>
internal static class SnapshotGraphs
{
    public static IReadOnlyList<DigestGraph> Read(string snapshotJson)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(snapshotJson));
        return SnapshotReader.ReadGraphs(stream);
    }
}
