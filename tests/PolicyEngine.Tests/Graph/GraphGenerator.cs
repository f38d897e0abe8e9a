using System.Collections.Immutable;
using CsCheck;
using PolicyEngine.Oci;
using PolicyEngine.Testing;

namespace PolicyEngine.Tests.Graph;

/// <summary>Random repositories: few digests, many edges, so that sharing, cycles, missing pieces and odd tags all come up.</summary>
internal static class GraphGenerator
{
    private const int Names = 12;

    private static readonly Gen<string> Name = Gen.Int[0, Names - 1].Select(NameOf);

    private static readonly Gen<ImmutableArray<DescriptorRecord>?> Entries = Gen.Select(
            Gen.Bool,
            Gen.Select(Name, OneOf(null, "linux/amd64", "unknown/unknown"), OneOf(null, "application/vnd.oci.image.layer.v1.tar"))
                .Select(
                    (name, platform, type) =>
                        new DescriptorRecord
                        {
                            Digest = GraphText.DigestOf(name),
                            Platform = platform,
                            MediaType = type,
                            Size = 9,
                        }
                )
                .List[0, 4]
        )
        .Select((isIndex, list) => isIndex ? (ImmutableArray<DescriptorRecord>?)[.. list] : null);

    private static readonly Gen<ImmutableArray<BlobRecord>> Layers = Gen.Int[0, 5]
        .Select(i => new BlobRecord(GraphText.DigestOf($"l{i}"), 1L << (i * 4)))
        .List[0, 3]
        .Select(list => list.ToImmutableArray());

    /// <summary>The manifests of a repository, each digest once, tags on one digest each.</summary>
    public static Gen<IReadOnlyList<ManifestRecord>> Manifests { get; } =
        Gen.Select(
                Gen.Select(
                    Entries,
                    Gen.Select(Gen.Bool, Name).Select((has, name) => has ? name : null),
                    Layers,
                    Gen.Int[0, 8],
                    Name,
                    Gen.Int[0, 20]
                ).Array[Names],
                Gen.Bool.Array[Names]
            )
            .Select((rows, present) => WithUniqueTags(rows.Select((row, i) => Row(i, row)).Where((_, i) => present[i])));

    /// <summary>Manifests and the same ones in another order.</summary>
    public static Gen<(IReadOnlyList<ManifestRecord> Manifests, ManifestRecord[] Shuffled)> Shuffled { get; } =
        Manifests.SelectMany(manifests => Gen.Shuffle(manifests.ToArray()).Select(shuffled => (manifests, shuffled)));

    private static ManifestRecord Row(
        int index,
        (ImmutableArray<DescriptorRecord>? Entries, string? Subject, ImmutableArray<BlobRecord> Layers, int Tag, string Named, int Odd) row
    )
    {
        var named = GraphText.DigestOf(row.Named).Replace(':', '-');
        return new ManifestRecord
        {
            Digest = GraphText.DigestOf(NameOf(index)),
            Manifests = row.Entries,
            Subject = row.Subject is null ? null : GraphText.DigestOf(row.Subject),
            Layers = row.Layers,
            Size = 1_000_000 + index,
            Tags = row.Tag switch
            {
                0 => [$"v{index}", $"w{index}"],
                1 => [$"v{index}"],
                2 => [named],
                3 => [named + ".sig"],
                4 => [named[..(7 + 64)]],
                _ => [],
            },
            Mentions = row.Odd == 0 ? [GraphText.DigestOf(row.Named)] : [],
            MediaType = row.Odd == 0 ? "application/vnd.example+json" : null,
            Unread = row.Odd == 1,
            PushedAt = row.Odd < 10 ? DateTimeOffset.UnixEpoch.AddDays(row.Odd) : null,
        };
    }

    private static IReadOnlyList<ManifestRecord> WithUniqueTags(IEnumerable<ManifestRecord> manifests)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. manifests.Select(manifest => manifest with { Tags = [.. manifest.Tags.Where(seen.Add)] })];
    }

    private static Gen<string?> OneOf(params string?[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string NameOf(int index) => index % 6 == 5 ? $"512.n{index:00}" : $"n{index:00}";
}
