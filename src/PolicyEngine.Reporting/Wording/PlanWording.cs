using System.Globalization;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Values;

namespace PolicyEngine.Reporting.Wording;

/// <summary>The phrases that reports for people share. Pure; English; none is escaped unless it says so.</summary>
internal static class PlanWording
{
    /// <summary>Hexadecimal digits of a digest that people see; enough to find it by.</summary>
    private const int ShortHex = 12;

    /// <summary><c>1 manifest</c>, <c>3,210 manifests</c>.</summary>
    public static string Count(long count, string noun, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? noun : plural ?? noun + "s")}");

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>0 B</c>, <c>1.2 GiB</c>.</summary>
    public static string Size(long bytes) => ByteSize.Describe(bytes);

    /// <summary><c>sha256:0123456789ab</c>.</summary>
    public static string Short(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && digest.Length > colon + 1 + ShortHex ? digest[..(colon + 1 + ShortHex)] : digest;
    }

    /// <summary><c>pushed 40 days ago</c>, or <c>age unknown</c>.</summary>
    public static string Age(PlannedManifest manifest, DateTimeOffset now) =>
        manifest.AgeFrom is { } from ? Age(from, manifest.AgeSource, now) : "age unknown";

    /// <summary><c>pushed 40 days ago</c>.</summary>
    public static string Age(DateTimeOffset from, string? ageSource, DateTimeOffset now)
    {
        var verb = ageSource switch
        {
            "children" => "newest child created",
            { } source => source,
            null => "from",
        };
        var age = now - from;
        return age < TimeSpan.Zero ? $"{verb} {Duration.Describe(age)} in the future" : $"{verb} {Duration.Describe(age)} ago";
    }

    /// <summary><c>index</c>, <c>image linux/amd64</c>, <c>attestation</c>, <c>referrer application/…</c>.</summary>
    public static string What(PlannedManifest manifest)
    {
        var noun = manifest.Role switch
        {
            ManifestRole.Root or ManifestRole.Child => PlanWords.Of(manifest.Kind),
            ManifestRole.ReferrerTag => "referrer by tag",
            ManifestRole.Attestation or ManifestRole.Referrer or ManifestRole.Notice => PlanWords.Of(manifest.Role),
        };
        var detail = manifest.Role is ManifestRole.Attestation or ManifestRole.Notice
            ? null
            : manifest.Platform ?? (manifest.Kind == ManifestKind.Artifact ? manifest.ArtifactType : null);
        return detail is null ? noun : $"{noun} {detail}";
    }

    /// <summary>A time for people: <c>2026-06-01 04:00:00 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A day for people, in UTC: <c>2026-06-01</c>.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The proof line.</summary>
    public static string Proof(PlanProof proof) => $"Verified: {Kept(proof)}";

    /// <summary>What a plan was proven to keep: <c>10 tags and 23 manifests are kept; none loses a child or referrer.</c></summary>
    public static string Kept(PlanProof proof)
    {
        var loses = proof.DanglingAfter == 0 ? "none loses" : $"{Number(proof.DanglingAfter)} would lose";
        return $"{Count(proof.KeptTags, "tag")} and {Count(proof.KeptManifests, "manifest")} are kept; {loses} a child or referrer.";
    }

    /// <summary>What happens to a repository: <c>20 of 120 manifests to delete, 100 to keep, 1.2 GiB reclaimed</c>.</summary>
    public static string Headline(RepositoryPlan plan)
    {
        var all = (long)plan.Delete.Count + plan.Retain.Count + plan.Keep.Count;
        if (!plan.Info.Complete)
        {
            return $"{PlanWords.Of(plan.Status)}, nothing is "
                + $"deleted{(all == 0 ? "" : $", {Count(all, "manifest")} {(all == 1 ? "was" : "were")} read")}";
        }

        if (plan.Status != PlanStatus.Planned)
        {
            return $"{PlanWords.Of(plan.Status)}, nothing is deleted, {Count(all, "manifest")} {(all == 1 ? "is" : "are")} kept";
        }

        return Changes(plan);
    }

    /// <summary>What happens to the manifests of a repository, whatever the status:
    /// <c>20 of 120 manifests to delete, 100 to keep, 1.2 GiB reclaimed</c>.</summary>
    public static string Changes(RepositoryPlan plan)
    {
        var all = (long)plan.Delete.Count + plan.Retain.Count + plan.Keep.Count;
        var parts = new List<string>();
        parts.Add(plan.Delete.Count == 0 ? "nothing to delete" : $"{Number(plan.Delete.Count)} of {Count(all, "manifest")} to delete");
        if (plan.DeletesPackage)
        {
            parts.Add("including the package itself");
        }

        if (plan.Untag.Count > 0)
        {
            parts.Add($"{Count(plan.Untag.Count, "tag")} to remove");
        }

        if (plan.Retain.Count > 0)
        {
            parts.Add($"{Number(plan.Retain.Count)} retained");
        }

        parts.Add($"{Number(plan.Keep.Count)} to keep");
        if (plan.Delete.Count > 0)
        {
            parts.Add($"{Size(plan.Bytes.Reclaimed)} reclaimed");
        }

        return string.Join(", ", parts);
    }
}
