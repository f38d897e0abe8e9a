using System.Text;
using System.Text.RegularExpressions;
using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>ACR: command lines of <c>acr purge</c>, alone or in the
/// <c>--cmd</c> of a task. N counts what matches and is old enough.</summary>
internal sealed partial class AcrPurgeImporter : PolicyImporter
{
    private static readonly string[] WithValue =
    [
        "--filter",
        "-f",
        "--ago",
        "--keep",
        "--registry",
        "-r",
        "--concurrency",
        "--filter-timeout",
        "--repository-page-size",
        "--username",
        "-u",
        "--password",
        "-p",
        "--config",
        "-c",
    ];

    /// <inheritdoc/>
    public override string Name => "acr";

    /// <inheritdoc/>
    public override string Title => "command lines of 'acr purge'";

    private protected override void Read(string text, PolicyDraft draft)
    {
        // In a task, the command is one word of the line.
        var lines = text.Replace("\\\n", " ", StringComparison.Ordinal).Replace("\\\r\n", " ", StringComparison.Ordinal).Split('\n');
        var commands = lines
            .Select(l => l.Trim())
            .Where(l => !l.StartsWith('#') && l.Contains("acr purge", StringComparison.Ordinal))
            .ToArray();
        if (commands.Length == 0)
        {
            throw new ImportException("It contains no 'acr purge' command.");
        }

        var earlier = new List<DraftRule>();
        foreach (var command in commands)
        {
            var start = command.IndexOf("acr purge", StringComparison.Ordinal);
            var end = start > 0 && command[start - 1] is ('"' or '\'') ? command.IndexOf(command[start - 1], start) : -1;
            var words = Words(end < 0 ? command[start..] : command[start..end]);
            if (end > 0 && RegistryOf(words) is null)
            {
                // The task is the registry's; it may be a command of its own, to which this one is given in a variable.
                var variable = Assignment().Match(command[..(start - 1)]) is { Success: true } match ? match.Groups["name"].Value : null;
                var uses = variable is null ? [] : lines.Where(l => Regex.IsMatch(l, $@"\$\{{?{variable}\b"));
                words.AddRange(
                    uses.Append(command[..(start - 1)].Split(';', '&', '|')[^1])
                        .Append(command[(end + 1)..])
                        .Select(l => RegistryOf(Words(l.Trim())))
                        .FirstOrDefault(found => found is not null)
                        ?? []
                );
            }

            var rules = ReadCommand(words, draft);
            draft.After(earlier, rules);
            earlier.AddRange(rules);
        }

        draft.Differ(
            "acr purge deletes and counts tags; here images are counted, and an image is deleted when all of its tags are condemned."
        );
    }

    /// <summary>The option that names the registry, with its value; null where there is none.</summary>
    private static string[]? RegistryOf(List<string> words) =>
        words.FindLastIndex(w => w.Split('=')[0] is "-r" or "--registry") is >= 0 and var at
            ? words[at].Contains('=', StringComparison.Ordinal)
                ? [words[at]]
                : [.. words.Skip(at).Take(2)]
            : null;

