using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>semantics.md#conditions, semantics.md#unknown: whether conditions
/// hold for a manifest, and which of its tags they select.</summary>
internal sealed class NaiveMatcher(NaiveGraph graph)
{
    /// <summary>The tag that an untagged root is selected with.</summary>
    public const string NoTag = "";

    private bool _excludes;

    /// <summary>The roots that a rule selects, each with the tags that it is selected
    /// by (1.3.2): certainly, or also those that it selects perhaps (1.4).</summary>
    public Dictionary<string, IReadOnlyList<string>> Select(OracleRule rule, bool perhaps)
    {
        var match = rule.Match ?? new OracleMatch();
        var seesOrphans = graph.AnyUserTag && match.Nested(underNot: false).Any(m => m.State == "orphaned");
        _excludes = rule.Delete?.WithOtherTags == true;
        var selected = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var root in graph.Roots.Where(r => (seesOrphans || !graph.IsOrphaned(r)) && IsTaken(Holds(match, r), perhaps)))
        {
            if (graph.UserTags(root).Count == 0)
            {
                selected.Add(root, [NoTag]);
            }
            else if (TagsOf(match, root, perhaps) is { Count: > 0 } tags)
            {
                selected.Add(root, tags);
            }
        }

        _excludes = false;
        return selected;
    }

    /// <summary>Whether conditions hold: null is unknown.</summary>
    public bool? Holds(OracleMatch m, string digest) =>
        All([
            m.Tags is null || (graph.UserTags(digest).Any(t => NaiveGlob.Selects(m.Tags, t)) && !IsExcluded(m.Tags, digest)),
            m.TagsBy is null
                || (
                    Holds(m.TagsBy, graph.UserTags(digest))
                    && (m.TagsBy.Any is null || !IsExcluded(m.TagsBy.Any, digest))
                    && (m.TagsBy.NotRegex is null || !_excludes || !graph.UserTags(digest).Any(t => MatchesRegex(m.TagsBy.NotRegex, t)))
                ),
            m.Tagged is null || m.Tagged == graph.UserTags(digest).Count > 0,
            m.Digests is null || m.Digests.Contains(digest),
            m.OlderThan is null || IsOlder(digest, m.OlderThan.Value),
            m.YoungerThan is null || !IsOlder(digest, m.YoungerThan.Value),
            m.NotPulledFor is null ? true
            : graph.AnyPull ? graph.SincePull(digest) > m.NotPulledFor
            : null,
            m.Kind is null || m.Kind.Contains(Kind(digest)),
            m.MediaType is null || NaiveGlob.Selects(m.MediaType, graph.MediaType(digest)),
            m.ArtifactType is null
                ? true
                : SelectsSome(
                    m.ArtifactType,
                    graph.ArtifactType(digest) is { } type
                        ?
                        [
                            [type],
                        ]
                        : []
                ),
            m.Platform is null ? true : SelectsSome(m.Platform, Platforms(digest)),
            m.Labels is null ? true : All(m.Labels.Select(l => HasLabel(l, digest))),
            m.Annotations is null || m.Annotations.All(a => Holds(a, graph[digest].Annotations)),
            m.Referrers is null || NaiveReferrers.Holds(m.Referrers, graph, digest),
            m.Expired is null ? true : NaiveEnds.Expired(m.Expired, graph, digest, Kind),
            m.LargerThan is null ? true
            : graph.UniqueBytes(digest) > m.LargerThan ? true
            : graph.IsSizeUnknown(digest) ? null
            : false,
            m.State is null
                || (
                    m.State == "orphaned" ? graph.IsOrphaned(digest)
                    : m.State == "part" ? graph.IsPart(digest)
                    : graph.State(digest) == m.State
                ),
            !m.GoesByFacts ? true : Any(graph.UserTags(digest).Where(t => NaiveFacts.IsAsked(m, t)).Select(t => NaiveFacts.Holds(m, t))),
            m.Any is null ? true : Any(m.Any.Select(n => Holds(n, digest))),
            m.All is null ? true : All(m.All.Select(n => Holds(n, digest))),
            m.Not is null ? true : !WithoutExclusions(() => Holds(m.Not, digest)),
        ]);

    private static bool IsTaken(bool? holds, bool perhaps) => holds ?? perhaps;

    private static bool? All(IEnumerable<bool?> parts) =>
        parts.ToList() is var all && all.Contains(false) ? false
        : all.Contains(null) ? null
        : true;

    private static bool? Any(IEnumerable<bool?> parts) =>
        parts.ToList() is var all && all.Contains(true) ? true
        : all.Contains(null) ? null
        : false;

    private bool? WithoutExclusions(Func<bool?> ask)
    {
        var before = _excludes;
        _excludes = false;
        var answer = ask();
        _excludes = before;
        return answer;
    }

    /// <summary>With <c>with-other-tags</c>, a tag that the list excludes takes the image out.</summary>
    private bool IsExcluded(IReadOnlyList<string> globs, string digest) =>
        _excludes && graph.UserTags(digest).Any(t => globs.Any(g => g.StartsWith('!') && NaiveGlob.Matches(g[1..], t)));

    /// <summary>Some of the values matches a positive glob (only negative ones: whatever they are),
    /// and none a negative one. A value may go by several names, or by none that is known.</summary>
    private static bool? SelectsSome(IReadOnlyList<string> globs, IEnumerable<IReadOnlyCollection<string>> values)
    {
        var all = values.ToList();
        var positive = globs.Where(g => !g.StartsWith('!')).ToList();
        var negative = globs.Where(g => g.StartsWith('!')).Select(g => g[1..]).ToList();
        return All([
            positive.Count == 0 ? true : Any(all.Select(v => Matches(positive, v))),
            negative.Count == 0 ? true : !Any(all.Select(v => Matches(negative, v))),
        ]);
    }

    private static bool? Matches(IReadOnlyList<string> globs, IReadOnlyCollection<string> names)
    {
        var answers = names.Select(n => globs.Any(g => NaiveGlob.Matches(g, n))).Distinct().ToList();
        return answers.Count == 1 ? answers[0] : null;
    }

    private bool? HasLabel(KeyValuePair<string, string> wanted, string digest) =>
        Any(
            (graph.IsIndex(digest) ? graph.Children(digest) : [digest]).Select(d =>
                graph[d].Config is { } config ? Holds(wanted, config.Labels)
                : Kind(d) == "image" ? (bool?)null
                : false
            )
        );

    /// <summary>The values of a label of the image, for an index those of its children; null where some are not known.</summary>
    public IReadOnlyList<string>? LabelValues(string name, string digest)
    {
        var labelled = graph.IsIndex(digest) ? graph.Children(digest) : [digest];
        return labelled.Any(d => graph[d].Config is null && Kind(d) == "image")
            ? null
            : [.. labelled.Select(d => graph[d].Config?.Labels.GetValueOrDefault(name)).OfType<string>().Distinct()];
    }

    public string? AnnotationValue(string name, string digest) => graph[digest].Annotations.GetValueOrDefault(name);

    public bool IsOlder(string digest, TimeSpan limit) => graph.Age(digest) > limit;

    public bool Asks(OracleMatch match, Func<OracleMatch, bool> question) => match.Nested(underNot: true).Any(question);

    /// <summary>The tags that conditions give where they hold: side by side they intersect, <c>any</c> unites those that hold.</summary>
    private List<string> TagsOf(OracleMatch m, string digest, bool perhaps)
    {
        IEnumerable<string> tags = graph.UserTags(digest);
        tags = m.Tags is null ? tags : tags.Where(t => NaiveGlob.Selects(m.Tags, t));
        tags = m.TagsBy is null ? tags : tags.Where(t => IsGivenBy(m.TagsBy, t));
        tags = !m.GoesByFacts ? tags : tags.Where(t => NaiveFacts.IsAsked(m, t) && IsTaken(NaiveFacts.Holds(m, t), perhaps));
        tags = m.Any is null
            ? tags
            : tags.Intersect(m.Any.Where(n => IsTaken(Holds(n, digest), perhaps)).SelectMany(n => TagsOf(n, digest, perhaps)));
        return [.. (m.All ?? []).Aggregate(tags, (left, n) => left.Intersect(TagsOf(n, digest, perhaps)))];
    }

    private static bool Holds(OracleTags by, IReadOnlyList<string> tags) =>
        tags.Count > 0
        && (by.Any is null || tags.Any(t => NaiveGlob.Selects(by.Any, t)))
        && (by.All is null || tags.All(t => NaiveGlob.Selects(by.All, t)))
        && (by.None is null || !tags.Any(t => NaiveGlob.Selects(by.None, t)))
        && (by.EveryPattern is null || by.EveryPattern.All(p => tags.Any(t => NaiveGlob.Matches(p, t))))
        && (by.Regex is null || tags.Any(t => MatchesRegex(by.Regex, t)))
        && (by.NotRegex is null || tags.Any(t => !MatchesRegex(by.NotRegex, t)))
        && (by.Semver is null || tags.Any(t => NaiveVersion.InRange(by.Semver, t)))
        && (by.Version is null || tags.Any(t => NaiveImageVersion.InRange(by.Version, t)));

    private static bool IsGivenBy(OracleTags by, string tag) =>
        (by.Any is null || NaiveGlob.Selects(by.Any, tag))
        && (by.EveryPattern is null || by.EveryPattern.Any(p => NaiveGlob.Matches(p, tag)))
        && (by.Regex is null || MatchesRegex(by.Regex, tag))
        && (by.NotRegex is null || !MatchesRegex(by.NotRegex, tag))
        && (by.Semver is null || NaiveVersion.InRange(by.Semver, tag))
        && (by.Version is null || NaiveImageVersion.InRange(by.Version, tag));

    private static bool MatchesRegex(string regex, string tag) => Regex.IsMatch(tag, $@"\A(?:{regex})\z");

    private static bool Holds(KeyValuePair<string, string> wanted, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(wanted.Key, out var value) && NaiveGlob.Matches(wanted.Value, value);

    private string Kind(string digest) =>
        graph.IsIndex(digest) ? "index"
        : graph.MediaType(digest) != MediaTypes.OciArtifact
        && MediaTypes.Manifests.Contains(graph.MediaType(digest))
        && graph.ArtifactType(digest) is null
            ? "image"
        : "artifact";

    /// <summary>The platforms of the manifest and of each child, with all names that
    /// anybody gives them; empty names where an image's is not stated.</summary>
    private IEnumerable<IReadOnlyCollection<string>> Platforms(string digest) =>
        graph
            .Listed(digest)
            .Select(e => e.Digest)
            .Where(d => d != digest)
            .Append(digest)
            .Distinct()
            .Select(d => (Names: NamesOf(d), HasOne: !graph.Present.Contains(d) || Kind(d) == "image"))
            .Where(p => p.HasOne || p.Names.Count > 0)
            .Select(p => p.Names);

    private HashSet<string> NamesOf(string digest)
    {
        var own = graph.Present.Contains(digest) ? graph[digest].Platform : null;
        return graph
            .Present.SelectMany(graph.Listed)
            .Where(e => e.Digest == digest)
            .Select(e => e.Platform)
            .Append(own)
            .OfType<string>()
            .ToHashSet();
    }
}
