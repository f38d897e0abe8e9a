using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What is kept, as it is afterwards. Pure.</summary>
internal static class KeptRows
{
    /// <summary>The manifests that are kept, each with the tags that stay on it.</summary>
    public static IEnumerable<PlannedManifest> Of(RepositoryPlan plan)
    {
        if (plan.Untag.Count == 0)
        {
            return plan.Keep;
        }

        var off = plan.Untag.Select(untag => (untag.Digest, untag.Tag)).ToHashSet();
        return plan.Keep.Select(manifest =>
            manifest.Tags.Any(tag => off.Contains((manifest.Digest, tag)))
                ? manifest with
                {
                    Tags = [.. manifest.Tags.Where(tag => !off.Contains((manifest.Digest, tag)))],
                }
                : manifest
        );
    }
}
