using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>What hangs together of a plan's deletions. Immutable.</summary>
/// <param name="Rows">Its manifests, in the order of the plan.</param>
/// <param name="Deletions">Those that are not known to be gone.</param>
internal sealed record DeletionGroup(IReadOnlyList<PlannedManifest> Rows, int Deletions)
{
    /// <summary>The least deletions that one of its images takes: all of them where there is one image.</summary>
    internal int Least => Rows.Count(row => row.Role == ManifestRole.Root) == 1 ? Deletions : Math.Min(1, Deletions);

    /// <summary>The groups of a plan in its order, those first of which something is gone: what was begun is finished.</summary>
    /// <param name="rows">What is deleted. Where a plan does not say what hangs together, everything does.</param>
    /// <param name="isGone">Whether something is known to be gone.</param>
    internal static IEnumerable<DeletionGroup> Of(IReadOnlyCollection<PlannedManifest> rows, Func<PlannedManifest, bool> isGone) =>
        (
            rows.Any(row => row is { Role: not ManifestRole.Root, Group: null })
                ? [.. rows.Take(1).Select(_ => rows)]
                : rows.GroupBy(row => row.Group ?? -row.Order).Select(group => (IReadOnlyCollection<PlannedManifest>)[.. group])
        )
            .Select(group => new DeletionGroup([.. group], group.Count(row => !isGone(row))))
            .OrderBy(group => group.Deletions == group.Rows.Count);
}
