using PolicyEngine.Graph;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Summaries;

/// <summary>What stays for one reason: by a rule or protection, or, where none spoke, by the same sentence.</summary>
internal sealed class KeptGroup
{
    private const int MaxExamples = 5;
    private const int MaxHeads = 4;

    /// <summary>Groups beyond this many are counted together: sentences that no rule stands behind can all differ.</summary>
    private const int MaxGroups = 200;

    /// <summary>Of parts that no rule speaks of, each names its own image: one sentence stands for all.</summary>
    private const string Needed = "Needed by an image that stays.";

    private readonly SortedSet<string> _examples = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _partExamples = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _heads = new(StringComparer.Ordinal);
    private string? _text;

    private KeptGroup(string? rule, string? source)
    {
        Rule = rule;
        Source = source;
    }

    public string? Rule { get; }

    public string? Source { get; }

    /// <summary>The sentence of the roots, or one for all parts if no root is among them; where it is not the same for all roots, what their sentences begin with.</summary>
    public string Text => _text ?? Common();

    public int Images { get; private set; }

    public int Parts { get; private set; }

    /// <summary>The first tags in ordinal order: of the images, where there are any, and not those that only name a digest.</summary>
    public IReadOnlyCollection<string> Examples => _examples.Count > 0 ? _examples : Images > 0 ? [] : _partExamples;

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

    private static string Sentence(PlannedManifest manifest) => manifest.Role == ManifestRole.Root ? manifest.Verdict.Text : Needed;

    private void Add(PlannedManifest manifest)
    {
        if (manifest.Role == ManifestRole.Root)
        {
            _text = Images == 0 || _text == manifest.Verdict.Text ? manifest.Verdict.Text : null;
            _heads.Add(Head(manifest.Verdict.Text));
            Images++;
            Take(_examples, manifest.Tags.Where(t => !ReferrerTagName.TryParse(t, out _)));
        }
        else
        {
            _text = Images + Parts == 0 ? Sentence(manifest) : _text;
            Parts++;
            Take(_partExamples, manifest.Tags);
        }

        if (_heads.Count > MaxHeads)
        {
            _heads.Remove(_heads.Max!);
        }
    }

    private static void Take(SortedSet<string> examples, IEnumerable<string> tags)
    {
        foreach (var tag in tags)
        {
            examples.Add(tag);
            if (examples.Count > MaxExamples)
            {
                examples.Remove(examples.Max!);
            }
        }
    }

    /// <summary>What a sentence says before it goes into the numbers of one image.</summary>
    private static string Head(string sentence) => sentence.Split(": ", 2)[0].TrimEnd('.');

    /// <summary><c>The rule 'pull-requests' leaves it out or spares it.</c></summary>
    private string Common()
    {
        var subject = $"The rule '{Rule}' ";
        return _heads.Count == 0 ? "For other reasons."
            : _heads.All(h => h.StartsWith(subject, StringComparison.Ordinal)) ? $"{subject}{string.Join(" or ", _heads.Select(h => h[subject.Length..]))}."
            : $"{string.Join("; ", _heads)}.";
    }
}
