using System.Globalization;

namespace PolicyEngine.Tests.Importing;

/// <summary>The models of the cleanup policies that registries have of their own.</summary>
internal static partial class ImportModels
{
    /// <summary>Keep beats delete.</summary>
    private static (string Text, Model Model) Google(Random random, string[] globs, string[] regexes)
    {
        var policies = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(n =>
                (
                    Name: $"p{n}",
                    IsKeep: Chance(random, 40),
                    Recent: Chance(random, 50),
                    State: Pick(random, ["any", "tagged", "untagged"]),
                    Prefix: Chance(random, 40) ? Pick(random, ["pr-", "v", "dev", "sha", "x*", "[pd]", "{pr,dev}-", "?r"]) : null,
                    Days: Chance(random, 60) ? random.Next(1, 20) : (int?)null,
                    Count: random.Next(1, 4)
                )
            )
            .ToArray();
        string Condition((string Name, bool IsKeep, bool Recent, string State, string? Prefix, int? Days, int Count) p) =>
            p.IsKeep && p.Recent
                ? FormattableString.Invariant($"\"mostRecentVersions\": {{ \"keepCount\": {p.Count} }}")
                : $"\"condition\": {{ \"tagState\": \"{(p.Prefix is null ? p.State : "tagged")}\""
                    + (
                        p.Prefix is not null ? $", \"tagPrefixes\": [\"{p.Prefix}\"]"
                        : p.Count == 1 ? ", \"tagPrefixes\": []"
                        : ""
                    )
                    + (p.Days is { } d ? FormattableString.Invariant($", \"olderThan\": \"{d * 86400}s\" }}") : " }");
        var isMap = Chance(random, 50);
        var text = isMap
            ? $"{{ \"cleanupPolicies\": {{ "
                + string.Join(
                    ",",
                    policies.Select(p =>
                        $"\"{p.Name}\": {{ \"id\": \"{p.Name}\", \"action\": \"{(p.IsKeep ? "KEEP" : "DELETE")}\", {Condition(p)} }}"
                    )
                )
                + " } }"
            : "["
                + string.Join(
                    ",",
                    policies.Select(p =>
                        $"{{ \"name\": \"{p.Name}\", \"action\": {{ \"type\": \"{(p.IsKeep ? "Keep" : "Delete")}\" }}, {Condition(p)} }}"
                    )
                )
                + "]";
        return (text, images =>
        {
            IEnumerable<string> Met((string Name, bool IsKeep, bool Recent, string State, string? Prefix, int? Days, int Count) p) =>
                (
                    p.IsKeep && p.Recent
                        ? Newest(images).Take(p.Count)
                        : images.Where(i =>
                            (
                                p.Prefix is { } prefix
                                    ? i.Tags.Any(t => t.StartsWith(prefix, StringComparison.Ordinal))
                                    : p.State == "any" || p.State == "tagged" == i.Tags.Count > 0
                            ) && (p.Days is null || i.Age > TimeSpan.FromDays(p.Days.Value))
                        )
                ).Select(i => i.Digest);
            return policies.Where(p => !p.IsKeep).SelectMany(Met).Except(policies.Where(p => p.IsKeep).SelectMany(Met));
        }
        );
    }

