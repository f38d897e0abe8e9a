namespace PolicyEngine.Tests.Oracle;

/// <summary>What one rule says by itself (1.3.4): selected images with
/// their tags, those it spares or keeps, and those it condemns.</summary>
internal sealed record NaiveRule(OracleRule Rule)
{
    public required Dictionary<string, IReadOnlyList<string>> Selected { get; init; }

    /// <summary>Spared by a delete rule, or kept by a keep rule.</summary>
    public required HashSet<string> Stays { get; init; }

    public required Dictionary<string, IReadOnlyList<string>> Condemned { get; init; }

    /// <summary>The images that it selects only perhaps (1.4).</summary>
    public IReadOnlySet<string> Perhaps { get; init; } = new HashSet<string>();
}

/// <summary>Judges single rules, the ones that count <c>remaining</c> images by a given set of them.</summary>
internal sealed class NaiveRuleReader(NaiveGraph graph, NaiveMatcher matcher, ISet<string> isProtected, bool countProtected, string? zone)
{
    private readonly NaiveOrder _order = new(graph);
    private readonly NaiveCalendar _calendar = new(graph, new NaiveOrder(graph), zone);

    public NaiveRule Read(OracleRule rule, ISet<string>? remaining)
    {
        var selected = matcher.Select(rule, perhaps: true);
        var certain = matcher.Select(rule, perhaps: false);
        var perhaps = selected.Keys.Where(d => !certain.TryGetValue(d, out var tags) || !tags.SequenceEqual(selected[d])).ToHashSet();
        var sharing = selected
            .Keys.Where(d =>
                selected.Keys.Any(o =>
                    o != d && graph.Closure([o]).Contains(d) && (!graph.Closure([d]).Contains(o) || string.CompareOrdinal(o, d) < 0)
                )
            )
            .ToHashSet();
        var orderBy = rule.Delete?.OrderBy ?? rule.Keep?.OrderBy;
        var keyless = selected
            .Keys.Except(perhaps)
            .Except(sharing)
            .Where(d => !NaiveOrder.HasKey(selected[d], orderBy, rule.Match?.TagsBy?.Regex))
            .ToHashSet();
        if (rule.Delete is { ExceptNewest: not null } or { Except: not null } or { UntilTotalSize: not null })
        {
            // Who shares the place of an image that has none has none either.
            var leaders = selected.Keys.Except(perhaps).Except(sharing).Where(d => keyless.Contains(d) || graph.Age(d) is null).ToList();
            keyless.UnionWith(graph.Closure(leaders).Intersect(sharing).Except(perhaps));
        }

        var placeless = new Placeless(perhaps, sharing, keyless);
        // Unknown age takes up no place in any order (1.3.9), protected images only where the setting says so.
        var ranked = selected
            .Keys.Except(perhaps)
            .Except(sharing)
            .Except(keyless)
            .Where(d => graph.Age(d) is not null && (countProtected || !isProtected.Contains(d)))
            .ToHashSet();
        return rule.Keep is { } keep
            ? new NaiveRule(rule)
            {
                Selected = selected,
                Stays = Shared(Kept(rule, keep, selected, ranked).Union(perhaps).Union(keyless), placeless),
                Condemned = [],
                Perhaps = perhaps,
            }
            : ReadDelete(rule, rule.Delete!, selected, ranked, placeless, remaining);
    }

    private sealed record Placeless(HashSet<string> Perhaps, HashSet<string> Sharing, HashSet<string> Keyless);

    /// <summary>What shares the place of a held image is held.</summary>
    private HashSet<string> Shared(IEnumerable<string> held, Placeless placeless)
    {
        var all = held.ToHashSet();
        return [.. all, .. placeless.Sharing.Intersect(graph.Closure(all))];
    }

