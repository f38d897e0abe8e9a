using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// What a manifest may refer to when its bytes are not at hand, as far as the paths of the plan tell: never too little, now and then too much. Pure.
/// </summary>
/// <param name="rows">What the plan deletes.</param>
internal sealed class PlannedReach(ImmutableArray<PlannedManifest> rows)
{
    /// <summary>From this many on, paths are left out of a plan (<see cref="PlannedManifest.Paths"/>).</summary>
    private const int MostPaths = 100;

    /// <summary>The digests that it may reach, itself aside.</summary>
    internal IEnumerable<string> Of(PlannedManifest unknown) => rows.Where(row => row.Digest != unknown.Digest && MayReach(unknown, row)).Select(row => row.Digest);

    /// <summary>The digests that list another one directly, as far as the plan tells.</summary>
    internal static IEnumerable<string> ParentsOf(PlannedManifest row) => row.Paths.Where(path => path.Length > 2).Select(path => path[^2]).Distinct(StringComparer.Ordinal);

    private static bool MayReach(PlannedManifest unknown, PlannedManifest row) =>
        row.Paths.Length >= MostPaths
        || row.Paths.Any(path => path.Contains(GraphPaths.Elision, StringComparer.Ordinal) || path.AsSpan()[..^1].Contains(unknown.Digest))

        // No tag leads to it, so no path shows what it lists; what nothing lists it does not list either.
        || (unknown.Paths.IsEmpty && unknown.Kind != ManifestKind.Image && (row.Role != ManifestRole.Root || !row.Tags.IsEmpty));
}
