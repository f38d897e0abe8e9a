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
        var steps = WorkflowSteps.Find(text, Action);
        foreach (var inputs in steps)
        {
            ReadStep(inputs, draft, isAlone: steps.Count == 1);
        }
    }

    private static void ReadStep(ImportObject inputs, PolicyDraft draft, bool isAlone)
    {
        if (inputs.Has("account-type") || inputs.Has("skip-tags") || inputs.Has("filter-tags"))
        {
            throw new ImportException("The step has inputs of version 1 or 2 of the action; version 3 can be imported.");
        }

        if (inputs.Text("timestamp-to-use") is null or "updated_at")
        {
            draft.Setting("age-from: [updated, pushed, created]");
        }

        var selection = inputs.Text("tag-selection") ?? "both";
        var patterns = (inputs.Text("image-tags") ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var rules = new List<DraftRule>();
        if (selection is "both" or "tagged")
        {
            rules.Add(ReadTagged(inputs, patterns, draft));
        }

        if (selection is "both" or "untagged")
        {
            var rule = draft.Delete("untagged");
            rule.Match.Add("tagged: false");
            ReadAge(inputs, rule);
            rules.Add(rule);
        }

        if (rules.Count == 0)
        {
            throw new ImportException($"'tag-selection' is neither 'tagged', 'untagged' nor 'both': '{selection}'.");
        }

        ReadSkipped(inputs, draft, rules);
        GitHubInputs.Targets(inputs, draft, rules, isAlone, ["image-names"], arePatterns: true);
        inputs.Ignore("token", "rust-log", "timestamp-to-use", "keep-n-most-recent");
        GitHubInputs.DryRun(inputs, draft);
        rules.ForEach(r => r.DoubtUnread(inputs));
    }

    private static DraftRule ReadTagged(ImportObject inputs, string[] patterns, PolicyDraft draft)
    {
        var rule = draft.Delete("tagged");
        string[] wanted = [.. patterns.Where(p => !p.StartsWith('!'))];
        string[] spared = [.. patterns.Where(p => p.StartsWith('!')).Select(p => p[1..])];
        if (patterns.Any(GitHubInputs.IsExpression) || !wanted.Concat(spared).All(p => ImportPatterns.IsGlob(p)))
        {
            rule.Doubt("'image-tags' has a pattern that cannot be used here.");
        }
        else if (spared.Length > 0)
        {
            // A tag that is spared spares the image, and takes no place.
            draft.Protect("spared").Match.Add(YamlText.Tags(spared));
        }

        rule.Match.Add(wanted.Length == 0 || wanted is ["*"] || !wanted.All(p => ImportPatterns.IsGlob(p)) ? "tagged: true" : YamlText.Tags(wanted));
        var hasAge = ReadAge(inputs, rule);
        if (inputs.Count("keep-n-most-recent") is { } count and > 0)
        {
            rule.Criteria.Add(FormattableString.Invariant($"except-newest: {count}") + (hasAge ? ", of: eligible" : ""));
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

        rule.Doubt($"'cut-off' is no duration here: '{inputs.Text("cut-off")}'.");
        return false;
    }

    private static void ReadSkipped(ImportObject inputs, PolicyDraft draft, List<DraftRule> rules)
    {
        var digests = (inputs.Text("skip-shas") ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (digests.Length == 0)
        {
            return;
        }

        if (digests.All(d => Graph.Digest.TryParse(d, out _)))
        {
            draft.Protect("skipped").Match.Add($"digests: {YamlText.List(digests)}");
        }
        else
        {
            rules.ForEach(r => r.Doubt("'skip-shas' has what is no digest."));
        }
    }
}
