using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>A plan of a repository, put together for people: images with their
/// parts, by rule. Each list is enumerated once. Immutable once made.</summary>
internal sealed class RepositoryRows
{
    /// <summary>Groups beyond this many are counted together: sentences that no rule stands behind can all differ.</summary>
    private const int MostGroups = 200;

    private readonly Dictionary<(GroupEffect, VerdictKind, string?, string?, string?), RuleGroup> _groups = [];
    private readonly Dictionary<string, (ImageRow Row, RuleGroup Group)> _images = new(StringComparer.Ordinal);

    /// <summary>Puts a plan together; of one that a limit refused, what it would have been.</summary>
    public RepositoryRows(RepositoryPlan plan)
    {
        Plan = ShownPlan.Of(plan);
        if (plan.Status != PlanStatus.Planned && plan.Proposed is null)
        {
            // Everything is kept for one reason, which stands above.
            Kept = KeptRows.Of(plan).Count(manifest => manifest.Role == ManifestRole.Root);
            Groups = [];
            return;
        }

        Take(Plan.Delete, GroupEffect.Delete);
        DeletedImages = _images.Count;
        Take(Plan.Retain, GroupEffect.Retain);
        Retained = _images.Count - DeletedImages;
        Take(KeptRows.Of(Plan), GroupEffect.Keep);
        Kept = _images.Count - DeletedImages - Retained;
        var untagged = new HashSet<(RuleGroup, string)>();
        foreach (var untag in Plan.Untag)
        {
            var group = GroupOf(GroupEffect.Untag, untag.Verdict, null);
            group.Add(untag, untagged.Add((group, untag.Digest)));
        }

        Groups =
        [
            .. _groups
                .Values.OrderBy(group => group.Effect)
                .ThenByDescending(group => group.Images)
                .ThenByDescending(group => group.Manifests)
                .ThenBy(group => group.Rule, StringComparer.Ordinal)
                .ThenBy(group => group.Source, StringComparer.Ordinal)
                .ThenBy(group => group.Words, StringComparer.Ordinal),
        ];
        _groups.Clear();
    }

    /// <summary>The plan that is shown.</summary>
    public RepositoryPlan Plan { get; }

    /// <summary>By what becomes of them and by rule, the greatest first.</summary>
    public IReadOnlyList<RuleGroup> Groups { get; }

    /// <summary>The images that are deleted.</summary>
    public int DeletedImages { get; }

    /// <summary>The images that the registry does not let go.</summary>
    public int Retained { get; }

    /// <summary>The images that are kept.</summary>
    public int Kept { get; }

    /// <summary>All images.</summary>
    public int Images => DeletedImages + Retained + Kept;

    /// <summary>The images of a kind of group, the newest first.</summary>
    public IEnumerable<(ImageRow Row, RuleGroup Group)> NewestFirst(GroupEffect effect)
    {
        var groups = new Dictionary<ImageRow, RuleGroup>(ReferenceEqualityComparer.Instance);
        foreach (var group in Groups.Where(group => group.Effect == effect))
        {
            foreach (var row in group.Rows)
            {
                groups[row] = group;
            }
        }

        return ImageRow.NewestFirst(groups.Keys).Select(row => (row, groups[row]));
    }

    /// <summary>The image that a digest is, of those that are deleted, retained or kept; null for a part.</summary>
    public ImageRow? ImageOf(string digest) => _images.TryGetValue(digest, out var found) ? found.Row : null;

    /// <summary>The place of the group that an image, or what no image stands behind, is in; -1 where it is in none.</summary>
    public int GroupIndexOf(PlannedManifest owner, GroupEffect effect)
    {
        if (_images.TryGetValue(owner.Digest, out var found))
        {
            return Places.GetValueOrDefault(found.Group, -1);
        }

        var kind = owner.Verdict.Kind == VerdictKind.Follows ? VerdictKind.Condemned : owner.Verdict.Kind;
        for (var index = 0; index < Groups.Count; index++)
        {
            if (
                Groups[index] is var group
                && group.Effect == effect
                && group.Kind == kind
                && group.Rule == owner.Verdict.Rule
                && group.Source == owner.Verdict.Source
            )
            {
                return index;
            }
        }

        return -1;
    }

    private Dictionary<RuleGroup, int> Places => field ??= Groups.Index().ToDictionary(item => item.Item, item => item.Index);

    private void Take(IEnumerable<PlannedManifest> manifests, GroupEffect effect)
    {
        List<PlannedManifest>? early = null;
        foreach (var manifest in manifests)
        {
            if (manifest.Role == ManifestRole.Root)
            {
                var row = new ImageRow(manifest);
                var group = GroupOf(effect, manifest.Verdict, SentenceOf(manifest));
                group.Add(row, listed: effect != GroupEffect.Keep);
                _images.TryAdd(manifest.Digest, (row, group));
            }
            else if (!TryOwn(manifest, effect))
            {
                (early ??= []).Add(manifest);
            }
        }

        // What is kept comes by digest, so a part may come before its image.
        foreach (var part in early ?? [])
        {
            if (!TryOwn(part, effect))
            {
                GroupOf(effect, part.Verdict, SentenceOf(part)).AddAlone(part);
            }
        }
    }

    private bool TryOwn(PlannedManifest part, GroupEffect effect)
    {
        if (part.Owner is { } owner)
        {
            return TryAdd(owner, part, effect);
        }

        foreach (var path in part.Paths)
        {
            if (path.Length > 2 && TryAdd(path[1], part, effect))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAdd(string owner, PlannedManifest part, GroupEffect effect)
    {
        if (!_images.TryGetValue(owner, out var image) || image.Group.Effect != effect)
        {
            return false;
        }

        image.Row.Add(part);
        image.Group.AddPart(part);
        return true;
    }

    private RuleGroup GroupOf(GroupEffect effect, Verdict verdict, string? sentence)
    {
        var kind = verdict.Kind == VerdictKind.Follows ? VerdictKind.Condemned : verdict.Kind;
        var key = (effect, kind, verdict.Rule, verdict.Source, verdict.Rule is null ? sentence : null);
        if (_groups.TryGetValue(key, out var group))
        {
            return group;
        }

        if (_groups.Count >= MostGroups)
        {
            key = (effect, VerdictKind.Unmatched, null, null, null);
            return _groups.TryGetValue(key, out var rest) ? rest : _groups[key] = new RuleGroup(effect, VerdictKind.Unmatched, null, null);
        }

        return _groups[key] = new RuleGroup(effect, kind, verdict.Rule, verdict.Source);
    }

    private static string SentenceOf(PlannedManifest manifest) =>
        manifest.Verdict.Kind == VerdictKind.Needed ? SharedReason.Needed : manifest.Verdict.Text;
}