    private NaiveRule ReadDelete(
        OracleRule rule,
        OracleDelete delete,
        Dictionary<string, IReadOnlyList<string>> selected,
        HashSet<string> ranked,
        Placeless placeless,
        ISet<string>? remaining
    )
    {
        var eligible = selected
            .Keys.Where(d => graph.Age(d) is not null && !placeless.Perhaps.Contains(d) && !placeless.Keyless.Contains(d))
            .Where(d => delete.OlderThan is null || matcher.IsOlder(d, delete.OlderThan.Value))
            .Where(d => delete.NotPulledFor is null || graph.SincePull(d) > delete.NotPulledFor)
            .ToHashSet();
        var spared = new HashSet<string>();
        var counted = ranked
            .Where(d =>
                delete.Of switch
                {
                    "eligible" => eligible.Contains(d),
                    "remaining" => remaining!.Contains(d),
                    _ => true,
                }
            )
            .ToList();
        if ((delete.ExceptNewest ?? delete.Except?.Newest) is { } n)
        {
            spared.UnionWith(First(n, counted, selected, delete.OrderBy, delete.Per, rule.Match));
        }

        foreach (var held in delete.Except is { } except ? ByCalendar(except, counted, selected, delete.Per, rule.Match) : [])
        {
            spared.UnionWith(held);
        }

        if (delete.UntilTotalSize is { } size)
        {
            spared.UnionWith(Fitting(size, ranked, selected, delete.OrderBy, rule.Match));
        }

        if (delete.ExceptNewest is not null || delete.Except is not null || delete.UntilTotalSize is not null)
        {
            spared.UnionWith(placeless.Perhaps);
        }

        spared = Shared(spared, placeless);
        var condemned = eligible
            .Except(spared)
            .ToDictionary(d => d, d => delete.WithOtherTags == true && graph.UserTags(d).Count > 0 ? graph.UserTags(d) : selected[d]);
        return new NaiveRule(rule)
        {
            Selected = selected,
            Stays = spared,
            Condemned = condemned,
            Perhaps = placeless.Perhaps,
        };
    }

    private HashSet<string> Kept(
        OracleRule rule,
        OracleKeep keep,
        Dictionary<string, IReadOnlyList<string>> selected,
        HashSet<string> ranked
    )
    {
        var criteria = new List<HashSet<string>>();
        if (keep.Newest is { } newest)
        {
            criteria.Add(First(newest, ranked, selected, keep.OrderBy, keep.Per, rule.Match));
        }

        if (keep.MostRecentlyPulled is { } pulled)
        {
            criteria.Add(First(pulled, ranked, selected, "pulled", null, rule.Match));
        }

        if (keep.YoungerThan is { } younger)
        {
            criteria.Add([.. selected.Keys.Where(d => !matcher.IsOlder(d, younger))]);
        }

        if (keep.PulledWithin is { } within)
        {
            criteria.Add([.. selected.Keys.Where(d => graph.LastPull(d) is not null && graph.SincePull(d) <= within)]);
        }

        if (keep.TotalSize is { } size)
        {
            criteria.Add(Fitting(size, ranked, selected, keep.OrderBy, rule.Match));
        }

        criteria.AddRange(ByCalendar(keep, ranked, selected, keep.Per, rule.Match));
        return criteria.Count == 0
            ? [.. selected.Keys]
            : [.. selected.Keys.Where(d => keep.Join == "all" ? criteria.All(c => c.Contains(d)) : criteria.Any(c => c.Contains(d)))];
    }

    /// <summary>The first N in order, in each group; an image without a group is spared.</summary>
    private HashSet<string> First(
        int n,
        IEnumerable<string> counted,
        Dictionary<string, IReadOnlyList<string>> selected,
        string? orderBy,
        IReadOnlyList<string>? per,
        OracleMatch? match
    )
    {
        var (groups, without) = InGroups(counted, selected, orderBy, per, match);
        return [.. without, .. groups.SelectMany(images => _order.Sort(images, orderBy ?? "pushed", match?.TagsBy?.Regex).Take(n))];
    }

    /// <summary>For each key of the calendar, the images that it holds for, in each group; an image without a group is spared.</summary>
    private IEnumerable<HashSet<string>> ByCalendar(
        OracleCalendar keys,
        IEnumerable<string> counted,
        Dictionary<string, IReadOnlyList<string>> selected,
        IReadOnlyList<string>? per,
        OracleMatch? match
    )
    {
        var (groups, without) = InGroups(counted, selected, "pushed", per, match);
        var byGroup = groups.Select(g => _calendar.Holding(keys, g).ToList()).ToList();
        return Enumerable
            .Range(0, keys.Counts().Count() + (keys.Within?.Count ?? 0))
            .Select(key => (HashSet<string>)[.. without, .. byGroup.SelectMany(g => g[key])]);
    }

