using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Testing.Layouts;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Document = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    public static TheoryData<string, string?, string> Kinds =>
        new()
        {
            {
                "OCI index",
                "application/vnd.oci.image.index.v1+json; charset=utf-8",
                $$"""
                    { "schemaVersion": 2, "mediaType": "{{MediaTypes.OciIndex}}", "artifactType": "application/x", "subject": { "digest": "{{B}}" },
                      "manifests": [ { "mediaType": "{{MediaTypes.OciManifest}}", "digest": "{{A}}", "size": 7, "artifactType": "application/y",
                        "platform": { "os": "linux", "architecture": "arm64", "variant": "v8" }, "annotations": { "b": "2", "a": "1" } }, null,
                        { "digest": "sha512:{{new string('c', 128)}}", "platform": null, "annotations": null } ],
                      "annotations": { "org.opencontainers.image.created": "2026-01-01T00:00:00Z", "nothing": null } }
                    """
            },
            {
                "OCI index without entries",
                null,
                """{ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": null }"""
            },
            {
                "Docker manifest list",
                null,
                $$"""{ "schemaVersion": 2, "mediaType": "{{MediaTypes.DockerList}}", "manifests": [ { "digest": "{{A}}", "platform": { "os": "linux", "architecture": "amd64" } } ] }"""
            },
            { "index by its shape", "application/json", $$"""{ "manifests": [ { "digest": "{{A}}" } ] }""" },
            {
                "OCI manifest",
                MediaTypes.OciManifest,
                $$"""{ "schemaVersion": 2, "artifactType": "application/z", "config": { "mediaType": "{{MediaTypes.OciEmpty}}", "digest": "{{A}}", "size": 2, "data": "e30=" }, "layers": [ { "digest": "{{B}}", "size": 9, "urls": [ "http://169.254.169.254/" ] } ], "subject": { "digest": "{{B}}", "size": 1 } }"""
            },
            {
                "Docker schema 2",
                MediaTypes.DockerManifest,
                $$"""{ "schemaVersion": 2, "mediaType": "{{MediaTypes.DockerManifest}}", "config": { "mediaType": "{{MediaTypes.DockerConfig}}", "digest": "{{A}}", "size": 2 }, "layers": null }"""
            },
            { "image by its shape", null, $$"""{ "schemaVersion": 2, "config": { "digest": "{{A}}" }, "layers": [] }""" },
            {
                "Docker schema 1, signed",
                "text/plain",
                $$"""{ "schemaVersion": 1, "architecture": "amd64", "fsLayers": [ { "blobSum": "{{A}}" } ], "history": [ { "v1Compatibility": "{\"created\":\"2016-03-03T11:29:44.222098366Z\",\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"Labels\":{\"a\":\"b\"} } }\n" } ], "signatures": [ {} ] }"""
            },
            {
                "Docker schema 1, unsigned",
                MediaTypes.DockerSchema1,
                $$"""{ "schemaVersion": 1, "fsLayers": [ { "blobSum": "{{A}}" } ] }"""
            },
            {
                "OCI artifact",
                null,
                $$"""{ "mediaType": "{{MediaTypes.OciArtifact}}", "artifactType": "application/x", "blobs": [ { "digest": "{{A}}", "size": 3 } ], "subject": { "digest": "{{B}}" } }"""
            },
            {
                "ORAS artifact",
                null,
                $$"""{ "mediaType": "{{MediaTypes.OrasArtifact}}", "artifactType": "application/x", "blobs": [ { "digest": "{{A}}", "size": 3 } ], "subject": { "digest": "{{B}}" } }"""
            },
            {
                "unknown type",
                "application/vnd.acme+json",
                $$"""{ "mediaType": "application/vnd.acme+json", "{{A}}": [ "see\u0020ghcr.io/acme/web@sha256\u003a{{new string('b', 64)}}.", "sha256:short" ], "x": 1, "x": 2 }"""
            },
            { "unknown type, no JSON", "application/x-tar", $"tar … {B} {A}" },
            { "nothing known", null, "{}" },
        };

    private static readonly (string Name, string? ContentType, string Body)[] Refused =
    [
        ("no JSON", null, "<html>"),
        ("nothing", MediaTypes.OciManifest, ""),
        ("cut off", MediaTypes.OciManifest, """{ "schemaVersion": 2"""),
        ("a list", null, "[]"),
        ("a comment", null, "{ /* */ }"),
        ("a byte order mark", null, "\uFEFF{}"),
        ("name twice", null, """{ "layers": [], "layers": [ { } ] }"""),
        ("name twice, once escaped", null, """{ "layers": [], "l\u0061yers": [ { } ] }"""),
        ("name twice, deep inside", null, """{ "layers": [], "annotations": { "a": "1", "a": "2" } }"""),
        ("name in another case", null, """{ "layers": [], "Subject": { } }"""),
        ("name in another case, escaped", null, """{ "layers": [], "\u0053ubject": { } }"""),
        ("name with a long s", null, "{ \"layers\": [], \"manife\u017Fts\": [] }"),
        ("index with layers", null, """{ "manifests": [], "layers": [] }"""),
        ("index with a config", MediaTypes.DockerList, """{ "config": { } }"""),
        ("image with manifests", MediaTypes.OciManifest, """{ "layers": [], "manifests": [] }"""),
        ("image with blobs", MediaTypes.OciManifest, """{ "layers": [], "blobs": [] }"""),
        ("schema 1 with layers", MediaTypes.DockerSchema1, """{ "fsLayers": [], "layers": [] }"""),
        ("another type than announced", MediaTypes.OciManifest, $$"""{ "mediaType": "{{MediaTypes.DockerManifest}}", "layers": [] }"""),
        (
            "a manifest announced as something else",
            "application/vnd.acme+json",
            $$"""{ "mediaType": "{{MediaTypes.OciIndex}}", "manifests": [] }"""
        ),
        ("something else announced as a manifest", MediaTypes.OciManifest, """{ "mediaType": "application/vnd.acme+json" }"""),
        ("media type is a number", null, """{ "mediaType": 1 }"""),
        ("entries are no list", null, """{ "manifests": { } }"""),
        ("entry is a text", null, """{ "manifests": [ "x" ] }"""),
        ("entry without a digest", null, """{ "manifests": [ { "size": 1 } ] }"""),
        ("entry with a path for a digest", null, """{ "manifests": [ { "digest": "sha256:../../../etc/passwd" } ] }"""),
        ("entry with an upper-case digest", null, $$"""{ "manifests": [ { "digest": "{{A.ToUpperInvariant()}}" } ] }"""),
        ("negative size", null, $$"""{ "manifests": [ { "digest": "{{A}}", "size": -1 } ] }"""),
        ("size with a fraction", null, $$"""{ "manifests": [ { "digest": "{{A}}", "size": 1.5 } ] }"""),
        ("subject is a text", null, $$"""{ "layers": [], "subject": "{{A}}" }"""),
        ("subject without a digest", null, """{ "layers": [], "subject": { } }"""),
        ("annotation is a number", null, """{ "layers": [], "annotations": { "a": 1 } }"""),
        ("annotations are a list", null, """{ "layers": [], "annotations": [] }"""),
        ("half of a surrogate pair", null, """{ "layers": [], "annotations": { "a": "\ud800" } }"""),
        ("nested too deep", null, $$"""{ "layers": [], "x": {{new string('[', 64)}}{{new string(']', 64)}} }"""),
        ("unknown type, nested too deep", "application/vnd.acme+json", new string('[', 65) + new string(']', 65)),
        ("unknown type, cut off", "application/vnd.acme+json", "{ \"a\": \"sha256"),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_document_is_read(string kind, string? contentType, string body) =>
        Snapshot.Match(
            ManifestText.Of(ManifestReader.Read(Document, contentType, Encoding.UTF8.GetBytes(body))),
            SnapshotNameExtension.Create(kind)
        );

    [Fact]
    public void What_may_be_read_in_two_ways_is_refused_in_one_sentence()
    {
        var report = new StringBuilder();
        foreach (var (name, contentType, body) in Refused)
        {
            var exception = Assert.Throws<ManifestFormatException>(() =>
                ManifestReader.Read(Document, contentType, Encoding.UTF8.GetBytes(body))
            );
            report.Append(System.Globalization.CultureInfo.InvariantCulture, $"{name}: {exception.Message}\n");
        }

        Snapshot.Match(report.ToString());
    }

    [Fact]
    public void A_document_of_the_greatest_size_is_read_and_a_byte_more_is_refused()
    {
        var body = Encoding.UTF8.GetBytes("{ \"layers\": [] }".PadRight(ManifestLimits.MaxBytes));
        Assert.Equal(ManifestLimits.MaxBytes, ManifestReader.Read(Document, null, body).Size);

        var exception = Assert.Throws<ManifestFormatException>(() => ManifestReader.Read(Document, null, (byte[])[.. body, (byte)' ']));
        Assert.Equal("The document has 8388609 bytes, more than 8388608.", exception.Message);
    }

    [Fact]
    public void Entries_are_counted_over_all_lists_of_a_document()
    {
        static byte[] Index(int count) =>
            Encoding.UTF8.GetBytes(
                $$"""{ "manifests": [ {{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"digest":"a:{{i}}"}"""))}} ], "annotations": { "a": "b" } }"""
            );

        Assert.Equal(
            ManifestLimits.MaxEntries - 1,
            ManifestReader.Read(Document, null, Index(ManifestLimits.MaxEntries - 1)).Manifests!.Value.Length
        );
        var exception = Assert.Throws<ManifestFormatException>(() => ManifestReader.Read(Document, null, Index(ManifestLimits.MaxEntries)));
        Assert.Equal("The document has more than 100000 entries.", exception.Message);
    }

    [Theory]
    [InlineData(10_000, 1, true)]
    [InlineData(10_001, 1, false)]
    [InlineData(100, 10_000, true)]
    [InlineData(110, 10_000, false)]
    public void Annotations_and_labels_have_bounds_of_their_own(int count, int length, bool isRead)
    {
        var values = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\":\"{new string('x', length)}\""));
        foreach (
            var read in (Action[])
                [
                    () => ManifestReader.Read(Document, MediaTypes.OciIndex, Encoding.UTF8.GetBytes($"{{\"annotations\":{{{values}}}}}")),
                    () =>
                        ManifestReader.Read(
                            Document,
                            MediaTypes.OciIndex,
                            Encoding.UTF8.GetBytes($"{{\"manifests\":[{{\"digest\":\"{A}\",\"annotations\":{{{values}}}}}]}}")
                        ),
                    () => ManifestReader.ReadConfig(Encoding.UTF8.GetBytes($"{{\"config\":{{\"Labels\":{{{values}}}}}}}")),
                ]
        )
        {
            var failure = Record.Exception(read);
            Assert.Equal(isRead, failure is null);
            Assert.True(
                isRead
                    || failure is ManifestFormatException { Message: var message }
                        && message.StartsWith("The document has more than 10000 '", StringComparison.Ordinal),
                $"{failure}"
            );
        }
    }
}
