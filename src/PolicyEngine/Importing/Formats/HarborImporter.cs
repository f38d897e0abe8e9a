using PolicyEngine.Importing.Drafting;
using PolicyEngine.Values;

namespace PolicyEngine.Importing.Formats;

/// <summary>Harbor: what some rule retains stays; everything else in a repository that a rule speaks of goes.</summary>
internal sealed class HarborImporter : PolicyImporter
{
    /// <inheritdoc/>
    public override string Name => "harbor";

    /// <inheritdoc/>
    public override string Title => "a Harbor tag retention policy";

    private protected override void Read(string text, PolicyDraft draft)
    {
        var root = ImportObject.Of(ImportObject.Parse(text), "");
        if (!root.Has("rules"))
        {
            throw new ImportException("It is not a Harbor retention policy: it has no 'rules'. Fetch it by GET /api/v2.0/retentions/{id}.");
        }

        var scopes = new List<string[]>();
        foreach (var source in root.Objects("rules"))
        {
            ReadRule(source, draft, scopes);
        }

        // One that means every repository stands for all.
        foreach (var scope in scopes.Find(s => s is [] or ["**"]) is { } every ? [every] : scopes)
        {
            var rest = draft.Delete("not retained");
            rest.Description = "What no rule retains is deleted, where a rule applies to the repository.";
            rest.Repositories.AddRange(scope);
            rest.Original = root.Written;
            if (root.Text("algorithm") is { } algorithm and not "or")
            {
                rest.Doubt($"The algorithm '{algorithm}' is not supported.");
            }

            rest.DoubtUnread(Without(root, "id", "rules", "algorithm", "scope", "trigger"));
        }

        NoticeDeleted(root, draft);
        draft.Differ("Immutability rules and labels are not part of a retention policy: protect manually what they protect.");
        draft.Differ("The schedule (trigger) is left to whatever runs 'policyengine run'.");
    }

    /// <summary>'Excluding latest' reads as if it protected latest; it deletes it.</summary>
    private static void NoticeDeleted(ImportObject root, PolicyDraft draft)
    {
        var rules = draft.Rules.Where(r => r.Keeps && r.Enabled).ToArray();
        string[] names =
        [
            "latest",
            .. rules
                .SelectMany(r => r.Tags ?? [])
                .Where(t => t.StartsWith('!'))
                .Select(t => t[1..])
                .Where(t => t.AsSpan().IndexOfAny("*?[") < 0),
        ];
        string[] deleted = [.. names.Distinct(StringComparer.Ordinal).Where(n => !Array.Exists(rules, r => Retains(r, n)))];
        if (rules.Length > 0 && deleted.Length > 0)
        {
            draft.Notice(
                $"No rule retains {string.Join(", ", deleted.Select(d => $"'{d}'"))}: images with no other tag are deleted, "
                    + $"by Harbor as by this policy. To keep them, add 'protect: [{{ {YamlText.Tags(deleted)} }}]'."
            );
        }

        if (
            root.Objects("rules")
                .Any(r =>
                    r.Objects("tag_selectors") is [var s]
                    && s.Text("decoration") == "excludes"
                    && s.Text("extras") is { } extras
                    && extras.Contains("true", StringComparison.Ordinal)
                )
        )
        {
            draft.Notice(
                "With 'excluding', Harbor's box 'untagged artifacts' excludes them as "
                    + "well, so they are not retained, neither there nor here."
            );
        }
    }

    private static bool Retains(DraftRule rule, string tag) =>
        rule.Tags is not { } globs
        || (globs.All(g => g.StartsWith('!')) ? !globs.Any(g => IsMatch(g[1..], tag)) : globs.Any(g => IsMatch(g, tag)));

    private static bool IsMatch(string glob, string tag) => GlobParser.Parse(glob, isPath: false, out _)?.IsMatch(tag) ?? true;

    private static ImportObject Without(ImportObject root, params ReadOnlySpan<string> names)
    {
        root.Ignore(names);
        return root;
    }

    private static void ReadRule(ImportObject source, PolicyDraft draft, List<string[]> scopes)
    {
        var template = source.Text("template") ?? throw ImportObject.Wrong(source.At("template"), "a text");
        var rule = draft.Keep(
            template switch
            {
                "latestPushedK" => "latest pushed",
                "latestPulledN" => "latest pulled",
                "latestActiveK" => "latest active",
                "nDaysSinceLastPush" => "pushed lately",
                "nDaysSinceLastPull" => "pulled lately",
                _ => template,
            }
        );
        rule.Original = source.Written;
        if (source.Flag("disabled"))
        {
            rule.Disable();
        }

        ReadCriteria(source, template, rule);
        ReadScope(source, rule);
        ReadTags(source, rule);
        if (source.Text("action") is { } action and not "retain")
        {
            rule.Doubt($"The action '{action}' is not supported.");
        }

        source.Ignore("id", "priority", "disabled");
        rule.DoubtUnread(source);
        if (rule.Enabled && !scopes.Any(s => s.SequenceEqual(rule.Repositories)))
        {
            scopes.Add([.. rule.Repositories]);
        }
    }

