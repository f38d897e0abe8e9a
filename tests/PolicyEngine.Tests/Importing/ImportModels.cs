using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Importing;

/// <summary>What other tools delete, written from their own sources and documents: a configuration, and what it means.</summary>
internal static partial class ImportModels
{
    public delegate IEnumerable<string> Model(IReadOnlyList<ImportImage> images);

    public delegate (string Text, Model Model) Draw(Random random, string[] globs, string[] regexes);

    public static IReadOnlyDictionary<string, Draw> All { get; } =
        new Dictionary<string, Draw>(StringComparer.Ordinal)
        {
            ["ghcr-cleanup-action"] = Cleanup,
            ["container-retention-policy"] = Retention,
            ["delete-package-versions"] = DeleteVersions,
            ["acr"] = Acr,
            ["ecr"] = Ecr,
            ["google"] = Google,
            ["gitlab"] = GitLab,
            ["harbor"] = Harbor,
            ["zot"] = Zot,
        };

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private static bool Chance(Random random, int percent) => random.Next(100) < percent;

    /// <summary>Stars and question marks only; everything else is itself.</summary>
    private static bool Wild(string glob, string text) =>
        Regex.IsMatch(
            text,
            "^" + Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.CultureInvariant
        );

    /// <summary>Stars only.</summary>
    private static bool Stars(string glob, string text) =>
        Regex.IsMatch(text, "^" + Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);

