using System.Collections.Immutable;
using System.Text;
using CsCheck;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Providers.Ghcr;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class ManifestPackingTests
{
    private static readonly string[] Common =
    [
        "",
        "linux/amd64",
        MediaTypes.OciManifest,
        "attestation-manifest",
        "sha256:",
        $"sha256:{new string('A', 64)}",
        "ключ 🔑",
    ];

    private static readonly Gen<string> Digests = Gen.OneOf(
        Gen.Byte.Array[32].Select(bytes => $"sha256:{Convert.ToHexStringLower(bytes)}"),
        Gen.Byte.Array[64].Select(bytes => $"sha512:{Convert.ToHexStringLower(bytes)}")
    );

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, Common.Length - 1].Select(i => Common[i]),
        Gen.Int[0, 3000].Select(n => $"text-{n}"),
        Gen.Char['a', 'z'].Select(c => new string(c, 200)),
        Digests
    );

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Maps = Gen.Select(Texts, Texts)
        .Array[0, 4]
        .Select(pairs => ManifestRecord.NoValues.SetItems(pairs.Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    private static readonly Gen<long?> Sizes = Gen.Long.Nullable();

    private static readonly Gen<DescriptorRecord> Entries = Gen.Select(
        Digests,
        Texts.Null(),
        Texts.Null(),
        Sizes,
        Texts.Null(),
        Maps,
        (digest, type, artifact, size, platform, map) =>
            new DescriptorRecord
            {
                Digest = digest,
                MediaType = type,
                ArtifactType = artifact,
                Size = size,
                Platform = platform,
                Annotations = map,
            }
    );

    private static readonly Gen<ConfigRecord> Configs = Gen.Select(
        Digests.Null(),
        Texts.Null(),
        Sizes,
        Maps,
        (digest, type, size, labels) =>
            new ConfigRecord
            {
                Digest = digest,
                MediaType = type,
                Size = size,
                Labels = labels,
            }
    );

    private static readonly Gen<ManifestRecord> Records =
        from document in Entries
        from subject in Digests.Null()
        from created in Gen.Long[0, DateTime.MaxValue.Ticks].Nullable()
        from mentions in Digests.Array[0, 3]
        from materials in Digests.Array[0, 3]
        from unread in Gen.Bool
        from layers in Gen.Select(Digests, Sizes).Array[0, 5]
        from config in Configs.Null()
        from entries in Entries.Array[0, 9].Null()
        select new ManifestRecord
        {
            Digest = document.Digest,
            MediaType = document.MediaType,
            ArtifactType = document.ArtifactType,
            Size = document.Size,
            Platform = document.Platform,
            Annotations = document.Annotations,
            Subject = subject,
            CreatedAt = created is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            Mentions = [.. mentions],
            Materials = [.. materials],
            MaterialsUnread = unread,
            Layers = [.. layers.Select(l => new BlobRecord(l.Item1, l.Item2))],
            Config = config,
            Manifests = entries is null ? null : [.. entries],
        };

    [Fact]
    public void What_was_packed_comes_out_as_it_was() =>
        Records
            .Array[1, 20]
            .Sample(records =>
            {
                var packing = new ManifestPacking();
                var packed = records.Select(packing.Pack).ToArray();
                Assert.All(records.Zip(packed), pair =>
                    Assert.Equal(Show(pair.First), Show(packing.Unpack(pair.First.Digest, pair.Second)))
                );
            });

    [Fact]
    public void A_text_that_many_have_is_one_instance()
    {
        var packing = new ManifestPacking();
        var first = packing.Share(new StringBuilder("linux/arm64").ToString());
        Assert.Same(first, packing.Share(new StringBuilder("linux/arm64").ToString()));
        Assert.Null(packing.Share(null));
    }

    [Fact]
    public void Texts_that_nobody_shares_do_not_gather()
    {
        var packing = new ManifestPacking();
        for (var i = 0; i < 5000; i++)
        {
            packing.Share($"text-{i}");
        }

        Assert.NotSame(packing.Share(new StringBuilder("text-4999").ToString()), packing.Share(new StringBuilder("text-4999").ToString()));
    }

    /// <summary>Every member, also those of which equality of records says nothing.</summary>
    private static string Show(ManifestRecord record) => System.Text.Json.JsonSerializer.Serialize(record);
}