    private static void ReadCriteria(ImportObject source, string template, DraftRule rule)
    {
        var parameter = source.Object("params")?.Count(template);
        var days = parameter is { } n ? ImportDuration.Days(n) : null;
        switch (template)
        {
            case "latestPushedK" when parameter is { } count:
                rule.Criteria.Add(FormattableString.Invariant($"newest: {count}"));
                break;
            case "latestPulledN" when parameter is { } count:
                rule.Criteria.Add(FormattableString.Invariant($"most-recently-pulled: {count}"));
                break;
            case "latestActiveK" when parameter is { } count:
                rule.Criteria.Add(FormattableString.Invariant($"newest: {count}, order-by: active"));
                break;
            case "nDaysSinceLastPush" or "lastXDays" when days is not null:
                rule.Criteria.Add($"younger-than: {days}");
                break;
            case "nDaysSinceLastPull" when days is not null:
                rule.Criteria.Add($"pulled-within: {days}");
                break;
            case "always":
                break;
            default:
                rule.Doubt($"The template '{template}' is not supported, or has no number.");
                break;
        }
    }

    /// <summary>Harbor's patterns are of names without their project.</summary>
    private static void ReadScope(ImportObject source, DraftRule rule)
    {
        var scope = source.Object("scope_selectors");
        var selectors = scope?.Objects("repository") ?? [];
        if (selectors.Count > 1 || scope is { Unread.Count: > 0 })
        {
            // Harbor applies all of them, one after the other; a list of globs would unite them.
            throw new ImportException($"'{source.At("scope_selectors")}' narrows in a way that cannot be translated.");
        }

        foreach (var selector in selectors)
        {
            var (kind, decoration, pattern) = (selector.Text("kind"), selector.Text("decoration"), selector.Text("pattern") ?? "");
            var globs = ImportPatterns.Doublestar(pattern, isPath: true);
            if (kind is not (null or "doublestar") || globs is null || decoration is not ("repoMatches" or "repoExcludes"))
            {
                // A wider scope would be cleaned where Harbor does not look.
                throw new ImportException($"'{selector.At("pattern")}' cannot be translated into a repository pattern: '{pattern}'.");
            }

            if (decoration == "repoExcludes")
            {
                rule.Repositories.Add("**");
            }

            rule.Repositories.AddRange(globs.SelectMany(g => decoration == "repoExcludes" ? Excluded(g) : [g == "**" ? "**" : $"*/{g}"]));
        }
    }

    /// <summary>What stands below is never cleaned either: in doubt, less is.</summary>
    private static string[] Excluded(string glob) =>
        glob.EndsWith("/**", StringComparison.Ordinal) ? [$"!*/{glob}", $"!*/{glob[..^3]}"] : [$"!{(glob == "**" ? "**" : $"*/{glob}")}"];

    private static void ReadTags(ImportObject source, DraftRule rule)
    {
        var selectors = source.Objects("tag_selectors");
        if (selectors is not [var selector])
        {
            rule.Doubt($"'{source.At("tag_selectors")}' has {selectors.Count} selectors; only one is supported.");
            return;
        }

        var (kind, decoration, pattern) = (selector.Text("kind"), selector.Text("decoration"), selector.Text("pattern") ?? "");
        var globs = pattern.Length == 0 ? ["*"] : ImportPatterns.Doublestar(pattern, isPath: false);
        if (kind is not (null or "doublestar") || globs is null || decoration is not ("matches" or "excludes"))
        {
            rule.Doubt($"'{selector.At("pattern")}' cannot be translated into a pattern: {kind} {decoration} '{pattern}'.");
            return;
        }

        // 'excluding' turns the box for untagged images round too; without it they are retained.
        var isChecked =
            selector.Text("extras") is { Length: > 0 } extras && ImportObject.Parse(extras) is { } more
                ? ImportObject.Of(more, selector.At("extras")).Flag("untagged")
                : decoration == "matches";
        var withUntagged = isChecked == (decoration == "matches");
        var tags = YamlText.Tags(decoration == "matches" ? globs : globs.Select(g => "!" + g));
        rule.Tags = [.. decoration == "matches" ? globs : globs.Select(g => "!" + g)];
        var isEvery = decoration == "matches" && globs is ["*"];
        switch (isEvery, withUntagged)
        {
            case (true, true):
                break;
            case (true, false):
                rule.Match.Add("tagged: true");
                break;
            case (false, true):
                rule.Match.Add($"any: [{{ {tags} }}, {{ tagged: false }}]");
                break;
            default:
                rule.Match.Add(tags);
                break;
        }

        rule.DoubtUnread(selector);
    }
}
