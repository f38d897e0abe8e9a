using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>GitLab: <c>latest</c> and what matches the keep pattern stay; of
/// the rest that matches, the newest N and the younger ones stay.</summary>
internal sealed class GitLabImporter : PolicyImporter
{
    private static readonly string[] Containers = ["container_expiration_policy", "container_expiration_policy_attributes"];

    /// <inheritdoc/>
    public override string Name => "gitlab";

    /// <inheritdoc/>
    public override string Title => "a GitLab container expiration policy";

    private protected override void Read(string text, PolicyDraft draft)
    {
        var root = ImportObject.Of(ImportObject.Parse(text), "");
        var source = Containers.Select(root.Object).FirstOrDefault(o => o is not null) ?? root;
        if (!source.Has("name_regex") && !source.Has("name_regex_delete") && !source.Has("keep_n") && !source.Has("older_than"))
        {
            throw new ImportException(
                "It is not a container expiration policy: it has neither 'name_regex', 'keep_n' "
                    + "nor 'older_than'. A project's is in GET /api/v4/projects/{id}."
            );
        }

        draft.Protect("latest").Match.Add(YamlText.Tags(["latest"]));
        var rule = draft.Delete("expired");
        rule.Original = source.Written;
        if (!source.Flag("enabled", @default: true))
        {
            rule.Doubt("The policy is switched off ('enabled: false').");
        }

        if (source.Text("name_regex_keep") is { Length: > 0 } keep)
        {
            if (ImportPatterns.WholeAlternatives(keep) is { } kept)
            {
                draft.Protect("kept").Match.Add(YamlText.Regex(kept));
            }
            else
            {
                rule.Doubt($"'name_regex_keep' cannot be translated: '{keep}'.");
            }
        }

        ReadDelete(source, rule, draft);
        draft.Differ(
            "GitLab counts and deletes tags; here images are counted, and an image is kept with all its tags while one of them is kept."
        );
        draft.Differ("Protected tags of the project are not part of the policy: protect them manually.");
        source.Ignore("cadence", "next_run_at", "enabled");
        if (source != root)
        {
            draft.Differ("Other settings of the project were left out.");
        }

        rule.DoubtUnread(source);
    }

    private static void ReadDelete(ImportObject source, DraftRule rule, PolicyDraft draft)
    {
        var pattern = source.Text("name_regex_delete") ?? source.Text("name_regex");
        source.Ignore("name_regex_delete", "name_regex");
        if (pattern is not { Length: > 0 })
        {
            rule.Doubt("'name_regex_delete' is missing, so nothing says what may be deleted.");
        }
        else if (pattern == ".*")
        {
            rule.Match.Add("tagged: true");
        }
        else if (ImportPatterns.Whole(pattern) is { } whole)
        {
            rule.Match.Add(YamlText.Regex(whole));
            if (RegexPaths.Alternatives(pattern).Count > 1)
            {
                draft.Differ(
                    $"In 'name_regex_delete: {pattern}', GitLab's anchors hold for the first and the last "
                        + $"alternative only, so it finds more; here each alternative is a whole tag."
                );
            }
        }
        else
        {
            rule.Doubt($"'name_regex_delete' cannot be translated: '{pattern}'.");
        }

        if (source.Text("older_than") is { Length: > 0 } age)
        {
            if (ImportDuration.Read(age) is { } duration)
            {
                rule.Criteria.Add($"older-than: {duration}");
            }
            else
            {
                rule.Doubt($"'older_than' is not a duration: '{age}'.");
            }
        }

        if (source.Count("keep_n") is { } count)
        {
            rule.Criteria.Add(FormattableString.Invariant($"except-newest: {count}"));
        }
    }
}
