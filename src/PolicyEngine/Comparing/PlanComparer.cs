using System.Collections.Immutable;
using PolicyEngine.Oci;
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
                .. before
                    .Keys.Union(after.Keys)
                    .OrderBy(k => k.Registry, StringComparer.Ordinal)
                    .ThenBy(k => k.Name, StringComparer.Ordinal)
                    .Select(k => Compare(before.GetValueOrDefault(k), after.GetValueOrDefault(k))),
            ],
        };
    }

    private static RepositoryComparison Compare(RepositoryPlan? old, RepositoryPlan? @new)
    {
        var (oldSide, newSide) = (Side(old), Side(@new));
        if (@new?.Proposed is { } proposed)
        {
            // A limit can be raised later, so what it stops is what the change is about (semantics.md#limits). Two that are refused are
            // compared by what they propose. What one deletes that is let through is new, whatever was proposed before.
            (old, @new) = (old?.Proposed is { } before ? Propose(old, before) : old, Propose(@new, proposed));
        }

        var gone = Digests(old?.Delete);
        var goes = Digests(@new?.Delete);
        var newlyGo = Rows(@new?.Delete).Where(m => !gone.Contains(m.Digest)).ToArray();
        var newlyStay = Rows(old?.Delete).Where(m => !goes.Contains(m.Digest)).ToArray();
        var stayed = newlyGo.Select(m => m.Digest).ToHashSet(StringComparer.Ordinal);
        var stays = newlyStay.Select(m => m.Digest).ToHashSet(StringComparer.Ordinal);
        var kept = Index(Kept(old).Where(m => stayed.Contains(m.Digest)));
        var keeps = Index(Kept(@new).Where(m => stays.Contains(m.Digest)));
        var oldTags = (old?.Untag ?? []).ToDictionary(u => u.Tag, StringComparer.Ordinal);
        var newTags = (@new?.Untag ?? []).ToDictionary(u => u.Tag, StringComparer.Ordinal);
        return new RepositoryComparison
        {
            Info = (@new ?? old)!.Info,
            Old = oldSide,
            New = newSide,
            NewlyGo = Sort(newlyGo.Select(m => new ManifestChange(m, kept.GetValueOrDefault(m.Digest)?.Verdict, m.Verdict))),
            NewlyStay = Sort(newlyStay.Select(m => new ManifestChange(m, m.Verdict, keeps.GetValueOrDefault(m.Digest)?.Verdict))),
            OtherRule =
                old is { Status: PlanStatus.Planned } && @new is { Status: PlanStatus.Planned }
                    ? Sort(OtherRuleGoing(old.Delete, @new.Delete).Concat(OtherRuleStaying(Kept(old), Kept(@new))))
                    : [],
            NewlyUntagged = [.. newTags.Values.Where(u => !oldTags.ContainsKey(u.Tag)).OrderBy(u => u.Tag, StringComparer.Ordinal)],
            NoLongerUntagged = [.. oldTags.Values.Where(u => !newTags.ContainsKey(u.Tag)).OrderBy(u => u.Tag, StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<ManifestChange> OtherRuleGoing(IReadOnlyList<PlannedManifest> old, IReadOnlyList<PlannedManifest> @new)
    {
        var places = Enumerable.Range(0, old.Count).ToDictionary(i => old[i].Digest, StringComparer.Ordinal);
        return @new.Where(m => m.Role == ManifestRole.Root && places.ContainsKey(m.Digest))
            .SelectMany(m => OtherRule(old[places[m.Digest]], m));
    }

    /// <summary>Side by side, as both are in one order: two policies of a
    /// million images differ in few, and none of the others is held.</summary>
    private static IEnumerable<ManifestChange> OtherRuleStaying(IEnumerable<PlannedManifest> old, IEnumerable<PlannedManifest> @new)
    {
        using var before = old.GetEnumerator();
        var isOpen = before.MoveNext();
        foreach (var manifest in @new.Where(m => m.Role == ManifestRole.Root))
        {
            while (isOpen && StringComparer.Ordinal.Compare(before.Current.Digest, manifest.Digest) < 0)
            {
                isOpen = before.MoveNext();
            }

            if (isOpen && before.Current.Digest == manifest.Digest)
            {
                foreach (var change in OtherRule(before.Current, manifest))
                {
                    yield return change;
                }
            }
        }
    }

    /// <summary>Files and lines always differ between two policies; what an image owes
    /// its fate to is the rule's id, or, where no rule speaks, nothing.</summary>
    private static ManifestChange[] OtherRule(PlannedManifest old, PlannedManifest @new) =>
        old.Verdict.Rule == @new.Verdict.Rule ? [] : [new ManifestChange(@new, old.Verdict, @new.Verdict)];

    private static RepositoryPlan Propose(RepositoryPlan plan, ProposedPlan proposed) =>
        plan with
        {
            Status = PlanStatus.Planned,
            Delete = proposed.Delete,
            Untag = proposed.Untag,
            Retain = proposed.Retain,
            Keep = proposed.Keep,
        };

    /// <summary>What stays and what is retained, ascending by digest as both lists are.</summary>
    private static IEnumerable<PlannedManifest> Kept(RepositoryPlan? plan)
    {
        using var retained = Rows(plan?.Retain).GetEnumerator();
        var isOpen = retained.MoveNext();
        foreach (var kept in Rows(plan?.Keep))
        {
            while (isOpen && StringComparer.Ordinal.Compare(retained.Current.Digest, kept.Digest) < 0)
            {
                yield return retained.Current;
                isOpen = retained.MoveNext();
            }

            yield return kept;
        }

        while (isOpen)
        {
            yield return retained.Current;
            isOpen = retained.MoveNext();
        }
    }

    private static IEnumerable<PlannedManifest> Rows(IEnumerable<PlannedManifest>? manifests) => manifests ?? [];

    private static HashSet<string> Digests(IEnumerable<PlannedManifest>? manifests) =>
        Rows(manifests).Select(m => m.Digest).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, PlannedManifest> Index(IEnumerable<PlannedManifest>? manifests) =>
        (manifests ?? []).ToDictionary(m => m.Digest, StringComparer.Ordinal);

    private static PlanSide? Side(RepositoryPlan? plan) =>
        plan is null
            ? null
            : new PlanSide(plan.Status, plan.Reason, plan.Delete.Count, plan.Keep.Count + plan.Retain.Count, plan.Bytes.Reclaimed)
            {
                Proposed = plan.Proposed?.Delete.Count,
            };

    private static ImmutableArray<ManifestChange> Sort(IEnumerable<ManifestChange> changes) =>
        [
            .. changes
                .OrderBy(c => c.Manifest.Role != ManifestRole.Root)
                .ThenBy(c => c.Manifest.Tags.IsEmpty)
                .ThenBy(c => c.Manifest.Tags.FirstOrDefault(), StringComparer.Ordinal)
                .ThenBy(c => c.Manifest.Digest, StringComparer.Ordinal),
        ];
}
