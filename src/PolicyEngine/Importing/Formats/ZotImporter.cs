using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>zot: the first policy whose pattern a repository matches decides it, and the
/// first <c>keepTags</c> entry whose pattern a tag matches decides the tag.</summary>
internal sealed class ZotImporter : PolicyImporter
{
    private const string DefaultDelay = "24h";

    /// <inheritdoc/>
    public override string Name => "zot";

    /// <inheritdoc/>
    public override string Title => "a zot configuration's retention";

    private protected override void Read(string text, PolicyDraft draft)
    {
        var root = ImportObject.Of(ImportObject.Parse(text), "");
        var storage = root.Object("storage");
        var retention = (storage ?? root).Object("retention")
            ?? (root.Has("policies") ? root : throw new ImportException("It is not a zot configuration with 'storage.retention'."));
        var delay = retention.Text("delay") ?? DefaultDelay;
        var grace = ImportDuration.Read(delay) ?? throw ImportObject.Wrong(retention.At("delay"), "a duration");
        if (retention.Flag("dryRun"))
        {
            draft.Differ("zot only simulates ('dryRun'); use 'policyengine plan' for that, since 'run' and 'apply' delete.");
        }

        var earlier = new List<string>();
        foreach (var policy in retention.Objects("policies"))
        {
            var (globs, all) = Repositories(policy);
            ReadPolicy(policy, [.. globs, .. earlier.Select(g => "!" + g)], grace, draft);
            earlier.AddRange(all.SelectMany(g => g.EndsWith("/**", StringComparison.Ordinal) ? new[] { g, g[..^3] } : [g]));
        }

        if (storage?.Has("subPaths") ?? false)
        {
            draft.Differ("'storage.subPaths' has policies of its own: import them separately.");
        }

        draft.Differ("zot counts tags; here images are counted, and an image is kept with all its tags while one of them is kept.");
        draft.DifferUnread(retention);
    }

    private static (IReadOnlyList<string> Globs, IReadOnlyList<string> All) Repositories(ImportObject policy)
    {
        var globs = new List<string>();
        foreach (var pattern in policy.Texts("repositories"))
        {
            globs.AddRange(
                ImportPatterns.Doublestar(pattern, isPath: true)
                    ?? throw new ImportException($"'{policy.At("repositories")}' has a pattern that cannot be translated: '{pattern}'.")
            );
        }

        return globs.Count > 0 ? (globs, globs) : throw new ImportException($"'{policy.At("repositories")}' is missing.");
    }

    private static void ReadPolicy(ImportObject policy, IReadOnlyList<string> repositories, string delay, PolicyDraft draft)
    {
        var before = new List<string?>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rest = policy.Objects("keepTags").Count > 0 ? New(draft.Delete("other tags"), "Tags that no rule keeps are deleted.") : null;
        foreach (var entry in policy.Objects("keepTags"))
        {
            string[] patterns = [.. entry.Texts("patterns").Where(p => !seen.Contains(p))];
            if (patterns.Length == 0 && entry.Texts("patterns").Count > 0)
            {
                // An entry before it has all of its tags.
                continue;
            }

            var rule = New(draft.Keep("tags"), null);
            seen.UnionWith(patterns);
            ReadCriteria(entry, rule);
            ReadPatterns(entry, patterns, before, rule);
            before.AddRange(patterns.Length == 0 ? ["*"] : patterns.Select(ImportPatterns.AnywhereAsGlob));
        }

        rest?.Match.Add("tagged: true");
        foreach (
            var entry in policy.Has("keepUntagged") && policy.Object("keepUntagged") is { } untagged
                ? [untagged]
                : Array.Empty<ImportObject>()
        )
        {
            var rule = New(draft.Keep("untagged kept"), null);
            rule.Match.Add("tagged: false");
            ReadCriteria(entry, rule);
            rule.DoubtUnread(entry);
        }

        if (policy.Flag("deleteUntagged", @default: true))
        {
            var rule = New(draft.Delete("untagged"), null);
            rule.Match.Add("tagged: false");
            rule.Criteria.Add($"older-than: {delay}");
            rule.DoubtUnread(Only(policy));
        }

        if (policy.Flag("deleteReferrers"))
        {
            var rule = New(draft.Delete("orphaned referrers"), null);
            rule.Match.Add("state: orphaned");
            rule.Criteria.Add($"older-than: {delay}");
        }

        rest?.DoubtUnread(Only(policy));

        DraftRule New(DraftRule rule, string? description)
        {
            rule.Description = description;
            rule.Original = policy.Written;
            if (repositories is not ["**"])
            {
                rule.Repositories.AddRange(repositories);
            }

            return rule;
        }
    }

