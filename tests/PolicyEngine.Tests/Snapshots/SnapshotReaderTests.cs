using System.IO.Compression;
using System.Text;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Snapshots;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Snapshots;

public sealed class SnapshotReaderTests
{
    private static readonly string A = GraphText.DigestOf("a");
    private static readonly string B = GraphText.DigestOf("b");

    [Fact]
    public void A_file_with_nothing_but_a_digest_is_enough_and_is_not_complete_unless_it_says_so()
    {
        var graph = Assert.Single(
            Read(
                $$"""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n", "manifests": [ { "digest": "{{A}}" } ] } ] }"""
            )
        );
        Assert.Equal((1, "r/n", false), (graph.PresentCount, graph.Info.FullName, graph.Info.Complete));
        Assert.Equal("The snapshot has no 'complete', so it is unknown whether everything was read.", graph.Info.Reason);
        Assert.Equal(MediaTypes.OciManifest, graph.MediaTypeOf(new NodeId(0)));
    }

    [Fact]
    public void Properties_come_in_any_order_and_unknown_ones_are_skipped()
    {
        var graph = Assert.Single(
            Read(
                $$"""
                { "x": [ { "y": [1, "2", { "z": null }] } ],
                  "repositories": [ { "manifests": [ { "later": { "a": [] }, "tags": ["v1"], "digest": "{{A}}", "manifests": [] } ],
                    "untaggedHidden": true, "reason": "cut", "complete": false, "name": "n", "registry": "r" } ],
                  "formatVersion": 1 }
                """
            )
        );
        Assert.Equal((false, "cut", true), (graph.Info.Complete, graph.Info.Reason, graph.Info.UntaggedHidden));
        Assert.Equal(ManifestKind.Index, graph.KindOf(new NodeId(0)));
        Assert.Equal("v1", graph.TagText(new TagId(0)));
    }

    [Fact]
    public void What_is_listed_and_not_there_comes_in_any_order()
    {
        var graph = Assert.Single(
            Read(
                $$"""
                { "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n",
                  "danglingTags": ["b", "a", "b"], "listedButGone": ["{{B}}", "{{A}}"], "manifests": null } ] }
                """
            )
        );
        Assert.Equal(["a", "b"], graph.Info.DanglingTags.AsEnumerable());
        Assert.True(graph.Info.IsListedButGone(A) && graph.Info.IsListedButGone(B));
    }

