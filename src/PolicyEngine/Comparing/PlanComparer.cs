using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Planning;

namespace PolicyEngine.Comparing;

/// <summary>Compares two plans that were made of the same repositories at the same time. Pure and thread-safe.</summary>
public static class PlanComparer
{
    /// <summary>What the new plan does differently.</summary>
    /// <exception cref="ArgumentException">The plans are of different times: ages would differ without any change of policy.</exception>
    public static PlanComparison Compare(Plan old, Plan @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        if (old.Now != @new.Now)
        {
            throw new ArgumentException("The plans are for different times.", nameof(@new));
        }

        var before = old.Repositories.ToDictionary(r => (r.Info.Registry, r.Info.Name));
        var after = @new.Repositories.ToDictionary(r => (r.Info.Registry, r.Info.Name));
        return new PlanComparison
        {
            Now = old.Now,
            Old = old.Policies,
            New = @new.Policies,
            Repositories =
            [
                .. before.Keys.Union(after.Keys)
                    .OrderBy(k => k.Registry, StringComparer.Ordinal)
                    .ThenBy(k => k.Name, StringComparer.Ordinal)
                    .Select(k => Compare(before.GetValueOrDefault(k), after.GetValueOrDefault(k))),
            ],
        };
    }

    private static RepositoryComparison Compare(RepositoryPlan? old, RepositoryPlan? @new)
    {
        var gone = Index(old?.Delete);
        var goes = Index(@new?.Delete);
        var newlyGo = goes.Values.Where(m => !gone.ContainsKey(m.Digest)).ToArray();
        var newlyStay = gone.Values.Where(m => !goes.ContainsKey(m.Digest)).ToArray();
        var kept = Index(Kept(old).Where(m => m.Role == ManifestRole.Root || goes.ContainsKey(m.Digest)));
        var keeps = Index(Kept(@new).Where(m => m.Role == ManifestRole.Root || gone.ContainsKey(m.Digest)));
        var oldTags = (old?.Untag ?? []).ToDictionary(u => u.Tag, StringComparer.Ordinal);
        var newTags = (@new?.Untag ?? []).ToDictionary(u => u.Tag, StringComparer.Ordinal);
        return new RepositoryComparison
        {
            Info = (@new ?? old)!.Info,
            Old = Side(old),
            New = Side(@new),
            NewlyGo = Sort(newlyGo.Select(m => new ManifestChange(m, kept.GetValueOrDefault(m.Digest)?.Verdict, m.Verdict))),
            NewlyStay = Sort(newlyStay.Select(m => new ManifestChange(m, m.Verdict, keeps.GetValueOrDefault(m.Digest)?.Verdict))),
            OtherRule = IsPlanned(old) && IsPlanned(@new) ? Sort(OtherRule(gone, goes).Concat(OtherRule(kept, keeps))) : [],
            NewlyUntagged = [.. newTags.Values.Where(u => !oldTags.ContainsKey(u.Tag)).OrderBy(u => u.Tag, StringComparer.Ordinal)],
            NoLongerUntagged = [.. oldTags.Values.Where(u => !newTags.ContainsKey(u.Tag)).OrderBy(u => u.Tag, StringComparer.Ordinal)],
        };
    }

    /// <summary>Files and lines always differ between two policies; what an image owes its fate to is the rule's id, or, where no rule speaks, nothing.</summary>
    private static IEnumerable<ManifestChange> OtherRule(Dictionary<string, PlannedManifest> old, Dictionary<string, PlannedManifest> @new)
    {
        foreach (var (digest, manifest) in @new)
        {
            if (manifest.Role == ManifestRole.Root && old.TryGetValue(digest, out var before) && before.Verdict.Rule != manifest.Verdict.Rule)
            {
                yield return new ManifestChange(manifest, before.Verdict, manifest.Verdict);
            }
        }
    }

    private static bool IsPlanned(RepositoryPlan? plan) => plan is { Status: PlanStatus.Planned };

    private static IEnumerable<PlannedManifest> Kept(RepositoryPlan? plan) => plan is null ? [] : plan.Keep.Concat(plan.Retain);

    private static Dictionary<string, PlannedManifest> Index(IEnumerable<PlannedManifest>? manifests) =>
        (manifests ?? []).ToDictionary(m => m.Digest, StringComparer.Ordinal);

    private static PlanSide? Side(RepositoryPlan? plan) =>
        plan is null ? null : new PlanSide(plan.Status, plan.Reason, plan.Delete.Count, plan.Keep.Count + plan.Retain.Count, plan.Bytes.Reclaimed);

    private static ImmutableArray<ManifestChange> Sort(IEnumerable<ManifestChange> changes) =>
    [
        .. changes
            .OrderBy(c => c.Manifest.Role != ManifestRole.Root)
            .ThenBy(c => c.Manifest.Tags.IsEmpty)
            .ThenBy(c => c.Manifest.Tags.FirstOrDefault(), StringComparer.Ordinal)
            .ThenBy(c => c.Manifest.Digest, StringComparer.Ordinal),
    ];
}