    [GeneratedRegex(@"(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Assignment();

    private static List<DraftRule> ReadCommand(List<string> words, PolicyDraft draft)
    {
        var rules = new List<DraftRule>();
        var options = new List<(string Name, string? Value)>();
        for (var i = 2; i < words.Count; i++)
        {
            var parts = words[i].Split('=', 2);
            var takesValue = WithValue.Contains(parts[0]);
            options.Add(
                (
                    parts[0],
                    parts.Length > 1 ? parts[1]
                    : takesValue && i + 1 < words.Count ? words[++i]
                    : null
                )
            );
        }

        string? Value(params string[] names) => options.LastOrDefault(o => names.Contains(o.Name)).Value;
        bool Has(string name) => options.Any(o => o.Name == name && o.Value is not "false");
        var registry =
            Value("--registry", "-r") is { } host && !host.Contains('$', StringComparison.Ordinal)
                ? host.Contains('.', StringComparison.Ordinal)
                    ? host
                    : host + ".azurecr.io"
                : null;
        string[] known = [.. WithValue, "--untagged", "--untagged-only", "--dry-run", "--include-locked"];
        var unknown = options.Where(o => !known.Contains(o.Name)).Select(o => o.Name).ToArray();
        var takesManifests = Has("--untagged") || Has("--untagged-only");
        var filters = options.Where(o => o.Name is "--filter" or "-f").Select(o => Split(o.Value ?? "")).ToArray();
        var purged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (repository, patterns, filter) in Join(filters))
        {
            // The program puts these anchors around it.
            var globs = repository == ".*" ? ["**"] : RegexPaths.Read($"^{repository}$");
            var added = new List<DraftRule>();
            if (!Has("--untagged-only"))
            {
                var rule = draft.Delete($"purge {repository}");
                ReadTags(patterns, rule);
                Finish(rule);
                if (!takesManifests)
                {
                    rule.Doubt("Without --untagged, acr purge only removes tags and deletes no image; here the images would be deleted.");
                }
            }

            if (takesManifests && purged.Add(repository))
            {
                var rule = draft.Delete($"untagged {repository}");
                rule.Match.Add("tagged: false");
                Finish(rule);
            }

            foreach (var glob in registry is null ? [] : globs ?? [])
            {
                draft.Target($"{registry}/{glob}");
            }

            rules.AddRange(added);

            void Finish(DraftRule rule)
            {
                added.Add(rule);
                rule.Original =
                    $"acr purge {filter} --ago "
                    + $"{Value("--ago")}{(Value("--keep") is { } n ? $" --keep {n}" : "")}{(takesManifests ? " --untagged" : "")}";
                if (globs is null)
                {
                    rule.Doubt($"The repository pattern '{repository}' cannot be translated.");
                }
                else if (globs is not ["**"])
                {
                    rule.Repositories.AddRange(globs);
                }

                ReadCriteria(Value("--ago"), Value("--keep"), rule);
                if (unknown.Length > 0)
                {
                    rule.Doubt($"{string.Join(", ", unknown.Select(u => $"'{u}'"))} is not supported.");
                }
            }
        }

        if (
            Value("--keep") is not null
            && rules.Where(r => r.Match is not ["tagged: false"]).ToArray() is var counted
            && counted.Where((r, i) => counted.Take(i).Any(o => ImportPatterns.MayMeet(o.Repositories, r.Repositories, isPath: true))).Any()
        )
        {
            draft.Differ(
                "'--keep' counts the tags of all filters for a repository together; here each rule counts its own, so more may be kept."
            );
        }

        if (Has("--dry-run"))
        {
            draft.Differ("'--dry-run' only simulates; use 'policyengine plan' for that, since 'run' and 'apply' delete.");
        }

        if (Has("--include-locked"))
        {
            draft.Differ("'--include-locked' unlocks and deletes locked images; here locked images are kept.");
        }

        return rules;
    }

    private static (string Repository, string Tags) Split(string filter)
    {
        var colon = filter.LastIndexOf(':');
        return colon > 0 && colon < filter.Length - 1
            ? (filter[..colon], filter[(colon + 1)..])
            : throw new ImportException($"'--filter {filter}' is not of the form REPOSITORY:TAGS.");
    }

    /// <summary>The filters of one repository are one filter, over which N
    /// is counted; those that cannot be read as one stay apart.</summary>
    private static IEnumerable<(string Repository, string[] Tags, string Written)> Join((string Repository, string Tags)[] filters) =>
        from same in filters.GroupBy(f => f.Repository, StringComparer.Ordinal)
        let patterns = same.Select(f => f.Tags).Distinct(StringComparer.Ordinal).ToArray()
        from joined in patterns.Length > 1 && IsReadable(patterns) ? [patterns] : patterns.Select(p => new[] { p })
        select (same.Key, joined, string.Join(' ', joined.Select(p => $"--filter '{same.Key}:{p}'")));

    private static bool IsReadable(string[] patterns) =>
        Array.TrueForAll(patterns, p => ImportPatterns.AnywhereAsGlob(p) is not null)
        || ImportPatterns.Anywhere(string.Join('|', patterns)) is not null;

    private static void ReadTags(string[] patterns, DraftRule rule)
    {
        var pattern = string.Join('|', patterns);
        if (Array.TrueForAll(patterns, p => ImportPatterns.AnywhereAsGlob(p) is not null))
        {
            string[] globs = [.. patterns.Select(p => ImportPatterns.AnywhereAsGlob(p)!).Distinct(StringComparer.Ordinal)];
            rule.Match.Add(globs.Contains("*") ? "tagged: true" : YamlText.Tags(globs));
            rule.Tags = globs.Contains("*") ? ["*"] : globs;
        }
        else if (ImportPatterns.NotAtStart(pattern) is { } others)
        {
            rule.Match.Add(YamlText.Tags(others));
        }
        else if (ImportPatterns.Anywhere(pattern) is { } regex)
        {
            rule.Match.Add(YamlText.Regex(regex));
        }
        else
        {
            rule.Match.Add("tagged: true");
            rule.Doubt($"The tag pattern '{pattern}' cannot be translated (look-arounds and back-references are not supported).");
        }
    }

    private static void ReadCriteria(string? ago, string? keep, DraftRule rule)
    {
        if (ago is null || ImportDuration.Read(ago) is not { } age)
        {
            rule.Doubt(ago is null ? "--ago is missing." : $"'--ago {ago}' is not a supported duration.");
        }
        else if (age != "0d")
        {
            rule.Criteria.Add($"older-than: {age}");
        }

        if (keep is not null)
        {
            if (keep.Length > 0 && keep.Length < 9 && keep.All(char.IsAsciiDigit))
            {
                rule.Criteria.Add($"except-newest: {keep}");
                if (rule.Criteria.Count > 1)
                {
                    rule.Criteria.Add("of: eligible");
                }
            }
            else
            {
                rule.Doubt($"'--keep {keep}' is not a number.");
            }
        }
    }

    /// <summary>The words of a shell's command line; a quote that wraps the whole command ends it.</summary>
    private static List<string> Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, started) = ('\0', false);
        foreach (var c in command)
        {
            if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                (quote, started) = (c, true);
            }
            else if (char.IsWhiteSpace(c) || c is ';' or '&' or '|')
            {
                Flush();
                if (c is ';' or '&' or '|')
                {
                    return words;
                }
            }
            else
            {
                started = true;
                word.Append(c);
            }
        }

        Flush();
        return words;

        void Flush()
        {
            if (started)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            started = false;
        }
    }
}