    [Fact]
    public void Nulls_are_absent_values()
    {
        var graph = Assert.Single(
            Read(
                Manifest(
                    "\"mediaType\": null, \"tags\": null, \"size\": null, \"pushedAt\": null, \"manifests\": null, "
                        + "\"subject\": null, \"config\": null, \"layers\": null, \"annotations\": null, \"mentions\": null"
                )
            )
        );
        Assert.Equal((ManifestKind.Image, 0, 0L), (graph.KindOf(new NodeId(0)), graph.TagCount, graph.PushedTicks(new NodeId(0))));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.0000000")]
    [InlineData("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.1234567")]
    [InlineData("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.0000000")]
    [InlineData("2026-01-02T03:04:05", "2026-01-02T03:04:05.0000000")]
    [InlineData("2026-01-02", "2026-01-02T00:00:00.0000000")]
    public void Times_are_UTC_whatever_offset_they_have(string text, string utc)
    {
        var graph = Assert.Single(Read(Manifest($"\"pushedAt\": \"{text}\"")));
        Assert.Equal(utc, new DateTime(graph.PushedTicks(new NodeId(0))).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", null));
    }

    [Fact]
    public void A_gzipped_file_and_one_with_a_byte_order_mark_are_read()
    {
        var text = Manifest("\"tags\": [\"v1\"]");
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(1, Assert.Single(SnapshotReader.ReadGraphs(new MemoryStream(zipped.ToArray()))).TagCount);
        Assert.Equal(1, Assert.Single(Read("\uFEFF" + text)).TagCount);
        var half = Assert.ThrowsAny<SnapshotFormatException>(() => SnapshotReader.ReadGraphs(new MemoryStream(zipped.ToArray()[..40])));
        Assert.StartsWith("The snapshot", half.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_longer_than_every_buffer_arrives_in_small_pieces()
    {
        var manifests = string.Join(
            ",\n",
            Enumerable.Range(0, 3_000).Select(i => $$"""{ "digest": "sha256:{{i:x64}}", "tags": ["t{{i}}"] }""")
        );
        using var stream = new Trickle(
            Encoding.UTF8.GetBytes(
                $$"""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n", "manifests": [ {{manifests}} ] } ] }"""
            )
        );
        Assert.Equal(3_000, Assert.Single(SnapshotReader.ReadGraphs(stream)).TagCount);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("hello", "The file is not JSON. Create a snapshot with 'policyengine snapshot'.")]
    [InlineData("[]", "The snapshot is invalid at line 1: an object is expected.")]
    [InlineData("{}", "The snapshot is invalid at line 1: 'formatVersion' is missing, so the file is not a snapshot.")]
    [InlineData(
        "{\"formatVersion\": 2}",
        "The snapshot is invalid at line 1, in formatVersion: only version 1 of the format is supported."
    )]
    [InlineData("{\"formatVersion\": \"1\"}", "The snapshot is invalid at line 1, in formatVersion: a number is expected.")]
    [InlineData(
        "{\"formatVersion\": 1, \"policies\": [], \"hasChanges\": false, \"repositories\": []}",
        "The file is a plan. Create a snapshot with 'policyengine snapshot'."
    )]
    [InlineData("{\"formatVersion\": 1}", "The snapshot is invalid at line 1: 'repositories' is missing, so the file is not a snapshot.")]
    [InlineData(
        "{\"formatVersion\": 1, \"repositories\": [{\"registry\": \"r\", \"name\": \"n\", \"status\": \"planned\", \"keep\": []}]}",
        "The snapshot is invalid at line 1, in repositories[0]: 'manifests' is missing, so it is not a repository of a snapshot."
    )]
    [InlineData(
        "{\"formatVersion\": 1, \"formatVersion\": 1}",
        "The snapshot is invalid at line 1: 'formatVersion' occurs twice, so it is ambiguous."
    )]
    [InlineData(
        "{\"formatVersion\": 1, \"repositories\": [{\"registry\": \"r\", \"name\": \"n\", "
            + "\"complete\": false, \"complete\": true, \"manifests\": []}]}",
        "The snapshot is invalid at line 1, in repositories[0]: 'complete' occurs twice, so it is ambiguous."
    )]
    [InlineData("{\"formatVersion\": 1} {}", "The snapshot is invalid at line 1: this is not complete JSON, or it is nested too deeply.")]
    [InlineData("{\"formatVersion\": 1,\n \"repositories\": 3}", "The snapshot is invalid at line 2, in repositories: a list is expected.")]
    [InlineData(
        "{\"formatVersion\": 1,\n \"repositories\": [\n {\"name\": \"n\"}]}",
        "The snapshot is invalid at line 3, in repositories[0]: 'registry' is missing."
    )]
    [InlineData(
        "{\"formatVersion\": 1, \"repositories\": [{\"registry\": \"r\"}]}",
        "The snapshot is invalid at line 1, in repositories[0]: 'name' is missing."
    )]
    [InlineData(
        "{\"formatVersion\": 1, \"repositories\": [{\"registry\": \"r\", \"name\": \"n\", "
            + "\"manifests\": []}, {\"registry\": \"r\", \"name\": \"n\", \"manifests\": []}]}",
        "The snapshot is invalid at line 1, in repositories[1]: the repository 'r/n' occurs twice."
    )]
    public void A_wrong_file_is_refused_in_one_sentence(string text, string message) =>
        Assert.Equal(message, Assert.Throws<SnapshotFormatException>(() => Read(text)).Message);

    [Theory]
    [InlineData("\"size\": \"5\"", ".size: a number is expected.")]
    [InlineData("\"size\": -5", ".size: a whole number of at least 0 is expected.")]
    [InlineData("\"size\": 1.5", ".size: a whole number of at least 0 is expected.")]
    [InlineData("\"tags\": \"v1\"", ".tags: a list is expected.")]
    [InlineData("\"tags\": [\"a\", 7]", ".tags[1]: a text is expected.")]
    [InlineData("\"tags\": [\"\"]", ".tags[0]: a tag is expected.")]
    [InlineData("\"locked\": \"yes\"", ".locked: true or false is expected.")]
    [InlineData("\"subject\": {}", ".subject: a text is expected.")]
    [InlineData("\"subject\": \"sha256:zz\"", ".subject: 'sha256:zz' is not a digest.")]
    [InlineData("\"pushedAt\": \"last\\u001b week\"", ".pushedAt: 'last? week' is not an ISO 8601 time.")]
    [InlineData("\"pushedAt\": \"10\"", ".pushedAt: '10' is not an ISO 8601 time.")]
    [InlineData("\"manifests\": [{}]", ".manifests[0]: 'digest' is missing.")]
    [InlineData("\"layers\": [{\"size\": 1}]", ".layers[0]: 'digest' is missing.")]
    [InlineData("\"annotations\": {\"a\": 1}", ".annotations: a text is expected.")]
    [InlineData("\"config\": []", ".config: an object is expected.")]
    [InlineData("\"mediaType\": \"\\ud800\"", ".mediaType: this is not valid Unicode.")]
    public void A_wrong_manifest_is_named_with_its_place(string properties, string end) =>
        Assert.Equal(
            "The snapshot is invalid at line 2, in repositories[0].manifests[0]" + end,
            Assert.Throws<SnapshotFormatException>(() => Read(Manifest(properties))).Message
        );

    [Fact]
    public void A_manifest_without_a_digest_and_a_tag_on_two_digests_are_refused()
    {
        Assert.Equal(
            "The snapshot is invalid at line 1, in repositories[0].manifests[1]: 'digest' is missing.",
            Assert
                .Throws<SnapshotFormatException>(() =>
                    Read(
                        $$"""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n", "manifests": [ { "digest": "{{A}}" }, {} ] } ] }"""
                    )
                )
                .Message
        );
        Assert.Equal(
            "The snapshot is invalid at line 1, in repositories[0].manifests[1].tags: the tag 'v1' is on another digest already.",
            Assert
                .Throws<SnapshotFormatException>(() =>
                    Read(
                        $$"""{ "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n", "manifests": [ { "digest": "{{A}}", "tags": ["v1"] }, { "digest": "{{B}}", "tags": ["v1"] } ] } ] }"""
                    )
                )
                .Message
        );
    }

    [Fact]
    public void Nesting_beyond_64_levels_is_refused()
    {
        var deep = Assert.Throws<SnapshotFormatException>(() => Read(Manifest($"\"x\": {new string('[', 100_000)}")));
        Assert.Equal(
            "The snapshot is invalid at line 2, in repositories[0].manifests[0].x: this is not complete JSON, or it is nested too deeply.",
            deep.Message
        );
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var text = Manifest("\"tags\": [\"v1\"], \"manifests\": [ { \"digest\": \"" + B + "\" } ]");
        for (var length = 0; length < text.Length; length++)
        {
            Assert.Throws<SnapshotFormatException>(() => Read(text[..length]));
        }
    }

    [Fact]
    public void A_value_that_never_ends_is_refused()
    {
        var text = Manifest("\"x\": \"" + new string('x', 40_000_000) + "\"");
        Assert.Contains("longer than 16 MiB", Assert.Throws<SnapshotFormatException>(() => Read(text)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<DigestGraph> Read(string text) =>
        SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Manifest(string properties) =>
        $$"""
            { "formatVersion": 1, "repositories": [ { "registry": "r", "name": "n", "manifests": [
              { "digest": "{{A}}", {{properties}} } ] } ] }
            """;

    /// <summary>Gives seven bytes at a time.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(7, buffer.Length)]);
    }
}
