namespace PolicyEngine.Importing.Formats;

/// <summary>dataaxiom/ghcr-cleanup-action: excluded tags first, then age, then tags, broken images and counts of what is left.</summary>
internal sealed class CleanupActionImporter : PolicyImporter
{
    private const string Action = "dataaxiom/ghcr-cleanup-action";

    /// <inheritdoc/>
    public override string Name => "ghcr-cleanup-action";

    /// <inheritdoc/>
    public override string Title => $"a workflow that uses {Action}";

    /// <inheritdoc/>
    internal override bool HasPushTimes => true;

    private protected override void Read(string text, PolicyDraft draft)
    {
        draft.Setting("age-from: [updated, pushed, created]");
        var steps = WorkflowSteps.Find(text, Action);
        foreach (var inputs in steps)
        {
            ReadStep(inputs, draft, isAlone: steps.Count == 1);
        }
    }

    private static void ReadStep(ImportObject inputs, PolicyDraft draft, bool isAlone)
    {
        var isRegex = inputs.Flag("use-regex");
        var before = new List<string>();
        if (GitHubInputs.Age(inputs.Text("older-than")) is { Length: > 0 } age)
        {
            before.Add($"older-than: {age}");
        }

        var rules = new List<DraftRule>();
        var (tags, keepTagged, keepUntagged) = (inputs.Text("delete-tags") ?? inputs.Text("tags"), inputs.Count("keep-n-tagged"), inputs.Count("keep-n-untagged"));
        inputs.Ignore("tags", "delete-tags");
        if (tags is { Length: > 0 })
        {
            var rule = Add(draft.Delete("delete tags"), null, "target: tags");
            if (Patterns(tags, isRegex) is { } match)
            {
                rule.Match.Add(match);
            }
            else
            {
                rule.Doubt($"'delete-tags' has a pattern that cannot be used here: '{tags}'.");
            }
        }

        foreach (var (input, state) in new[] { ("delete-ghost-images", "ghost"), ("delete-partial-images", "partial"), ("delete-orphaned-images", "orphaned") })
        {
            if (inputs.Flag(input))
            {
                Add(draft.Delete($"{state} images"), $"state: {state}");
            }
        }

        if (keepTagged is { } tagged)
        {
            Add(draft.Delete("all but the newest tagged"), "tagged: true", Count(tagged, before));
        }

        if (keepUntagged is { } untagged)
        {
            Add(draft.Delete("all but the newest untagged"), "tagged: false", Count(untagged, before));
        }

        if (inputs.Flag("delete-untagged", @default: rules.Count == 0) && keepUntagged is null)
        {
            Add(draft.Delete("untagged"), "tagged: false");
        }

        ReadExcluded(inputs, isRegex, draft, rules);
        GitHubInputs.Targets(inputs, draft, rules, isAlone, ["package", "packages"], inputs.Flag("expand-packages"));
        inputs.Ignore("token", "validate", "log-level", "registry-url", "github-api-url", "use-regex");
        GitHubInputs.DryRun(inputs, draft);
        rules.ForEach(r => r.DoubtUnread(inputs));
        draft.Differ("The action checks nothing but multi-platform images; here signatures and attestations of every kind follow their image too.");

        DraftRule Add(DraftRule rule, string? match, params string[] criteria)
        {
            if (match is not null)
            {
                rule.Match.Add(match);
            }

            rule.Criteria.AddRange(before);
            rule.Criteria.AddRange(criteria);
            if (inputs.Text("older-than") is { Length: > 0 } written && before.Count == 0)
            {
                rule.Doubt($"'older-than' is no duration here: '{written}'.");
            }

            rules.Add(rule);
            return rule;
        }
    }

    private static string Count(int count, List<string> before) => FormattableString.Invariant($"except-newest: {count}") + (before.Count > 0 ? ", of: eligible" : "");

    private static void ReadExcluded(ImportObject inputs, bool isRegex, PolicyDraft draft, List<DraftRule> rules)
    {
        if (inputs.Text("exclude-tags") is not { Length: > 0 } excluded)
        {
            return;
        }

        if (Patterns(excluded, isRegex) is { } match)
        {
            draft.Protect("excluded").Match.Add(match);
        }
        else
        {
            rules.ForEach(r => r.Doubt($"'exclude-tags' has a pattern that cannot be used here: '{excluded}'."));
        }
    }

    private static string? Patterns(string text, bool isRegex)
    {
        if (isRegex)
        {
            return !GitHubInputs.IsExpression(text) && ImportPatterns.Anywhere(text.Trim()) is { } regex ? YamlText.Regex(regex) : null;
        }

        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && parts.All(p => ImportPatterns.IsGlob(p) && !p.Contains(':', StringComparison.Ordinal) && !GitHubInputs.IsExpression(p)) ? YamlText.Tags(parts) : null;
    }
}