    /// <summary>The images of each group with the tags that put them there, and those without a group.</summary>
    private (List<Dictionary<string, IReadOnlyList<string>>> Groups, List<string> Without) InGroups(
        IEnumerable<string> counted,
        Dictionary<string, IReadOnlyList<string>> selected,
        string? orderBy,
        IReadOnlyList<string>? per,
        OracleMatch? match
    )
    {
        var regex = match?.TagsBy?.Regex;
        var isByTags = orderBy is "semver" or "version" or "tag" || NaiveOrder.Captured(orderBy) is not null;
        string[] keys = [.. (per ?? []), .. orderBy == "version" ? ["version.flavour"] : Array.Empty<string>()];
        var captured = NaiveOrder.Captured(orderBy) is { Kind: "version" } capture ? capture : null;
        // Where tags order images, only tags that have a key give a place.
        var counting = counted.ToList();
        var places = counting
            .SelectMany(d => selected[d], (digest, tag) => (digest, tag))
            .Where(p => !isByTags || NaiveOrder.HasKey([p.tag], orderBy, regex))
            .SelectMany(
                p => Groups(p.digest, p.tag, keys, regex),
                (p, group) =>
                    (
                        p.digest,
                        p.tag,
                        group: group + "/" + (captured is null ? "" : NaiveImageVersion.Parse(captured.TextOf(p.tag, regex)!)!.Group)
                    )
            )
            .ToList();
        return (
            [
                .. places
                    .GroupBy(p => p.group)
                    .Select(g => g.GroupBy(p => p.digest).ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. p.Select(x => x.tag)])),
            ],
            [.. counting.Except(places.Select(p => p.digest))]
        );
    }

    /// <summary>The groups of an image by a tag: one for each way to take a value of each key; none where a key has none.</summary>
    private IEnumerable<string> Groups(string digest, string tag, IReadOnlyList<string> per, string? regex) =>
        per.Select(key => Values(digest, tag, key, regex))
            .Aggregate((IEnumerable<string>)["all"], (groups, values) => groups.SelectMany(g => values, (g, v) => $"{g}\n{v}"));

    private IEnumerable<string> Values(string digest, string tag, string key, string? regex)
    {
        var version = NaiveImageVersion.Parse(tag);
        return key switch
        {
            "semver.major" => NaiveVersion.Parse(tag) is { } v ? [$"{v.Major}"] : [],
            "semver.minor" => NaiveVersion.Parse(tag) is { } v ? [$"{v.Major}.{v.Minor}"] : [],
            "version.flavour" => version is null ? [] : [version.Group],
            "version.major" or "version.minor" or "version.patch" => version is null
                ? []
                : [$"{version.Group}/{version.First(key switch { "version.major" => 1, "version.minor" => 2, _ => 3 })}"],
            _ when key.StartsWith("label:", StringComparison.Ordinal) => matcher.LabelValues(key["label:".Length..], digest) ?? [],
            _ when key.StartsWith("annotation:", StringComparison.Ordinal) => matcher.AnnotationValue(key["annotation:".Length..], digest)
                is { } value
                ? [value]
                : [],
            _ => new NaiveCapture(key, "text").TextOf(tag, regex) is { } text ? [text] : [],
        };
    }

    /// <summary>The quota: the first in order while the bytes of them together fit, without those that protected images have.</summary>
    private HashSet<string> Fitting(
        long size,
        HashSet<string> ranked,
        Dictionary<string, IReadOnlyList<string>> selected,
        string? orderBy,
        OracleMatch? match
    )
    {
        var free = graph.Items(graph.Closure(isProtected));
        var images = ranked.ToDictionary(d => d, d => selected[d]);
        return
        [
            .. Prefixes([.. _order.Sort(images, orderBy ?? "pushed", match?.TagsBy?.Regex)])
                .TakeWhile(p => p.Count == 1 || Bytes(p) <= size)
                .LastOrDefault([]),
        ];

        long Bytes(IEnumerable<string> prefix) => graph.Items(graph.Closure(prefix)).Where(i => !free.ContainsKey(i.Key)).Sum(i => i.Value);
    }

    private static IEnumerable<IReadOnlyList<string>> Prefixes(IReadOnlyList<string> list) =>
        Enumerable.Range(1, list.Count).Select(n => (IReadOnlyList<string>)[.. list.Take(n)]);
}
