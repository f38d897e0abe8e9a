using System.Text;
using CsCheck;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Manifests;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

/// <summary>Whatever a registry sends, there is a record or a <see cref="ManifestFormatException"/>, and nothing else.</summary>
public sealed class HostileManifestTests
{
    private const string Digest64 = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly Gen<string?> ContentType = Any<string?>([
        null,
        "",
        ";",
        "application/json",
        "text/html",
        "application/vnd.acme+json",
        .. MediaTypes.AcceptManifests,
    ]);

    private static readonly Gen<string> Name = Any(
        "mediaType",
        "manifests",
        "layers",
        "config",
        "blobs",
        "fsLayers",
        "blobSum",
        "history",
        "v1Compatibility",
        "signatures",
        "protected",
        "subject",
        "digest",
        "size",
        "platform",
        "os",
        "architecture",
        "annotations",
        "artifactType",
        "schemaVersion",
        "Manifests",
        "created",
        "Labels",
        "\\ud800"
    );

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Any("null", "true", "0", "2", "-1", "1e999", "1.5", "\"\"", "\"\\ud800\"", $"\"{Digest64}\"", "\"sha256:x\"", "\"{}\""),
        Any<string>([.. MediaTypes.AcceptManifests]).Select(type => $"\"{type}\"")
    );

    private static readonly Gen<string> Json = Gen.Recursive<string>(
        (depth, inner) =>
            depth > 4
                ? Scalar
                : Gen.Frequency(
                    (2, Scalar),
                    (2, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
                    (
                        5,
                        Gen.Select(Name, inner)
                            .Array[0, 5]
                            .Select(members => $"{{{string.Join(',', members.Select(m => $"\"{m.Item1}\":{m.Item2}"))}}}")
                    )
                )
    );

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void Any_JSON_is_read_or_refused() =>
        Gen.Select(ContentType, Json).Sample((type, json) => ReadsOrRefuses(type, Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Select(ContentType, Gen.Byte.Array[0, 200]).Sample(ReadsOrRefuses);

    [Fact]
    public void A_manifest_with_a_flipped_or_cut_byte_is_read_or_refused()
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Digest64}}","size":7,"platform":{"os":"linux","architecture":"arm64"} }],"subject":{"digest":"{{Digest64}}"},"annotations":{"a":"b"} }"""
        );
        Gen.Select(ContentType, Gen.Int[0, body.Length - 1], Gen.Byte, Gen.Int[0, body.Length])
            .Sample(
                (type, at, value, length) =>
                {
                    var changed = body.ToArray();
                    changed[at] = value;
                    return ReadsOrRefuses(type, changed[..length]) && ReadsOrRefuses(type, changed);
                }
            );
    }

    private static bool ReadsOrRefuses(string? type, byte[] body)
    {
        DigestVerifier.VerifyManifest(Digest64, body);
        try
        {
            ManifestReader.ReadConfig(body);
        }
        catch (ManifestFormatException) { }

        try
        {
            var record = ManifestReader.Read(Digest64, type, body);
            string[] digests =
            [
                .. record.Mentions,
                .. record.Layers.Select(l => l.Digest),
                .. (record.Manifests ?? []).Select(m => m.Digest),
                record.Subject ?? Digest64,
                record.Config?.Digest ?? Digest64,
            ];
            return record.MediaType is not null && digests.All(digest => Digest.TryParse(digest, out _));
        }
        catch (ManifestFormatException e)
        {
            return e.Message.EndsWith('.');
        }
    }
}