    private static ImportObject Only(ImportObject policy)
    {
        policy.Ignore("repositories", "keepTags", "keepUntagged", "deleteUntagged", "deleteReferrers");
        return policy;
    }

    /// <summary>The first entry is what it says. A later one does not have the
    /// tags of those before it, which needs globs on both sides.</summary>
    private static void ReadPatterns(ImportObject entry, string[] patterns, List<string?> before, DraftRule rule)
    {
        string?[] globs = patterns.Length == 0 ? ["*"] : [.. patterns.Select(ImportPatterns.AnywhereAsGlob)];
        if (globs.All(g => g is not null) && before.All(g => g is not null))
        {
            rule.Match.Add(
                globs is ["*"] && before.Count == 0 ? "tagged: true" : YamlText.Tags(globs.Concat(before.Select(g => "!" + g))!)
            );
        }
        else if (
            patterns.Length > 0
            && patterns.Select(ImportPatterns.Anywhere).ToArray() is var regexes
            && regexes.All(r => r is not null)
        )
        {
            rule.Match.Add(YamlText.Regex(regexes.Length == 1 ? regexes[0]! : string.Join('|', regexes.Select(r => $"(?:{r})"))));
            if (before.Count > 0)
            {
                rule.Doubt(
                    $"'{entry.At("patterns")}' excludes the tags of the entries before it, which a regular expression cannot express."
                );
            }
        }
        else
        {
            rule.Match.Add("tagged: true");
            rule.Doubt($"'{entry.At("patterns")}' has a regular expression that cannot be translated, or that no glob excludes.");
        }

        rule.DoubtUnread(entry);
    }

    private static void ReadCriteria(ImportObject entry, DraftRule rule)
    {
        if (entry.Count("mostRecentlyPushedCount") is { } pushed and > 0)
        {
            rule.Criteria.Add(FormattableString.Invariant($"newest: {pushed}"));
        }

        if (entry.Count("mostRecentlyPulledCount") is { } pulled and > 0)
        {
            rule.Criteria.Add(FormattableString.Invariant($"most-recently-pulled: {pulled}"));
        }

        var pulledWithin = Duration(entry, "pulledWithin", rule);
        var pushedWithin = Duration(entry, "pushedWithin", rule);
        if (pulledWithin is not null)
        {
            rule.Criteria.Add($"pulled-within: {pulledWithin}");
        }

        // zot's pulledWithin also keeps what was pushed in that time.
        foreach (
            var within in new[] { pulledWithin, pushedWithin }
                .OfType<string>()
                .OrderByDescending(d => Values.Duration.TryParse(d, out var length) ? length.Value : default)
                .Take(1)
        )
        {
            rule.Criteria.Add($"younger-than: {within}");
        }
    }

    private static string? Duration(ImportObject entry, string name, DraftRule rule)
    {
        if (entry.Text(name) is not { } text)
        {
            return null;
        }

        var duration = ImportDuration.Read(text);
        if (duration is null)
        {
            rule.Doubt($"'{entry.At(name)}' is not a duration: '{text}'.");
        }

        return duration;
    }
}
