using System.Text;
using PolicyEngine.Snapshots;
using Xunit;

namespace PolicyEngine.Tests.Snapshots;

/// <summary>A key that is misspelt would change what is deleted, so it is an error; one that nobody knows is skipped and told of.</summary>
public sealed class UnknownKeyTests
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000001";

    [Theory]
    [InlineData("\"tag\": [\"v1\"]", "in repositories[0].manifests[0].tag: 'tag' is not a key of a manifest; did you mean 'tags'?")]
    [InlineData(
        "\"created\": \"2026-01-01T00:00:00Z\"",
        "in repositories[0].manifests[0].created: 'created' is not a key of a manifest; did you mean 'createdAt'?"
    )]
    [InlineData(
        "\"pushed_at\": \"2026-01-01T00:00:00Z\"",
        "in repositories[0].manifests[0].pushed_at: 'pushed_at' is not a key of a manifest; did you mean 'pushedAt'?"
    )]
    [InlineData(
        "\"children\": []",
        "in repositories[0].manifests[0].children: 'children' is not a key of a manifest; did you mean 'manifests'?"
    )]
    [InlineData("\"Locked\": true", "in repositories[0].manifests[0].Locked: 'Locked' is not a key of a manifest; did you mean 'locked'?")]
    [InlineData(
        "\"manifests\": [{ \"digets\": \"x\" }]",
        "in repositories[0].manifests[0].manifests[0]: 'digets' is not a key of an entry of 'manifests'; did you mean 'digest'?"
    )]
    [InlineData(
        "\"config\": { \"label\": {} }",
        "in repositories[0].manifests[0].config: 'label' is not a key of 'config'; did you mean 'labels'?"
    )]
    [InlineData(
        "\"layers\": [{ \"siez\": 1 }]",
        "in repositories[0].manifests[0].layers[0]: 'siez' is not a key of a layer; did you mean 'size'?"
    )]
    public void Of_a_manifest(string key, string message) => Fails($$"""{ "digest": "{{Digest}}", {{key}} }""", "", "", message);

    [Theory]
    [InlineData(
        "\"compleet\": true,",
        "",
        "in repositories[0].compleet: 'compleet' is not a key of a repository; did you mean 'complete'?"
    )]
    [InlineData("", "\"repositries\": [],", "'repositries' is not a key of a snapshot; did you mean 'repositories'?")]
    public void Of_a_repository_and_of_the_file(string repository, string file, string message) => Fails("", repository, file, message);

    [Fact]
    public void Keys_that_nobody_knows_are_skipped_and_told_of_each_once()
    {
        var row =
            $$"""{ "digest": "{{Digest}}", "owner": 1, "x-mine": 2, "layers": [{ "digest": "{{Digest}}", "mediaType": "a/b", "urls": [], "crc": 3 }], "tags": ["v1"] }""";
        var graph = Assert.Single(
            SnapshotReader.ReadGraphs(Text(row, "\"owner\": {},", "\"$schema\": \"s\", \"later\": [],"), out var unknown)
        );
        Assert.Equal(["crc", "later", "owner"], unknown);
        Assert.Equal(1, graph.TagCount);
    }

    [Fact]
    public void However_many_there_are_the_first_are_told()
    {
        var rows = string.Join(",", Enumerable.Range(0, 500).Select(i => $"\"k{i}q\": {i}"));
        SnapshotReader.ReadGraphs(Text($$"""{ "digest": "{{Digest}}", {{rows}} }""", "", ""), out var unknown);
        Assert.InRange(unknown.Count, 1, 20);
    }

    private static void Fails(string manifest, string repository, string file, string message) =>
        Assert.EndsWith(
            message,
            Assert.Throws<SnapshotFormatException>(() => SnapshotReader.ReadGraphs(Text(manifest, repository, file))).Message
        );

    private static MemoryStream Text(string manifest, string repository, string file) =>
        new(
            Encoding.UTF8.GetBytes(
                $$"""{ "formatVersion": 1, {{file}} "repositories": [ { "registry": "r", "name": "n", {{repository}} "manifests": [ {{manifest}} ] } ] }"""
            )
        );
}
