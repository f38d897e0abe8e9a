using System.Collections.Immutable;
using PolicyEngine.Comparing;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>The phrases that comparisons for people share. Pure; none is escaped.</summary>
internal static class ComparisonWording
{
    /// <summary>The headline of all repositories, the worst first: <c>2 images newly deleted, 1 newly protected</c>.</summary>
    public static string Headline(PlanComparison comparison)
    {
        var parts = new List<string>();
        Add(comparison.Repositories.Sum(repository => Images(repository.NewlyGo).Count()), "image", "newly deleted");
        Add(comparison.Repositories.Sum(repository => NewlyProtected(repository).Count()), "image", "newly protected");
        Add(
            comparison.Repositories.Sum(repository => Images(repository.NewlyStay).Count(change => !IsNewlyProtected(change))),
            "image",
            "newly kept"
        );
        Add(comparison.Repositories.Sum(repository => repository.NewlyUntagged.Length), "tag", "newly removed");
        Add(comparison.Repositories.Sum(repository => repository.NoLongerUntagged.Length), "tag", "no longer removed");
        var refused = comparison.Repositories.Count(repository =>
            repository.New?.Status != repository.Old?.Status && repository.New?.Status is not (null or PlanStatus.Planned)
        );
        Add(refused, "repository", refused == 1 ? "is not planned any more" : "are not planned any more", "repositories");
        return parts.Count > 0 ? string.Join(", ", parts)
            : comparison.HasChanges ? "the same images are deleted, by other rules"
            : "no change on today's registry";

        void Add(int count, string noun, string what, string? plural = null)
        {
            if (count > 0)
            {
                parts.Add($"{PlanWording.Count(count, noun, plural)} {what}");
            }
        }
    }

    /// <summary>The images that a protection holds now and none held before, whether they would be deleted without it or not.</summary>
    public static IEnumerable<ManifestChange> NewlyProtected(RepositoryComparison repository) =>
        Images(repository.NewlyStay.Concat(repository.OtherRule)).Where(IsNewlyProtected);

    /// <summary>Whether a protection holds an image now and none held it before.</summary>
    public static bool IsNewlyProtected(ManifestChange change) => IsProtected(change.New) && !IsProtected(change.Old);

    private static bool IsProtected(Verdict? verdict) => verdict?.Kind is VerdictKind.Protected or VerdictKind.InUse;

    /// <summary><c>2 images with 3 parts newly go, 1 image newly stays</c>.</summary>
    public static string Headline(RepositoryComparison repository)
    {
        var parts = new List<string>();
        Add(repository.NewlyGo, "is newly deleted", "are newly deleted");
        Add(repository.NewlyStay, "is newly kept", "are newly kept");
        Add(repository.OtherRule, "is decided by another rule", "are decided by another rule");
        if (repository.NewlyUntagged.Length > 0)
        {
            parts.Add(
                $"{PlanWording.Count(repository.NewlyUntagged.Length, "tag")} "
                    + $"{(repository.NewlyUntagged.Length == 1 ? "is" : "are")} newly removed"
            );
        }

        if (repository.NoLongerUntagged.Length > 0)
        {
            parts.Add(
                $"{PlanWording.Count(repository.NoLongerUntagged.Length, "tag")} "
                    + $"{(repository.NoLongerUntagged.Length == 1 ? "is" : "are")} no longer removed"
            );
        }

        return parts.Count > 0 ? string.Join(", ", parts)
            : repository.HasChanges ? "the same images are deleted"
            : "no change";

        void Add(ImmutableArray<ManifestChange> changes, string one, string many)
        {
            if (changes.Length > 0)
            {
                var images = Images(changes).Count();
                parts.Add($"{Counts(images, changes.Length - images)} {(changes.Length == 1 ? one : many)}");
            }
        }
    }

    /// <summary>What goes before and after: <c>Before: 13 of 36 manifests go. Now: 14 of 36.</c></summary>
    public static string Sides(RepositoryComparison repository) => $"Before: {Side(repository.Old)}. Now: {Side(repository.New)}.";

    /// <summary>The images among the changes.</summary>
    public static IEnumerable<ManifestChange> Images(IEnumerable<ManifestChange> changes) =>
        changes.Where(c => c.Manifest.Role == ManifestRole.Root);

    /// <summary>The parts that no image among the changes stands for. A plan does not say which
    /// untagged image a part belongs to: any stands for those that no tag leads to.</summary>
    public static IEnumerable<ManifestChange> LooseParts(ImmutableArray<ManifestChange> changes)
    {
        var images = Images(changes).Select(c => c.Manifest.Digest).ToHashSet(StringComparer.Ordinal);
        var hasUntagged = Images(changes).Any(c => c.Manifest.Tags.IsEmpty);
        return changes.Where(c =>
            c.Manifest.Role != ManifestRole.Root
            && !(c.Manifest.Paths.IsEmpty ? hasUntagged : c.Manifest.Paths.Any(p => p.Any(images.Contains)))
        );
    }

    /// <summary>The parts that some of the images among the changes stand for.</summary>
    public static IEnumerable<ManifestChange> PartsOf(ImmutableArray<ManifestChange> changes, IReadOnlySet<ManifestChange> images)
    {
        var digests = images.Select(change => change.Manifest.Digest).ToHashSet(StringComparer.Ordinal);
        return changes.Where(change =>
            change.Manifest.Role != ManifestRole.Root && change.Manifest.Paths.Any(path => path.Any(digests.Contains))
        );
    }

    /// <summary>A verdict with its place.</summary>
    public static string Verdict(Verdict? verdict) =>
        verdict is null ? "No policy covers the repository."
        : verdict.Source is null ? verdict.Text
        : $"{verdict.Text} ({verdict.Source})";

    /// <summary>The tags of an image, or <c>untagged</c>.</summary>
    public static string Tags(PlannedManifest manifest, int most)
    {
        var more = manifest.Tags.Length > most ? $" and {PlanWording.Number(manifest.Tags.Length - most)} more" : "";
        return manifest.Tags.IsEmpty ? "untagged" : string.Join(", ", manifest.Tags.Take(most)) + more;
    }

    private static string Side(PlanSide? side) =>
        side switch
        {
            null => "no policy covers it",
            { Proposed: { } proposed } => $"{PlanWords.Of(side.Status)}, {PlanWording.Number(proposed)} of "
                + $"{PlanWording.Count((long)side.Delete + side.Keep, "manifest")} would be deleted",
            { Status: not PlanStatus.Planned } => $"{PlanWords.Of(side.Status)}, nothing is deleted",
            { Delete: 0 } => "nothing is deleted",
            _ => $"{PlanWording.Number(side.Delete)} of {PlanWording.Count((long)side.Delete + side.Keep, "manifest")} "
                + $"{(side.Delete == 1 ? "is" : "are")} deleted, {PlanWording.Size(side.ReclaimedBytes)} reclaimed",
        };

    private static string Counts(int images, int parts) =>
        (images, parts) switch
        {
            (0, _) => PlanWording.Count(parts, "part"),
            (_, 0) => PlanWording.Count(images, "image"),
            _ => $"{PlanWording.Count(images, "image")} with {PlanWording.Count(parts, "part")}",
        };
}