    /// <summary>As <see cref="Wild"/>, with classes (<c>!</c> or <c>^</c> negates) and choices in braces.</summary>
    private static bool Doublestar(string glob, string text) =>
        Regex.IsMatch(
            text,
            $"^{Regex.Replace(glob, @"\[[!^]?|[][{},*?.]", m => m.Value switch
    {
        "[!" or "[^" => "[^",
        "{" => "(?:",
        "}" => ")",
        "," => "|",
        "*" => ".*",
        "?" => ".",
        "." => @"\.",
        var itself => itself,
    })}$",
            RegexOptions.CultureInvariant
        );

    private static bool Found(string pattern, string text) => Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant);

    private static IEnumerable<ImportImage> Newest(IEnumerable<ImportImage> images) => images.OrderBy(i => i.Age);

    private static string Step(string action, params string?[] inputs) =>
        $"steps:\n  - uses: {action}\n    with:\n{string.Concat(inputs.OfType<string>().Select(i => $"      {i}\n"))}";

    /// <summary>
    /// What an index lists, and excluded and young images, are taken out; matching tags come off images with
    /// others, but for the newest N that have one; with a count, the rest of the matching ones are ranked.
    /// </summary>
    private static (string Text, Model Model) Cleanup(Random random, string[] globs, string[] regexes)
    {
        var isRegex = Chance(random, 30);
        string Patterns() =>
            isRegex ? Pick(random, regexes) : string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(random, globs)));
        var (tags, excluded) = (Chance(random, 70) ? Patterns() : null, Chance(random, 40) ? Patterns() : null);
        int? keepTagged = Chance(random, 50) ? random.Next(0, 4) : null;
        int? keepUntagged = Chance(random, 30) ? random.Next(0, 3) : null;
        int? days = Chance(random, 40) ? random.Next(1, 20) : null;
        var ghost = Chance(random, 20) ? "false" : null;
        var text = Step(
            "dataaxiom/ghcr-cleanup-action@v1",
            "owner: acme",
            "package: web",
            isRegex ? "use-regex: true" : null,
            tags is null ? null : $"delete-tags: '{tags}'",
            excluded is null ? null : $"exclude-tags: '{excluded}'",
            keepTagged is null ? null : $"keep-n-tagged: {keepTagged}",
            keepUntagged is null ? null : $"keep-n-untagged: {keepUntagged}",
            ghost is null ? null : "delete-ghost-images: false",
            days is null ? null : $"older-than: {days} days"
        );
        bool Is(string? pattern, string name) =>
            pattern is not null && (isRegex ? Found(pattern, name) : pattern.Split(',').Any(g => Wild(g, name)));
        return (text, images =>
        {
            var children = images.SelectMany(i => i.Children).ToHashSet(StringComparer.Ordinal);
            var left = images
                .Where(i =>
                    !children.Contains(i.Digest)
                    && !i.Tags.Append(i.Digest).Any(t => Is(excluded, t))
                    && (days is null || i.Age > TimeSpan.FromDays(days.Value))
                )
                .ToList();
            var kept =
                tags is not null && keepTagged is { } spared
                    ? Newest(left.Where(i => i.Tags.Any(t => Is(tags, t))))
                        .Take(spared)
                        .Select(i => i.Digest)
                        .ToHashSet(StringComparer.Ordinal)
                    : [];
            var untagged = left.Where(i => i.Tags.Count > 1 && !kept.Contains(i.Digest))
                .SelectMany(i => i.Tags.Where(t => Is(tags, t)))
                .ToHashSet(StringComparer.Ordinal);
            left =
            [
                .. left.Select(i =>
                    i with
                    {
                        Tags = i.Tags.Any(untagged.Contains)
                            ? [.. i.Tags.Where(t => !untagged.Contains(t)).DefaultIfEmpty(i.Tags[0])]
                            : i.Tags,
                    }
                ),
            ];
            var deleted = new List<ImportImage>();
            var matching = left.Where(i => i.Tags.Append(i.Digest).Any(t => Is(tags, t))).ToList();
            if (tags is not null && keepTagged is null)
            {
                deleted.AddRange(matching);
            }

            if (keepTagged is { } n)
            {
                deleted.AddRange(Newest(tags is null ? left.Where(i => i.Tags.Count > 0) : matching.Where(i => i.Tags.Count > 0)).Skip(n));
            }

            var rest = left.Except(deleted).Where(i => i.Tags.Count == 0);
            deleted.AddRange(
                keepUntagged is { } k ? Newest(rest).Skip(k)
                : tags is null && keepTagged is null && ghost is null ? rest
                : []
            );

            // An index takes with it what no other index lists.
            var gone = deleted.Select(d => d.Digest).ToHashSet(StringComparer.Ordinal);
            var parts = children.Where(c => images.Where(i => i.Children.Contains(c)).All(i => gone.Contains(i.Digest)));
            return gone.Concat(parts).Concat(untagged).Concat(deleted.SelectMany(d => d.Tags));
        }
        );
    }

    /// <summary>Old versions whose tags all match and of which none is excluded; the newest N of these stay.</summary>
    private static (string Text, Model Model) Retention(Random random, string[] globs, string[] regexes)
    {
        var patterns = Enumerable.Range(0, random.Next(0, 4)).Select(_ => (Chance(random, 30) ? "!" : "") + Pick(random, globs)).ToArray();
        var (days, keep, selection) = (random.Next(1, 20), random.Next(0, 4), Pick(random, ["both", "tagged", "untagged"]));
        var text = Step(
            "snok/container-retention-policy@v3.0.0",
            "account: acme",
            "image-names: web",
            $"image-tags: '{string.Join(' ', patterns)}'",
            $"cut-off: {days}d",
            $"keep-n-most-recent: {keep}",
            $"tag-selection: {selection}"
        );
        return (text, images =>
        {
            string[] written = [.. patterns.SelectMany(p => p.Split(','))];
            string[] wanted = [.. written.Where(p => !p.StartsWith('!'))];
            var old = images.Where(i => i.Age > TimeSpan.FromDays(days)).ToList();
            var tagged = old.Where(i =>
                i.Tags.Count > 0
                && !i.Tags.Any(t => written.Any(p => p.StartsWith('!') && Wild(p[1..], t)))
                && i.Tags.All(t => wanted.Length == 0 || wanted.Any(p => Wild(p, t)))
            );
            return (selection == "untagged" ? [] : Newest(tagged).Skip(keep))
                .Concat(selection == "tagged" ? [] : old.Where(i => i.Tags.Count == 0))
                .Select(i => i.Digest);
        }
        );
    }

    private static (string Text, Model Model) DeleteVersions(Random random, string[] globs, string[] regexes)
    {
        var (keep, untagged) = (random.Next(0, 5), Chance(random, 40));
        int? oldest = Chance(random, 20) ? random.Next(2, 4) : null;
        var text = Step(
            "actions/delete-package-versions@v5",
            "owner: acme",
            "package-name: web",
            "package-type: container",
            oldest is null ? $"min-versions-to-keep: {keep}" : $"num-old-versions-to-delete: {oldest}",
            untagged && oldest is null ? "delete-only-untagged-versions: 'true'" : null,
            Chance(random, 30) ? $"ignore-versions: '{Pick(random, regexes)}'" : null
        );
        return (text, images =>
            (
                oldest is { } n
                    ? images.OrderByDescending(i => i.Age).Take(n)
                    : Newest(images.Where(i => !untagged || i.Tags.Count == 0)).Skip(keep)
            ).Select(i => i.Digest)
        );
    }

    /// <summary>Commands one after the other: of the old tags that match one of
    /// the filters, the newest N stay; then manifests without a tag go.</summary>
    private static (string Text, Model Model) Acr(Random random, string[] globs, string[] regexes)
    {
        var commands = Enumerable
            .Range(0, random.Next(1, 3))
            .Select(_ =>
                (
                    Patterns: Enumerable.Range(0, random.Next(1, 3)).Select(_ => Chance(random, 3) ? "" : Pick(random, regexes)).ToArray(),
                    Days: random.Next(1, 20),
                    Keep: random.Next(0, 3),
                    Untagged: Chance(random, 80)
                )
            )
            .ToArray();
        var text = string.Concat(
            commands.Select(c =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"acr purge {string.Join(' ', c.Patterns.Select(p => $"--filter 'acme/web:{p}'"))} "
                        + $"--ago {c.Days}d --keep {c.Keep}{(c.Untagged ? " --untagged" : "")}\n"
                )
            )
        );
        return (text, images =>
        {
            var left = images.ToList();
            foreach (var c in commands)
            {
                if (c.Patterns.Contains(""))
                {
                    // The command fails.
                    continue;
                }

                var gone = left.SelectMany(i => i.Tags.Select(t => (Image: i, Tag: t)))
                    .Where(t => Found(string.Join('|', c.Patterns), t.Tag) && t.Image.Age > TimeSpan.FromDays(c.Days))
                    .OrderBy(t => t.Image.Age)
                    .Skip(c.Keep)
                    .Select(t => t.Tag)
                    .ToHashSet(StringComparer.Ordinal);
                left =
                [
                    .. left.Select(i => i with { Tags = [.. i.Tags.Where(t => !gone.Contains(t))] })
                        .Where(i => !c.Untagged || i.Tags.Count > 0 || i.Age <= TimeSpan.FromDays(c.Days)),
                ];
            }

            return images.Select(i => i.Digest).Except(left.Select(i => i.Digest));
        }
        );
    }

    /// <summary>By priority: whoever meets a rule's tags is out of reach of the rules after it, and ranks in them.</summary>
    private static (string Text, Model Model) Ecr(Random random, string[] globs, string[] regexes)
    {
        var rules = Enumerable
            .Range(1, random.Next(1, 4))
            .Select(p =>
                (
                    Priority: p,
                    Status: Pick(random, ["tagged", "tagged", "untagged", "any"]),
                    Patterns: Enumerable.Range(0, Chance(random, 5) ? 0 : random.Next(1, 3)).Select(_ => Pick(random, globs)).ToArray(),
                    IsCount: Chance(random, 50),
                    Number: random.Next(1, 12)
                )
            )
            .ToArray();
        var text =
            $$"""{ "rules": [ {{string.Join(",", rules.Select(r => FormattableString.Invariant($$"""{ "rulePriority": {{r.Priority}}, "selection": { "tagStatus": "{{r.Status}}", {{(r.Status == "tagged" ? $"\"tagPatternList\": [{string.Join(",", r.Patterns.Select(p => $"\"{p}\""))}]," : "")}} "countType": "{{(r.IsCount ? "imageCountMoreThan" : "sinceImagePushed")}}", "countNumber": {{r.Number}} {{(r.IsCount ? "" : ", \"countUnit\": \"days\"")}} }, "action": { "type": "expire" } }""")))}} ] }""";
        return (text, images =>
        {
            var (taken, deleted) = (new HashSet<string>(), new List<string>());
            foreach (var r in rules)
            {
                var met = images
                    .Where(i =>
                        r.Status == "any"
                        || (
                            r.Status == "untagged"
                                ? i.Tags.Count == 0
                                : r.Patterns.Length > 0 && r.Patterns.All(p => i.Tags.Any(t => Stars(p, t)))
                        )
                    )
                    .ToList();
                deleted.AddRange(
                    (r.IsCount ? Newest(met).Skip(r.Number) : met.Where(i => i.Age > TimeSpan.FromDays(r.Number)))
                        .Select(i => i.Digest)
                        .Where(d => !taken.Contains(d))
                );
                taken.UnionWith(met.Select(i => i.Digest));
            }

            return deleted;
        }
        );
    }
}
