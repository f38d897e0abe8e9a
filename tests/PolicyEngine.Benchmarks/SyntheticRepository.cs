using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Benchmarks;

/// <summary>
/// A repository of any size with the proportions of real ones: 10 % indexes of eight children each, 20 % referrers with a subject,
/// tags on 30 % of the manifests, a config and two layers for each image, layers shared. The same numbers give the same repository.
/// </summary>
internal sealed class SyntheticRepository(int manifests)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7", "linux/s390x"];

    private readonly int _groups = Math.Max(1, manifests / 10);

    /// <summary>The repository.</summary>
    public static RepositoryInfo Info { get; } =
        new()
        {
            Registry = "registry.example.com",
            Name = "acme/synthetic",
            Provider = "oci",
            TakenAt = Start.AddYears(2),
        };

    /// <summary>The number of manifests.</summary>
    public int Count => _groups * 10;

    /// <summary>The manifests, made one after the other: an index, seven
    /// children that are its alone and two referrers, and so on.</summary>
    public IEnumerable<ManifestRecord> Manifests()
    {
        for (var group = 0; group < _groups; group++)
        {
            yield return Index(group);
            for (var child = 0; child < 7; child++)
            {
                yield return Image(group, child);
            }

            yield return Referrer(group, 0);
            yield return Referrer(group, 1);
        }
    }

    /// <summary>Builds the graph.</summary>
    public DigestGraph Build()
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in Manifests())
        {
            builder.Add(manifest);
        }

        return builder.Build(Info);
    }

    private ManifestRecord Index(int group) =>
        new()
        {
            Digest = DigestOf(0, group),
            MediaType = MediaTypes.OciIndex,
            Size = 3_000 + (group % 500),
            PushedAt = PushedAt(group),
            VersionId = 1_000_000L + (group * 10L),
            Tags = group % 3 == 0 ? [Pull(group), Commit(group)] : [Pull(group)],
            // The eighth child is the first of the group before it: a platform that did not change.
            Manifests = [.. Enumerable.Range(0, 7).Select(child => Entry(group, child)), Entry((group + _groups - 1) % _groups, 0)],
        };

    private static DescriptorRecord Entry(int group, int child) =>
        new()
        {
            Digest = DigestOf(1, (group * 7L) + child),
            MediaType = MediaTypes.OciManifest,
            Size = 1_200 + child,
            Platform = Platforms[child % 4],
        };

    private static ManifestRecord Image(int group, int child) =>
        new()
        {
            Digest = DigestOf(1, (group * 7L) + child),
            MediaType = MediaTypes.OciManifest,
            Size = 1_200 + child,
            Platform = Platforms[child % 4],
            PushedAt = PushedAt(group).AddSeconds(-child - 1),
            CreatedAt = PushedAt(group).AddSeconds(-60 - child),
            VersionId = 1_000_000L + (group * 10L) + child + 1,
            Tags =
                child == 0 ? ["v1." + group.ToString(CultureInfo.InvariantCulture) + ".0"]
                : child == 1 && group % 3 != 0 ? [Commit(group)]
                : [],
            Config = new ConfigRecord
            {
                Digest = DigestOf(2, (group * 7L) + child),
                MediaType = MediaTypes.OciConfig,
                Size = 4_000,
            },
            Layers = [new(DigestOf(3, (group / 20) + child), 30_000_000), new(DigestOf(4, (group * 7L) + child), 2_000_000)],
        };

    private static ManifestRecord Referrer(int group, int number) =>
        new()
        {
            Digest = DigestOf(5 + number, group),
            MediaType = MediaTypes.OciManifest,
            ArtifactType = number == 0 ? "application/vnd.dev.sigstore.bundle.v0.3+json" : "application/spdx+json",
            Size = 800,
            PushedAt = PushedAt(group).AddSeconds(30),
            VersionId = 1_000_000L + (group * 10L) + 8 + number,
            Subject = DigestOf(0, group),
            Config = new ConfigRecord
            {
                Digest = EmptyConfig,
                MediaType = "application/vnd.oci.empty.v1+json",
                Size = 2,
            },
            Layers = [new(DigestOf(7 + number, group), 9_000), new(EmptyConfig, 2)],
        };

    private const string EmptyConfig = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private static string Pull(int group) => "pr-" + group.ToString(CultureInfo.InvariantCulture);

    private static string Commit(int group) =>
        "sha-" + DigestOf(9, group).AsSpan(7, 7).ToString() + group.ToString("x", CultureInfo.InvariantCulture);

    private static DateTimeOffset PushedAt(int group) => Start.AddMinutes(group);

    private static string DigestOf(int kind, long number)
    {
        Span<byte> seed = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(seed, kind);
        BinaryPrimitives.WriteInt64LittleEndian(seed[4..], number);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(seed, hash);
        return "sha256:" + Convert.ToHexStringLower(hash);
    }
}
