using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Plans;

/// <summary>An image of a plan with counts of what shares its fate. Not thread-safe while parts are added.</summary>
internal sealed class ImageRow(PlannedManifest root)
{
    private static readonly string[] s_signatures = ["cosign", "sigstore", "notary.signature"];
    private readonly SortedDictionary<string, int> _parts = new(Comparer<string>.Create((a, b) => Rank(a) - Rank(b)));

    /// <summary>The image itself.</summary>
    public PlannedManifest Root => root;

    /// <summary>The manifests, the image's own included.</summary>
    public int Manifests { get; private set; } = 1;

    /// <summary>The bytes of it and of what shares its fate, each blob counted for
    /// one image only; more than that where only a file's rows are known.</summary>
    public long Bytes { get; private set; } = BytesOf(root);

    /// <summary>What shares its fate: <c>4 platforms, 4 attestations</c>; empty for nothing.</summary>
    public string Parts => string.Join(", ", _parts.Select(part => PlanWording.Count(part.Value, part.Key)));

    /// <summary>Takes a part in.</summary>
    public void Add(PlannedManifest part)
    {
        Manifests++;
        Bytes += BytesOf(part);
        var noun = NounOf(part);
        _parts[noun] = _parts.GetValueOrDefault(noun) + 1;
    }

    /// <summary>The bytes of one manifest.</summary>
    public static long BytesOf(PlannedManifest manifest) => manifest.Share ?? manifest.TotalSize ?? 0;

    /// <summary>The newest first, those of unknown age last.</summary>
    public static IEnumerable<ImageRow> NewestFirst(IEnumerable<ImageRow> images) =>
        images
            .OrderByDescending(image => image.Root.AgeFrom ?? DateTimeOffset.MinValue)
            .ThenBy(image => image.Root.Digest, StringComparer.Ordinal);

    private static string NounOf(PlannedManifest part) =>
        part.Role switch
        {
            ManifestRole.Root => "image",
            ManifestRole.Child => part.Platform is null ? "part" : "platform",
            ManifestRole.Attestation => "attestation",
            ManifestRole.Notice => "notice",
            ManifestRole.Referrer or ManifestRole.ReferrerTag => IsSignature(part) ? "signature" : "referrer",
        };

    private static bool IsSignature(PlannedManifest part) =>
        part.Tags.Any(tag => tag.EndsWith(".sig", StringComparison.Ordinal))
        || s_signatures.Any(word => part.ArtifactType?.Contains(word, StringComparison.Ordinal) == true);

    private static int Rank(string noun) =>
        noun switch
        {
            "platform" => 0,
            "attestation" => 1,
            "signature" => 2,
            "referrer" => 3,
            "image" => 4,
            _ => 5,
        };
}
