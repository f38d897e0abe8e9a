using System.Globalization;
using System.Text;
using PolicyEngine.Snapshots;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Snapshots;

/// <summary>Reading a snapshot leaves nothing behind but what the graph is built
/// from: counted in bytes, which do not depend on the machine.</summary>
public sealed class SnapshotAllocationTests
{
    private const int Groups = 2_000;
    private const int Children = 8;

    /// <summary>A manifest takes 96 bytes as a row, 40 for each blob and 64 for each entry of an index, and the columns
    /// of the graph about 200; these have two layers each, and share annotations.</summary>
    private const int MostBytesPerManifest = 1_000;

    [Fact]
    public void A_manifest_of_a_snapshot_takes_hundreds_of_bytes_and_not_thousands()
    {
        var text = Encoding.UTF8.GetBytes(Snapshot(Groups));
        _ = SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(Snapshot(10))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var graph = Assert.Single(SnapshotReader.ReadGraphs(new MemoryStream(text)));
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Groups * (Children + 1), graph.PresentCount);
        Assert.InRange(bytes / graph.PresentCount, 0, MostBytesPerManifest);
    }

    [Fact]
    public void Many_small_repositories_take_no_chunks_of_large_ones()
    {
        const int Repositories = 500;
        var text = Encoding.UTF8.GetBytes(
            "{\"formatVersion\":1,\"repositories\":["
                + string.Join(
                    ",",
                    Enumerable.Range(0, Repositories).Select(i => Repository(1, "acme/r" + i.ToString(CultureInfo.InvariantCulture)))
                )
                + "]}"
        );
        _ = SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(Snapshot(10))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Repositories, SnapshotReader.ReadGraphs(new MemoryStream(text)).Count);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Repositories, 0, 60_000);
    }

    private static string Snapshot(int groups) => "{\"formatVersion\":1,\"repositories\":[" + Repository(groups, "acme/web") + "]}";

    private static string Repository(int groups, string name)
    {
        var text = new StringBuilder(
            $"{{\"registry\":\"ghcr.io\",\"name\":\"{name}\",\"provider\":\"ghcr\",\"complete\":true,\"manifests\":["
        );
        for (var group = 0; group < groups; group++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                {{(group == 0 ? "" : ",")}}{"digest":"{{Digest("index", group)}}","mediaType":"application/vnd.oci.image.index.v1+json",
                "size":1800,"pushedAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","versionId":{{group + 1}},
                "tags":["pr-{{group}}"],"annotations":{"org.opencontainers.image.vendor":"acme"},"manifests":[
                """
            );
            for (var child = 0; child < Children; child++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $$"""
                    {{(child == 0 ? "" : ",")}}{"digest":"{{Digest("child", (group * Children) + child)}}","size":473,
                    "mediaType":"application/vnd.oci.image.manifest.v1+json","platform":"linux/arm64","annotations":{"x":"y"} }
                    """
                );
            }

            text.Append("]}");
            for (var child = 0; child < Children; child++)
            {
                var number = (group * Children) + child;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $$"""
                    ,{"digest":"{{Digest("child", number)}}","mediaType":"application/vnd.oci.image.manifest.v1+json","size":473,
                    "platform":"linux/arm64","pushedAt":"2026-01-01T00:00:00Z","config":{"digest":"{{Digest("config", number)}}",
                    "mediaType":"application/vnd.oci.image.config.v1+json","size":1200,"labels":{"vendor":"acme"} },
                    "layers":[{"digest":"{{Digest("shared", child)}}","size":3},{"digest":"{{Digest("layer", number)}}","size":5}]}
                    """
                );
            }
        }

        return text.Append("]}").ToString();
    }

    private static string Digest(string kind, int number) =>
        GraphText.DigestOf(string.Create(CultureInfo.InvariantCulture, $"{kind} {number}"));
}
