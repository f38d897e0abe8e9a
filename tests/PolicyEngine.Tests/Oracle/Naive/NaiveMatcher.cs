using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>SPEC 1.1 and 1.4: whether conditions hold for a manifest, and which of its tags they select.</summary>
internal sealed class NaiveMatcher(NaiveGraph graph)
{
    /// <summary>The tag that an untagged root is selected with.</summary>
    public const string NoTag = "";

    /// <summary>The roots that a rule selects, each with the tags that it is selected by (1.3.2).</summary>
    public Dictionary<string, IReadOnlyList<string>> Select(OracleMatch match)
    {
        var seesOrphans = graph.AnyUserTag && match.Nested(underNot: false).Any(m => m.State == "orphaned");
        var selected = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var root in graph.Roots.Where(r => (seesOrphans || !graph.IsOrphaned(r)) && Holds(match, r)))
        {
            if (graph.UserTags(root).Count == 0)
            {
                selected.Add(root, [NoTag]);
            }
            else if (TagsOf(match, root) is { Count: > 0 } tags)
            {
                selected.Add(root, tags);
            }
        }

        return selected;
    }

    public bool Holds(OracleMatch m, string digest) =>
        (m.Tags is null || graph.UserTags(digest).Any(t => NaiveGlob.Selects(m.Tags, t)))
        && (m.TagsBy is null || Holds(m.TagsBy, graph.UserTags(digest)))
        && (m.Tagged is null || m.Tagged == graph.UserTags(digest).Count > 0)
        && (m.Digests is null || m.Digests.Contains(digest))
        && (m.OlderThan is null || IsOlder(digest, m.OlderThan.Value))
        && (m.YoungerThan is null || !IsOlder(digest, m.YoungerThan.Value))
        && (m.NotPulledFor is null || graph.SincePull(digest) > m.NotPulledFor)
        && (m.Kind is null || m.Kind.Contains(Kind(digest)))
        && (m.MediaType is null || NaiveGlob.Selects(m.MediaType, graph.MediaType(digest)))
        && (m.ArtifactType is null || (graph.ArtifactType(digest) is { } type && NaiveGlob.Selects(m.ArtifactType, type)))
        && (m.Platform is null || Platforms(digest).Any(p => NaiveGlob.Selects(m.Platform, p)))
        && (m.Labels is null || LabelSets(digest).Any(labels => m.Labels.All(l => Holds(l, labels))))
        && (m.Annotations is null || m.Annotations.All(a => Holds(a, graph[digest].Annotations)))
        && (m.LargerThan is null || graph.UniqueBytes(digest) > m.LargerThan)
        && (m.State is null || (m.State == "orphaned" ? graph.IsOrphaned(digest) : graph.State(digest) == m.State))
        && (m.Any is null || m.Any.Any(n => Holds(n, digest)))
        && (m.All is null || m.All.All(n => Holds(n, digest)))
        && (m.Not is null || !Holds(m.Not, digest));

    public bool IsOlder(string digest, TimeSpan limit) => graph.Age(digest) > limit;

    public bool Asks(OracleMatch match, Func<OracleMatch, bool> question) => match.Nested(underNot: true).Any(question);

    /// <summary>The tags that conditions give where they hold: side by side they intersect, <c>any</c> unites those that hold.</summary>
    private List<string> TagsOf(OracleMatch m, string digest)
    {
        IEnumerable<string> tags = graph.UserTags(digest);
        tags = m.Tags is null ? tags : tags.Where(t => NaiveGlob.Selects(m.Tags, t));
        tags = m.TagsBy is null ? tags : tags.Where(t => IsGivenBy(m.TagsBy, t));
        tags = m.Any is null ? tags : tags.Intersect(m.Any.Where(n => Holds(n, digest)).SelectMany(n => TagsOf(n, digest)));
        return [.. (m.All ?? []).Aggregate(tags, (left, n) => left.Intersect(TagsOf(n, digest)))];
    }

    private static bool Holds(OracleTags by, IReadOnlyList<string> tags) =>
        tags.Count > 0
        && (by.Any is null || tags.Any(t => NaiveGlob.Selects(by.Any, t)))
        && (by.All is null || tags.All(t => NaiveGlob.Selects(by.All, t)))
        && (by.None is null || !tags.Any(t => NaiveGlob.Selects(by.None, t)))
        && (by.EveryPattern is null || by.EveryPattern.All(p => tags.Any(t => NaiveGlob.Matches(p, t))))
        && (by.Regex is null || tags.Any(t => MatchesRegex(by.Regex, t)))
        && (by.Semver is null || tags.Any(t => NaiveVersion.InRange(by.Semver, t)));

    private static bool IsGivenBy(OracleTags by, string tag) =>
        (by.Any is null || NaiveGlob.Selects(by.Any, tag))
        && (by.EveryPattern is null || by.EveryPattern.Any(p => NaiveGlob.Matches(p, tag)))
        && (by.Regex is null || MatchesRegex(by.Regex, tag))
        && (by.Semver is null || NaiveVersion.InRange(by.Semver, tag));

    private static bool MatchesRegex(string regex, string tag) => Regex.IsMatch(tag, $@"\A(?:{regex})\z");

    private static bool Holds(KeyValuePair<string, string> wanted, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(wanted.Key, out var value) && NaiveGlob.Matches(wanted.Value, value);

    private string Kind(string digest) =>
        graph.IsIndex(digest) ? "index"
        : graph.MediaType(digest) != MediaTypes.OciArtifact && MediaTypes.Manifests.Contains(graph.MediaType(digest)) && graph.ArtifactType(digest) is null ? "image"
        : "artifact";

    private IEnumerable<string> Platforms(string digest) =>
        new[] { graph[digest].Platform }
            .Concat(graph.Listed(digest).Select(e => e.Platform))
            .Concat(graph.Children(digest).Select(c => graph[c].Platform))
            .OfType<string>();

    private IEnumerable<IReadOnlyDictionary<string, string>> LabelSets(string digest) =>
        (graph.IsIndex(digest) ? graph.Children(digest) : [digest]).Select(d => graph[d].Config?.Labels ?? new Dictionary<string, string>());
}
