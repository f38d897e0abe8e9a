using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What is kept for one reason: by a rule or protection, or, where none spoke, by the same sentence.</summary>
internal sealed class KeptGroup
{
    private const int MaxExamples = 5;

    /// <summary>Groups beyond this many are counted together: sentences that no rule stands behind can all differ.</summary>
    private const int MaxGroups = 200;

    /// <summary>Of parts that no rule speaks of, each names its own image: one sentence stands for all.</summary>
    private const string Needed = "Needed by an image that is kept.";

    private static readonly SortedSet<string> s_none = [];
    private readonly SortedSet<string> _examples = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _partExamples = new(StringComparer.Ordinal);
    private readonly SharedReason _reason = new();
    private int _tags;
    private int _partTags;
    private int _untagged;

    private KeptGroup(string? rule, string? source)
    {
        Rule = rule;
        Source = source;
    }

    public string? Rule { get; }

    public string? Source { get; }

    /// <summary>What the sentences of the roots have in common, or one for all parts if no root is among them.</summary>
    public string Text => _reason.Text(Rule) ?? Needed;

    public int Images { get; private set; }

    public int Parts { get; private set; }

    /// <summary>The first tags in ordinal order: of the images, where there are any, and not those that only name a digest.</summary>
    private SortedSet<string> Examples => _examples.Count > 0 ? _examples : Images > 0 ? s_none : _partExamples;

    /// <summary>The examples, and how many there are beside them: <c>v1, v2 and 8 more, 3 untagged</c>.</summary>
    public string Names(Func<string, string> show)
    {
        var more = (_examples.Count > 0 ? _tags : Images > 0 ? 0 : _partTags) - Examples.Count;
        var tags = string.Join(", ", Examples.Select(show)) + (more > 0 ? $" and {PlanWording.Number(more)} more" : "");
        var untagged = Images == 0 || _untagged == 0 ? "" : _untagged == Images ? "untagged" : $"{PlanWording.Number(_untagged)} untagged";
        return tags.Length > 0 && untagged.Length > 0 ? $"{tags}, {untagged}" : tags + untagged;
    }

    /// <summary>Groups what stays in one pass, the greatest group first.</summary>
    public static IReadOnlyList<KeptGroup> Of(IEnumerable<PlannedManifest> kept)
    {
        var groups = new Dictionary<(string?, string?, string?), KeptGroup>();
        foreach (var manifest in kept)
        {
            var verdict = manifest.Verdict;
            var key = (verdict.Rule, verdict.Source, verdict.Rule is null ? Sentence(manifest) : null);
            if (!groups.TryGetValue(key, out var group))
            {
                key = groups.Count < MaxGroups ? key : (null, null, null);
                group = groups.TryGetValue(key, out var rest) ? rest : groups[key] = new KeptGroup(key.Item1, key.Item2);
            }

            group.Add(manifest);
        }

        return
        [
            .. groups.Values
                .OrderByDescending(g => g.Images)
                .ThenByDescending(g => g.Parts)
                .ThenBy(g => g.Rule, StringComparer.Ordinal)
                .ThenBy(g => g.Source, StringComparer.Ordinal)
                .ThenBy(g => g.Text, StringComparer.Ordinal),
        ];
    }

    private static string Sentence(PlannedManifest manifest) => IsNeeded(manifest) ? Needed : manifest.Verdict.Text;

    /// <summary>Whether a part stays for an image, and not by itself.</summary>
    private static bool IsNeeded(PlannedManifest manifest) => manifest.Role != ManifestRole.Root && manifest.Verdict.Kind == VerdictKind.Needed;

    private void Add(PlannedManifest manifest)
    {
        if (!IsNeeded(manifest))
        {
            _reason.Add(manifest.Verdict);
        }

        if (manifest.Role == ManifestRole.Root)
        {
            Images++;
            var count = Take(_examples, UserTags(manifest));
            _tags += count;
            _untagged += count == 0 ? 1 : 0;
        }
        else
        {
            Parts++;
            _partTags += Take(_partExamples, UserTags(manifest));
        }
    }

    /// <summary>The tags that people gave it: those that only name a digest help nobody to find it.</summary>
    private static IEnumerable<string> UserTags(PlannedManifest manifest) => manifest.Tags.Where(t => !ReferrerTagName.TryParse(t, out _));

    private static int Take(SortedSet<string> examples, IEnumerable<string> tags)
    {
        var count = 0;
        foreach (var tag in tags)
        {
            count++;
            examples.Add(tag);
            if (examples.Count > MaxExamples)
            {
                examples.Remove(examples.Max!);
            }
        }

        return count;
    }
}