    /// <summary>
    /// Tags: latest and what is kept are out; of the rest that matches, the newest N and the younger ones
    /// stay. An image goes with its last tag. GitLab writes <c>\A{x}\z</c> without a group, so that each
    /// anchor is of one alternative only: what a reader takes it for and what it is must both delete.
    /// </summary>
    private static (string Text, Model Model) GitLab(Random random, string[] globs, string[] regexes)
    {
        var (delete, keep, number, days) = (
            Pick(random, regexes),
            Chance(random, 50) ? Pick(random, regexes) : null,
            random.Next(0, 4),
            random.Next(1, 20)
        );
        delete = Chance(random, 5) ? "" : delete;
        keep = Chance(random, 5) ? "" : keep;
        bool Both(string pattern, string tag) => Found($"\\A(?:{pattern})\\z", tag) && Found($"\\A{pattern}\\z", tag);
        bool Either(string pattern, string tag) => Found($"\\A(?:{pattern})\\z", tag) || Found($"\\A{pattern}\\z", tag);
        var isEnabled = Chance(random, 80);
        var text = FormattableString.Invariant(
            $$"""{ "enabled": {{(isEnabled ? "true" : "false")}}, "keep_n": {{number}}, "older_than": "{{days}}d", "name_regex": "{{delete}}"{{(keep is null ? "" : $", \"name_regex_keep\": \"{keep}\"")}} }"""
        );
        return (text, images =>
        {
            var gone = images
                .SelectMany(i => i.Tags.Select(t => (Image: i, Tag: t)))
                .Where(t => t.Tag != "latest" && Both(delete, t.Tag) && (keep is null || !Either(keep, t.Tag)))
                .OrderBy(t => t.Image.Age)
                .Skip(number)
                .Where(t => t.Image.Age > TimeSpan.FromDays(days))
                .Select(t => t.Tag)
                .ToHashSet(StringComparer.Ordinal);
            return images.Where(i => isEnabled && i.Tags.Count > 0 && i.Tags.All(gone.Contains)).Select(i => i.Digest);
        }
        );
    }

