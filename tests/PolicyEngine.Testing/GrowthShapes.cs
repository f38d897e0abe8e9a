using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing;

/// <summary>Repositories that grow in one direction, to see that the work grows no faster than they do.</summary>
public static class GrowthShapes
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One digest with many tags <c>pr-N</c>, and one that is called <c>zz-keep</c>.</summary>
    public static DigestGraph TagsOnOneDigest(int tags) =>
        GraphText.Build([Row("one", 0) with { Tags = [.. Enumerable.Range(0, tags).Select(i => Name("pr-", i)), "zz-keep"] }, Other]);

    /// <summary>An index with tags <c>pr-N</c> and children.</summary>
    public static DigestGraph TaggedIndex(int children, int tags)
    {
        var digests = Enumerable.Range(0, children).Select(i => Digest(Name("c", i))).ToArray();
        var index = Row("idx", 0) with
        {
            MediaType = MediaTypes.OciIndex,
            Tags = [.. Enumerable.Range(0, tags).Select(i => Name("pr-", i))],
            Manifests = [.. digests.Select(d => new DescriptorRecord { Digest = d, MediaType = MediaTypes.OciManifest })],
        };
        return GraphText.Build(digests.Select(d => Row("", 0) with { Digest = d }).Append(index).Append(Other));
    }

    /// <summary>An index below an index, and so on; the first one is called <c>pr-0</c>.</summary>
    public static DigestGraph ChainOfIndexes(int length) =>
        GraphText.Build(
            Enumerable
                .Range(0, length)
                .Select(i =>
                    Row(Name("x", i), i) with
                    {
                        MediaType = MediaTypes.OciIndex,
                        Tags = i == 0 ? ["pr-0"] : [],
                        Manifests =
                        [
                            new DescriptorRecord
                            {
                                Digest = Digest(Name("x", i + 1)),
                                MediaType = i + 1 < length ? MediaTypes.OciIndex : MediaTypes.OciManifest,
                            },
                        ],
                    }
                )
                .Append(Row(Name("x", length), length))
                .Append(Other)
        );

    /// <summary>A referrer of a referrer, and so on, of <c>pr-0</c>.</summary>
    public static DigestGraph ChainOfReferrers(int length) =>
        GraphText.Build(
            Enumerable
                .Range(0, length + 1)
                .Select(i =>
                    Row(Name("s", i), i) with
                    {
                        Tags = i == 0 ? ["pr-0"] : [],
                        Subject = i == 0 ? null : Digest(Name("s", i - 1)),
                    }
                )
                .Append(Other)
        );

    /// <summary>Images of one tag, <c>pr-N</c>, each an hour older than the next.</summary>
    public static DigestGraph Images(int count, string name = "acme/web") =>
        GraphText.Build(
            Enumerable.Range(0, count).Select(i => Row(Name("f", i), i) with { Tags = [Name("pr-", i)] }).Append(Other),
            GraphText.Info with
            {
                Name = name,
            }
        );

    private static ManifestRecord Other => Row("o", 1) with { Tags = ["v1.0.0"] };

    private static string Name(string prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);

    private static string Digest(string name) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private static ManifestRecord Row(string name, int hours) =>
        new()
        {
            Digest = Digest(name),
            MediaType = MediaTypes.OciManifest,
            Size = 473,
            PushedAt = Start.AddHours(hours),
            UpdatedAt = Start.AddHours(hours),
        };
}
