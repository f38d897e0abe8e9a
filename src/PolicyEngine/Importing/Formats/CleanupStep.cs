using System.Text.RegularExpressions;
using PolicyEngine.Importing.Drafting;
using PolicyEngine.Values;

namespace PolicyEngine.Importing.Formats;

/// <summary>A step of dataaxiom/ghcr-cleanup-action: what the rules of one step have in common. Not thread-safe.</summary>
internal sealed class CleanupStep(ImportObject inputs, PolicyDraft draft)
{
    private static readonly string[] Selecting =
    [
        "delete-ghost-images",
        "delete-partial-images",
        "delete-orphaned-images",
        "keep-n-tagged",
        "keep-n-untagged",
    ];
    private const string DigestTags = "sha256-*";
    private readonly bool _isRegex = inputs.Flag("use-regex");
    private readonly string? _age = GitHubInputs.Age(inputs.Text("older-than"));
    private readonly List<DraftRule> _rules = [];

    /// <summary>Adds the rules of the step.</summary>
    /// <param name="isAlone">Whether there is no other step.</param>
    public IReadOnlyList<DraftRule> Read(bool isAlone)
    {
        var (tags, keepTagged, keepUntagged) = (Tags(), inputs.Count("keep-n-tagged"), inputs.Count("keep-n-untagged"));
        var broken = ReadStates();
        if (tags is { Length: > 0 })
        {
            ReadTags(tags, keepTagged, broken);
        }
        else if (keepTagged is { } tagged)
        {
            var rule = Top(Add("all but the newest tagged", "tagged: true", Newest(tagged)), null);
            broken.ForEach(rule.Except);
        }

        if (keepUntagged is { } untagged)
        {
            var rule = Add("all but the newest untagged", "tagged: false", Newest(untagged));
            broken.ForEach(rule.Except);
        }

        // Told is told: also by 'false'.
        if (
            inputs.Flag(
                "delete-untagged",
                @default: tags is not { Length: > 0 } && Array.TrueForAll(Selecting, s => inputs.Text(s) is not { Length: > 0 })
            ) && keepUntagged is null
        )
        {
            Add("untagged", "tagged: false");
        }

        ReadExcluded(isAlone);
        var isExpanded =
            inputs.Flag("expand-packages") || $"{inputs.Text("package")}{inputs.Text("packages")}".AsSpan().IndexOfAny("*?") >= 0;
        GitHubInputs.Targets(
            inputs,
            draft,
            _rules,
            isAlone,
            ["package", "packages"],
            !isExpanded ? PackageNames.Exact
                : _isRegex ? PackageNames.Regex
                : PackageNames.Wildcards
        );
        inputs.Ignore("token", "validate", "log-level", "registry-url", "github-api-url", "use-regex");
        GitHubInputs.DryRun(inputs, draft);
        _rules.ForEach(r => r.DoubtUnread(inputs));
        draft.Differ(
            "The action only checks multi-platform images; here signatures and attestations of every kind follow their image too."
        );
        return _rules;
    }

    private string? Tags()
    {
        var (tags, deleted) = (inputs.Text("tags"), inputs.Text("delete-tags"));
        return tags is { Length: > 0 } && deleted is { Length: > 0 }
                ? throw new ImportException("The step has 'tags' and 'delete-tags'; the action takes one of them.")
            : deleted is { Length: > 0 } ? deleted
            : tags;
    }

    /// <summary>The states of images that are deleted and do not count. Partial includes that all is missing.</summary>
    private List<string> ReadStates()
    {
        var (ghost, partial) = (inputs.Flag("delete-ghost-images"), inputs.Flag("delete-partial-images"));
        var states = new List<string>();
        if (ghost || partial)
        {
            Add("ghost images", "state: ghost");
            states.Add("state: ghost");
        }

        if (partial)
        {
            Add("partial images", "state: partial");
            states.Add("state: partial");
        }

        if (inputs.Flag("delete-orphaned-images"))
        {
            Add("orphaned images", "state: orphaned");
        }

        return states;
    }

    /// <summary>The tags come off images with other tags; with a count, the
    /// newest images that have one of them keep all of theirs.</summary>
    private void ReadTags(string tags, int? keep, List<string> broken)
    {
        var (globs, regex) = Patterns(tags, isDeleting: true);
        var match =
            globs is not null ? YamlText.Tags(globs)
            : regex is not null ? YamlText.Regex(regex)
            : null;
        var rule = Top(Add("delete tags", match, "target: tags"), globs);
        if (globs is not null && DigestSamples.Any(d => Matches(d, tags, globs)))
        {
            draft.Differ(
                $"'delete-tags: {tags}' also matches digests, so the action deletes untagged images too; here it only selects tags."
            );
        }

        if (match is null)
        {
            rule.Doubt($"'delete-tags' has a pattern that cannot be translated: '{tags}'.");
        }
        else if (keep is { } count)
        {
            rule.Criteria.Add(Newest(count));
            draft.Differ(
                $"'keep-n-tagged' with 'delete-tags' is read as by the newest release of the action: every image with a tag that "
                    + $"'{tags}' matches takes a place. Older releases first removed the tags from images with other tags."
            );
            if (broken.Count > 0)
            {
                ReadBroken(rule, globs, count, broken);
            }
        }
    }

