using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>actions/delete-package-versions: all versions but the newest N, or the untagged ones among them.</summary>
internal sealed class DeleteVersionsActionImporter : PolicyImporter
{
    private const string Action = "actions/delete-package-versions";

    /// <inheritdoc/>
    public override string Name => "delete-package-versions";

    /// <inheritdoc/>
    public override string Title => $"a workflow that uses {Action}";

    /// <inheritdoc/>
    internal override bool HasPushTimes => true;

    private protected override void Read(string text, PolicyDraft draft)
    {
        var steps = WorkflowSteps.Find(text, Action, draft);
        var earlier = new List<DraftRule>();
        foreach (var rule in steps.Select(inputs => ReadStep(inputs, draft, isAlone: steps.Count == 1)).OfType<DraftRule>())
        {
            draft.After(earlier, [rule]);
            earlier.Add(rule);
        }

        draft.Differ(
            "The action counts and deletes platforms, attestations and signatures as versions of their "
                + "own; here they belong to their image, so limits on counts are reached later."
        );
        draft.Differ("The action deletes at most 100 versions a run; here there is no such limit (see --max-deletes).");
    }

    private static DraftRule? ReadStep(ImportObject inputs, PolicyDraft draft, bool isAlone)
    {
        if (inputs.Text("package-type") is { Length: > 0 } type and not "container")
        {
            draft.Differ($"A step for packages of type '{type}' was left out.");
            return null;
        }

        var onlyUntagged = inputs.Flag("delete-only-untagged-versions");
        var rule = draft.Delete(onlyUntagged ? "untagged versions" : "old versions");
        rule.Original = inputs.Written;
        if (onlyUntagged)
        {
            rule.Match.Add("tagged: false");
        }
        else
        {
            // The action deletes a version with all of its tags.
            rule.Criteria.Add("with-other-tags: true");
        }

        var minimum = inputs.Count("min-versions-to-keep");
        if (minimum is { } count)
        {
            rule.Criteria.Insert(0, FormattableString.Invariant($"except-newest: {count}"));
        }

        if (inputs.Count("num-old-versions-to-delete") is { } oldest)
        {
            rule.Doubt($"'num-old-versions-to-delete: {oldest}' deletes a number of the oldest versions, whatever their age.");
        }
        else if (minimum is null && !onlyUntagged)
        {
            rule.Doubt("Without 'min-versions-to-keep' the action deletes the oldest version.");
        }

        if (inputs.Flag("delete-only-pre-release-versions"))
        {
            rule.Doubt("'delete-only-pre-release-versions' looks at the names of versions, which are digests for container images.");
        }

        if (inputs.Has("package-version-ids"))
        {
            rule.Doubt("'package-version-ids' names single versions.");
        }

        ReadIgnored(inputs, draft, rule, isAlone);
        GitHubInputs.Targets(inputs, draft, [rule], isAlone, ["package-name"], PackageNames.Exact);
        inputs.Ignore("token", "package-type", "package-version-ids");
        rule.DoubtUnread(inputs);
        return rule;
    }

    private static void ReadIgnored(ImportObject inputs, PolicyDraft draft, DraftRule rule, bool isAlone)
    {
        if (inputs.Text("ignore-versions") is not { Length: > 0 } ignored)
        {
            return;
        }

        if (!GitHubInputs.IsExpression(ignored) && ImportPatterns.Anywhere(ignored) is { } regex)
        {
            GitHubInputs.Exclude(draft, [rule], isAlone, "ignored", YamlText.Regex(regex));
            draft.Differ(
                "The action compares 'ignore-versions' with digests, so it never protects "
                    + "a tag; here it protects the tags that it was meant for."
            );
        }
        else
        {
            rule.Doubt($"'ignore-versions' cannot be translated: '{ignored}'.");
        }
    }
}
