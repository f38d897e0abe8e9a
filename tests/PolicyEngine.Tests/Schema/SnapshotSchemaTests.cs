using System.Text;
using NJsonSchema;
using PolicyEngine.Reference;
using PolicyEngine.Snapshots;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Schema;

public sealed class SnapshotSchemaTests
{
    [Fact]
    public async Task Written_snapshots_fit_their_schema()
    {
        var manifests = GraphText.Manifests(
            """
            sig  subject=app artifact=application/spdx+json config=e:2~application/vnd.oci.empty.v1+json layers=l3:5
            app  tags=v1,latest children=amd:linux/amd64~application/vnd.oci.image.manifest.v1+json,att!,gone size=900 pushed=2026-01-02T03:04:05.25+01:00
            amd  created=2026-01-01 updated=2026-01-03 pulled=2026-01-04 platform=linux/amd64 labels=team:web
            att  annotations=b:2,a:1 version=0 locked
            doc  media=application/vnd.example+json mentions=amd,gone
            late unread tags=w
            none children=
            """
        );
        using var stream = new MemoryStream();
        SnapshotWriter.Write(
            stream,
            [
                new SnapshotRepository(GraphText.Info, manifests),
                new SnapshotRepository(
                    GraphText.Info with
                    {
                        Name = "b",
                        TakenAt = DateTimeOffset.UnixEpoch,
                        Complete = false,
                        Reason = "A page was cut.",
                        UntaggedHidden = true,
                    },
                    []
                ),
            ]
        );
        Assert.Empty(Validate(await Load(), Encoding.UTF8.GetString(stream.ToArray())));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "formatVersion": 2, "repositories": [] }""")]
    [InlineData("""{ "formatVersion": 1, "repositories": [ { "name": "a" } ] }""")]
    [InlineData("""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "a", "complete": true, "manifests": [ {} ] } ] }""")]
    [InlineData(
        """{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "a", "complete": true, "manifests": [ { "digest": "latest" } ] } ] }"""
    )]
    [InlineData(
        """{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "a", "complete": true, "manifests": [ { "digest": "sha256:aa", "pushedAt": "yesterday" } ] } ] }"""
    )]
    [InlineData("""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "a", "manifests": [] } ] }""")]
    [InlineData("""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "a", "complete": null, "manifests": [] } ] }""")]
    [InlineData("""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "a", "complete": true } ] }""")]
    public async Task What_is_no_snapshot_does_not_fit(string json) => Assert.NotEmpty(Validate(await Load(), json));

    private static Task<JsonSchema> Load() => JsonSchema.FromJsonAsync(SchemaCatalog.Find("snapshot")!);

    private static IEnumerable<string> Validate(JsonSchema schema, string json) => schema.Validate(json).Select(e => e.ToString());
}