    /// <summary>What no rule retains goes. Without a word of untagged images they are retained; 'excluding' turns the box round.</summary>
    private static (string Text, Model Model) Harbor(Random random, string[] globs, string[] regexes)
    {
        var rules = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ =>
                (
                    Template: Pick(random, ["latestPushedK", "latestPulledN", "nDaysSinceLastPush", "nDaysSinceLastPull", "always"]),
                    Number: random.Next(1, 8),
                    Excludes: Chance(random, 40),
                    Patterns: Enumerable
                        .Range(0, random.Next(1, 3))
                        .Select(_ =>
                            Pick(random, ["**", "pr-*", "latest", "v*", "dev-?", "[pd]*", "v[0-9].*", "pr-[12]", "[!p]*", "[^a-m]*"])
                        )
                        .ToArray(),
                    Untagged: Pick(random, new bool?[] { true, false, null }),
                    IsOff: Chance(random, 15)
                )
            )
            .Select(r =>
                Chance(random, 15)
                    ? r with
                    {
                        Patterns = [Pick(random, ["{pr,dev}-*", "{latest,v?.0}", "v[12].{0,1}", "{pr-1}", "{,v}1.0*"])],
                    }
                    : r
            )
            .ToArray();
        var text =
            $$"""{ "algorithm": "or", "rules": [ {{string.Join(",", rules.Select(r => FormattableString.Invariant($$"""{ "disabled": {{(r.IsOff ? "true" : "false")}}, "action": "retain", "template": "{{r.Template}}", "params": { "{{r.Template}}": {{r.Number}} }, "tag_selectors": [ { "kind": "doublestar", "decoration": "{{(r.Excludes ? "excludes" : "matches")}}", "pattern": "{{(r.Patterns.Length > 1 ? $"{{{string.Join(',', r.Patterns)}}}" : r.Patterns[0])}}"{{(r.Untagged is { } u ? $", \"extras\": \"{{\\\"untagged\\\":{(u ? "true" : "false")}}}\"" : "")}} } ], "scope_selectors": { "repository": [ { "kind": "doublestar", "decoration": "repoMatches", "pattern": "**" } ] } }""")))}} ] }""";
        return (text, images => rules.All(r => r.IsOff)
                ? []
                : images
                    .Select(i => i.Digest)
                    .Except(
                        rules
                            .Where(r => !r.IsOff)
                            .SelectMany(r =>
                            {
                                var met = images
                                    .Where(i =>
                                        i.Tags.Count == 0
                                            ? r.Excludes
                                                ? !(r.Untagged ?? false)
                                                : r.Untagged ?? true
                                            : i.Tags.Any(t => r.Patterns.Any(p => Doublestar(p, t)) != r.Excludes)
                                    )
                                    .ToList();
                                return (
                                    r.Template switch
                                    {
                                        "latestPushedK" => Newest(met).Take(r.Number),
                                        "latestPulledN" => met.Where(i => i.Pulled is not null).OrderBy(i => i.Pulled).Take(r.Number),
                                        "nDaysSinceLastPush" => met.Where(i => i.Age <= TimeSpan.FromDays(r.Number)),
                                        "nDaysSinceLastPull" => met.Where(i => i.Pulled <= TimeSpan.FromDays(r.Number)),
                                        _ => met,
                                    }
                                ).Select(i => i.Digest);
                            })
                    ));
    }

    /// <summary>The first entry whose pattern is found in a tag decides the tag;
    /// any of its rules keeps it. Untagged ones wait for the delay.</summary>
    private static (string Text, Model Model) Zot(Random random, string[] globs, string[] regexes)
    {
        var entries = Enumerable
            .Range(0, random.Next(0, 4))
            .Select(_ =>
                (
                    Patterns: Enumerable
                        .Range(0, random.Next(0, 3))
                        .Select(_ => Pick(random, regexes.Where(r => !r.Contains("(?!", StringComparison.Ordinal)).ToArray()))
                        .ToArray(),
                    Pushed: Chance(random, 40) ? random.Next(1, 3) : 0,
                    PulledWithin: Chance(random, 30) ? random.Next(1, 20) : 0,
                    PushedWithin: Chance(random, 30) ? random.Next(1, 20) : 0
                )
            )
            .ToArray();
        var untagged = Chance(random, 70);
        var text =
            $$"""{ "storage": { "retention": { "delay": "24h", "policies": [ { "repositories": ["**"], "deleteUntagged": {{(untagged ? "true" : "false")}}, "keepTags": [ {{string.Join(",", entries.Select(e => FormattableString.Invariant($"{{ \"patterns\": [{string.Join(",", e.Patterns.Select(p => $"\"{p}\""))}]{(e.Pushed > 0 ? $", \"mostRecentlyPushedCount\": {e.Pushed.ToString(CultureInfo.InvariantCulture)}" : "")}{(e.PulledWithin > 0 ? $", \"pulledWithin\": \"{(e.PulledWithin * 24).ToString(CultureInfo.InvariantCulture)}h\"" : "")}{(e.PushedWithin > 0 ? $", \"pushedWithin\": \"{(e.PushedWithin * 24).ToString(CultureInfo.InvariantCulture)}h\"" : "")} }}")))}} ] } ] } } }""";
        return (text, images =>
        {
            var kept = images
                .SelectMany(i =>
                    i.Tags.Select(t =>
                        (Image: i, Tag: t, Entry: Array.FindIndex(entries, e => e.Patterns.Length == 0 || e.Patterns.Any(p => Found(p, t))))
                    )
                )
                .Where(t => t.Entry >= 0)
                .GroupBy(t => t.Entry)
                .SelectMany(g =>
                {
                    var e = entries[g.Key];
                    return e is (_, 0, 0, 0)
                        ? g
                        : g.OrderBy(t => t.Image.Age)
                            .Take(e.Pushed)
                            .Concat(
                                g.Where(t =>
                                    e.PulledWithin > 0
                                    && (
                                        t.Image.Pulled < TimeSpan.FromDays(e.PulledWithin)
                                        || t.Image.Age < TimeSpan.FromDays(e.PulledWithin)
                                    )
                                )
                            )
                            .Concat(g.Where(t => e.PushedWithin > 0 && t.Image.Age < TimeSpan.FromDays(e.PushedWithin)));
                })
                .Select(t => t.Image.Digest);
            return images
                .Where(i => i.Tags.Count > 0 ? entries.Length > 0 : untagged && i.Age > TimeSpan.FromHours(24))
                .Select(i => i.Digest)
                .Except(kept);
        }
        );
    }
}
