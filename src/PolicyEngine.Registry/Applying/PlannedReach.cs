using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// What a manifest may refer to when its bytes are not at hand, as far as the paths
/// of the plan tell: never too little, now and then too much. Pure and thread-safe.
/// </summary>
/// <param name="rows">What the plan deletes. It is looked through once, when it is asked for first.</param>
internal sealed class PlannedReach(ImmutableArray<PlannedManifest> rows)
{
    private readonly Lazy<ILookup<string, string>> _below = new(() =>
        rows.SelectMany(
                row => row.Paths.SelectMany(path => path[..^1]).Distinct(StringComparer.Ordinal),
                (row, above) => (above, row.Digest)
            )
            .ToLookup(pair => pair.above, pair => pair.Digest, StringComparer.Ordinal)
    );

    private readonly Lazy<ImmutableArray<string>> _unclear = new(() =>
        [
            .. rows.Where(row =>
                    row.Paths.Length >= GraphPaths.MostPaths
                    || row.Paths.Any(path => path.Contains(GraphPaths.Elision, StringComparer.Ordinal))
                )
                .Select(row => row.Digest),
        ]
    );

    /// <summary>What something lists, or a tag leads to.</summary>
    private readonly Lazy<ImmutableArray<string>> _held = new(() =>
        [.. rows.Where(row => row.Role != ManifestRole.Root || !row.Tags.IsEmpty).Select(row => row.Digest)]
    );

    /// <summary>The digests that it may reach, itself aside; one may come twice.</summary>
    internal IEnumerable<string> Of(PlannedManifest unknown)
    {
        var found = _below.Value[unknown.Digest].Concat(_unclear.Value);

        // No tag leads to it, so no path shows what it lists; what nothing lists it does not list either.
        found = unknown.Paths.IsEmpty && unknown.Kind != ManifestKind.Image ? found.Concat(_held.Value) : found;
        return found.Where(digest => digest != unknown.Digest);
    }

    /// <summary>The digests that list another one directly, as far as the plan tells.</summary>
    internal static IEnumerable<string> ParentsOf(PlannedManifest row) =>
        row.Paths.Where(path => path.Length > 2).Select(path => path[^2]).Distinct(StringComparer.Ordinal);
}