    /// <summary>What is broken takes places when tags come off, and none when images
    /// are deleted: here the images with other tags are counted apart.</summary>
    private void ReadBroken(DraftRule rule, IReadOnlyList<string>? globs, int count, List<string> broken)
    {
        if (globs is null)
        {
            rule.Doubt(
                "'keep-n-tagged' counts images that 'delete-ghost-images' and "
                    + "'delete-partial-images' leave, which cannot be expressed beside a regular "
                    + "expression."
            );
            return;
        }

        var all = $"tags: {{ all: {YamlText.List(globs)} }}";
        rule.Except(all);
        var rest = Top(Add("all but the newest", all, Newest(count)), globs);
        broken.ForEach(rest.Except);
        draft.Differ("Images with other tags are counted apart from those whose tags all match 'delete-tags', so more may be kept.");
    }

    /// <summary>The action looks at nothing that another image holds, nor at what is tagged by a digest, whatever the tags.</summary>
    private DraftRule Top(DraftRule rule, IReadOnlyList<string>? tags)
    {
        rule.Tags = tags;
        rule.Except("state: part");
        if (ImportPatterns.MayMeet(tags ?? [], [DigestTags], isPath: false))
        {
            rule.Except(YamlText.Tags([DigestTags]));
        }

        draft.Differ(
            "A platform or a signature with a tag of its own is kept here when its image is "
                + "deleted, and then counts as an image; the action deletes it with its image."
        );
        return rule;
    }

    private DraftRule Add(string name, string? match, params string[] criteria)
    {
        var rule = draft.Delete(name);
        rule.Original = inputs.Written;
        if (match is not null)
        {
            rule.Match.Add(match);
        }

        if (_age is not null)
        {
            rule.Criteria.Add($"older-than: {_age}");
        }
        else if (inputs.Text("older-than") is { Length: > 0 } written)
        {
            rule.Doubt($"'older-than' is not a supported duration: '{written}'.");
        }

        rule.Criteria.AddRange(criteria);
        _rules.Add(rule);
        return rule;
    }

    private string Newest(int count) => FormattableString.Invariant($"except-newest: {count}") + (_age is not null ? ", of: eligible" : "");

    private void ReadExcluded(bool isAlone)
    {
        if (inputs.Text("exclude-tags") is not { Length: > 0 } excluded)
        {
            return;
        }

        var (globs, regex) = Patterns(excluded, isDeleting: false);
        if (globs is null && regex is null)
        {
            _rules.ForEach(r => r.Doubt($"'exclude-tags' has a pattern that cannot be translated: '{excluded}'."));
        }
        else if (DigestSamples.Any(d => Matches(d, excluded, globs)))
        {
            // The action compares it with digests too.
            _rules.ForEach(r => r.Doubt($"'exclude-tags: {excluded}' also matches digests of images that are not known in advance."));
        }
        else
        {
            GitHubInputs.Exclude(draft, _rules, isAlone, "excluded", globs is not null ? YamlText.Tags(globs) : YamlText.Regex(regex!));
        }
    }

    private static bool Matches(string digest, string pattern, IReadOnlyList<string>? globs) =>
        globs is not null
            ? globs.Any(g => GlobParser.Parse(g, isPath: false, out _)!.IsMatch(digest))
            : Regex.IsMatch(digest, pattern.Trim(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Globs or a regular expression; neither where the pattern cannot be used.</summary>
    private (IReadOnlyList<string>? Globs, string? Regex) Patterns(string text, bool isDeleting)
    {
        if (GitHubInputs.IsExpression(text))
        {
            return (null, null);
        }

        if (_isRegex)
        {
            string?[] globs = [.. RegexPaths.Alternatives(text.Trim()).Select(ImportPatterns.AnywhereAsGlob)];
            return isDeleting && globs.All(g => g is not null) ? (globs!, null) : (null, ImportPatterns.Anywhere(text.Trim()));
        }

        // The action does not trim them: one with a blank matches no tag.
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (isDeleting && parts.FirstOrDefault(p => p.Trim() != p) is { } blank && parts.Any(p => p.Trim() == p))
        {
            draft.Differ($"In 'delete-tags', '{blank}' begins or ends with a space, so the action never finds such a tag; it is left out.");
            parts = [.. parts.Where(p => p.Trim() == p)];
        }

        parts = [.. parts.Select(p => p.Trim()).Where(p => p.Length > 0)];
        return parts.Length > 0 && parts.All(p => ImportPatterns.IsWildcard(p) && !p.Contains(':', StringComparison.Ordinal))
            ? (parts, null)
            : (null, null);
    }
}
