using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>snok/container-retention-policy, version 3: the cut-off and the tags first, then the newest N of what is left stay.</summary>
internal sealed class RetentionActionImporter : PolicyImporter
{
    private const string Action = "snok/container-retention-policy";
    private static readonly char[] Separators = [' ', ',', '\n', '\r', '\t'];

    /// <inheritdoc/>
    public override string Name => "container-retention-policy";

    /// <inheritdoc/>
    public override string Title => $"a workflow that uses {Action}";

    /// <inheritdoc/>
    internal override bool HasPushTimes => true;

    private protected override void Read(string text, PolicyDraft draft)
    {
        var steps = WorkflowSteps.Find(text, Action, draft);
        var ranking = steps.Where(s => s.Count("keep-n-most-recent") is > 0).ToArray();
        var byUpdate = (ranking.Length > 0 ? ranking : steps).Any(IsByUpdate);
        if (byUpdate)
        {
            draft.Setting("age-from: [updated, pushed, created]");
        }

        var earlier = new List<DraftRule>();
        foreach (var inputs in steps)
        {
            var rules = ReadStep(inputs, draft, isAlone: steps.Count == 1);
            if (IsByUpdate(inputs) != byUpdate)
            {
                foreach (var rule in rules)
                {
                    ReadOtherTime(inputs, draft, rule);
                }
            }

            draft.After(earlier, rules);
            earlier.AddRange(rules);
        }
    }

    private static bool IsByUpdate(ImportObject inputs) => inputs.Text("timestamp-to-use") is null or "" or "updated_at";

    /// <summary>A policy has one source of ages. By the update, images are younger than
    /// by their creation, which only keeps more where nothing is ranked.</summary>
    private static void ReadOtherTime(ImportObject inputs, PolicyDraft draft, DraftRule rule)
    {
        if (rule.Ranks || IsByUpdate(inputs))
        {
            rule.Doubt("Steps measure ages from different times ('timestamp-to-use').");
        }
        else
        {
            draft.Differ($"The rule '{rule.Id}' measures ages from the update, as other steps do, not from 'created_at'.");
        }
    }

    private static List<DraftRule> ReadStep(ImportObject inputs, PolicyDraft draft, bool isAlone)
    {
        if (inputs.Has("account-type") || inputs.Has("skip-tags") || inputs.Has("filter-tags"))
        {
            throw new ImportException("The step has inputs of version 1 or 2 of the action; version 3 can be imported.");
        }

        var selection = inputs.Text("tag-selection") ?? "both";
        var patterns = (inputs.Text("image-tags") ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var rules = new List<DraftRule>();
        if (selection is "both" or "tagged")
        {
            rules.Add(ReadTagged(inputs, patterns, draft, isAlone));
        }

        if (selection is "both" or "untagged")
        {
            var rule = draft.Delete("untagged");
            rule.Match.Add("tagged: false");
            ReadAge(inputs, rule);
            rules.Add(rule);
        }

        rules.ForEach(r => r.Original = inputs.Written);
        if (rules.Count == 0)
        {
            throw new ImportException($"'tag-selection' is neither 'tagged', 'untagged' nor 'both': '{selection}'.");
        }

        ReadSkipped(inputs, draft, rules, isAlone);
        GitHubInputs.Targets(inputs, draft, rules, isAlone, ["image-names"], PackageNames.Wildcards);
        inputs.Ignore("token", "rust-log", "timestamp-to-use", "keep-n-most-recent");
        GitHubInputs.DryRun(inputs, draft);
        rules.ForEach(r => r.DoubtUnread(inputs));
        return rules;
    }

    private static DraftRule ReadTagged(ImportObject inputs, string[] patterns, PolicyDraft draft, bool isAlone)
    {
        var rule = draft.Delete("tagged");
        string[] wanted = [.. patterns.Where(p => !p.StartsWith('!'))];
        string[] spared = [.. patterns.Where(p => p.StartsWith('!')).Select(p => p[1..])];
        var keep = inputs.Count("keep-n-most-recent") ?? 0;
        if (GitHubInputs.IsExpression(inputs.Text("image-tags") ?? "") || !wanted.Concat(spared).All(p => ImportPatterns.IsWildcard(p)))
        {
            rule.Doubt($"'image-tags' has a pattern that cannot be translated: '{inputs.Text("image-tags")}'.");
        }
        else if (spared.Length > 0)
        {
            // A tag that is spared spares the image, and takes no place.
            GitHubInputs.Exclude(draft, [rule], isAlone, "spared", YamlText.Tags(spared));
        }

        // An image of which only some tags match stays, and takes no place either.
        rule.Tags = wanted.Length == 0 ? null : wanted;
        rule.Match.Add(
            wanted.Length == 0 || wanted is ["*"] ? "tagged: true"
            : keep > 0 ? $"tags: {{ all: {YamlText.List(wanted)} }}"
            : YamlText.Tags(wanted)
        );
        var hasAge = ReadAge(inputs, rule);
        if (keep > 0)
        {
            rule.Criteria.Add(FormattableString.Invariant($"except-newest: {keep}") + (hasAge ? ", of: eligible" : ""));
        }

        return rule;
    }

    private static bool ReadAge(ImportObject inputs, DraftRule rule)
    {
        if (GitHubInputs.Age(inputs.Text("cut-off")) is { } age)
        {
            rule.Criteria.Add($"older-than: {age}");
            return true;
        }

        rule.Doubt($"'cut-off' is not a supported duration: '{inputs.Text("cut-off")}'.");
        return false;
    }

    private static void ReadSkipped(ImportObject inputs, PolicyDraft draft, List<DraftRule> rules, bool isAlone)
    {
        var digests = (inputs.Text("skip-shas") ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (digests.Length == 0)
        {
            return;
        }

        if (digests.All(d => Oci.Digest.TryParse(d, out _)))
        {
            GitHubInputs.Exclude(draft, rules, isAlone, "skipped", $"digests: {YamlText.List(digests)}");
        }
        else
        {
            rules.ForEach(r => r.Doubt("'skip-shas' contains something that is not a digest."));
        }
    }
}
