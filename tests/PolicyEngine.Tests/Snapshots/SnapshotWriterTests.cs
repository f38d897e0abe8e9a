using System.Text;
using PolicyEngine.Snapshots;
using PolicyEngine.Testing;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Tests.Snapshots;

public sealed class SnapshotWriterTests
{
    private const string Everything = """
        sig  subject=app artifact=application/spdx+json config=e:2~application/vnd.oci.empty.v1+json layers=l3:5
        app  tags=v1,latest children=amd:linux/amd64~application/vnd.oci.image.manifest.v1+json,att!,gone size=900 pushed=2026-01-02T03:04:05.25+01:00
        amd  created=2026-01-01 updated=2026-01-03 pulled=2026-01-04 platform=linux/amd64 config=c:10~application/vnd.oci.image.config.v1+json
        att  annotations=b:2,a:1 version=0 locked
        doc  media=application/vnd.example+json mentions=amd,gone
        late unread tags=w
        none children=
        """;

    [Fact]
    public void A_snapshot_is_written_in_one_order_with_absent_values_left_out() =>
        Snapshot.Match(
            Write(
                new SnapshotRepository(
                    GraphText.Info with
                    {
                        TakenAt = new DateTimeOffset(2026, 6, 1, 2, 0, 0, TimeSpan.FromHours(2)),
                        Complete = false,
                        Reason = "A page was cut.",
                    },
                    GraphText.Manifests(Everything)
                )
            )
        );

    [Fact]
    public void The_order_of_everything_that_comes_in_changes_nothing()
    {
        var manifests = GraphText.Manifests(Everything);
        var b = new SnapshotRepository(GraphText.Info with { Name = "b" }, manifests);
        var a = new SnapshotRepository(
            GraphText.Info with
            {
                Name = "a",
            },
            [.. manifests.Reverse().Select(m => m with { Tags = [.. m.Tags.Reverse()] })]
        );
        Assert.Equal(Write(a, b), Write(b with { Info = a.Info }, a with { Info = b.Info }));
    }

    [Fact]
    public void What_is_written_is_read_again_indented_or_not()
    {
        var manifests = GraphText.Manifests(Everything);
        var graph = GraphText.Build(manifests);
        foreach (var indented in new[] { true, false })
        {
            using var stream = new MemoryStream();
            SnapshotWriter.Write(stream, [new SnapshotRepository(GraphText.Info, manifests)], indented);
            stream.Position = 0;
            var read = Assert.Single(SnapshotReader.ReadGraphs(stream));
            Assert.Equal(graph.Fingerprint, read.Fingerprint);
            Assert.Equal(graph.Info, read.Info);
        }
    }

    [Fact]
    public void What_is_listed_and_missing_is_written_and_read_again()
    {
        var info = GraphText.Info with
        {
            Page = "https://github.com/orgs/acme/packages/container/web",
            DanglingTags = ["gone", "v0"],
            ListedButGone = [GraphText.DigestOf("late")],
        };
        using var stream = new MemoryStream();
        SnapshotWriter.Write(stream, [new SnapshotRepository(info, GraphText.Manifests("late unread tags=v1"))]);
        stream.Position = 0;
        var read = Assert.Single(SnapshotReader.ReadGraphs(stream)).Info;
        Assert.Equal(info with { DanglingTags = [], ListedButGone = [] }, read with { DanglingTags = [], ListedButGone = [] });
        Assert.Equal(info.DanglingTags.AsEnumerable(), read.DanglingTags);
        Assert.True(read.IsListedButGone(GraphText.DigestOf("late")));
    }

    [Fact]
    public void A_tag_of_a_manifest_does_not_dangle_whatever_the_file_says()
    {
        var json =
            """{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n", "danglingTags": [ "v1", "b", "a", "b" ], "manifests": [ { "digest": "DIGEST", "tags": [ "v1" ] } ] } ] }""".Replace(
                "DIGEST",
                GraphText.DigestOf("a"),
                StringComparison.Ordinal
            );
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        Assert.Equal("a b", string.Join(' ', Assert.Single(SnapshotReader.ReadGraphs(stream)).Info.DanglingTags));
    }

    [Fact]
    public void A_manifest_that_comes_twice_is_written_once()
    {
        var builder = new SnapshotRepositoryBuilder();
        foreach (var manifest in GraphText.Manifests("a unread tags=v2,v1 locked\na children=b tags=v1,v0 pushed=2026-01-01 version=4"))
        {
            builder.Add(manifest);
        }

        var merged = Assert.Single(builder.Build(GraphText.Info).Manifests);
        Assert.Equal("v0 v1 v2", string.Join(' ', merged.Tags.Order(StringComparer.Ordinal)));
        Assert.Equal((true, false, 4L, 1), (merged.Locked, merged.Unread, merged.VersionId, merged.Manifests?.Length));
    }

    private static string Write(params SnapshotRepository[] repositories)
    {
        using var stream = new MemoryStream();
        SnapshotWriter.Write(stream, repositories);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
