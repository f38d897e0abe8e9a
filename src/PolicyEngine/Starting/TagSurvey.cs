using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Starting;

/// <summary>How the tags of some repositories are named. Pure.</summary>
internal sealed class TagSurvey
{
    /// <summary>The artifact type of a Helm chart.</summary>
    internal const string ChartType = "application/vnd.cncf.helm.config.v1+json";

    private readonly Dictionary<DigestGraph, TagScheme[]> _schemes;

    private readonly Dictionary<DigestGraph, AgeTable> _ages;

    /// <summary>Looks at all tags.</summary>
    /// <param name="graphs">The repositories.</param>
    /// <param name="now">The time that ages count to.</param>
    public TagSurvey(IReadOnlyCollection<DigestGraph> graphs, DateTimeOffset now)
    {
        _ages = graphs.ToDictionary(graph => graph, graph => new AgeTable(graph, new PolicySettings().AgeSources, now));
        _schemes = graphs.ToDictionary(graph => graph, graph => graph.Tags.Select(tag => Read(graph, tag)).ToArray());
        if (_schemes.Values.Any(HasDatesForVersions))
        {
            // One policy is for all of them: what is a version in one repository is a build in none.
            foreach (var schemes in _schemes.Values)
            {
                schemes.AsSpan().Replace(TagScheme.Dated, TagScheme.Release);
            }
        }

        Found = [.. Enum.GetValues<TagScheme>().Select(Find).Append(FindUntagged(graphs)).Where(found => found.Images > 0)];
    }

    /// <summary>What was found, each way of naming once.</summary>
    public ImmutableArray<FoundTags> Found { get; }

    /// <summary>The tags of one way of naming, those of the newest images first; empty where there are none.</summary>
    public ImmutableArray<string> TagsOf(TagScheme scheme) => Found.FirstOrDefault(found => found.Scheme == scheme)?.Tags ?? [];

    /// <summary>The ways in which an image is named; null for one without a tag.</summary>
    public IEnumerable<TagScheme?> SchemesOf(DigestGraph graph, NodeId node)
    {
        var tags = graph.TagsOf(node).ToArray();
        return tags.Length == 0 ? [null] : tags.Select(tag => (TagScheme?)_schemes[graph][tag]).Distinct();
    }

    /// <summary>Whether a repository has dates, and hardly any other versions: fewer than a fifth as many.</summary>
    private static bool HasDatesForVersions(TagScheme[] schemes) =>
        5 * schemes.Count(scheme => scheme == TagScheme.Release) < schemes.Count(scheme => scheme == TagScheme.Dated);

    /// <summary>What cannot be a tag is not recognized, so that it is written nowhere.</summary>
    private static TagScheme Read(DigestGraph graph, TagId tag) =>
        !TagPatterns.IsTag(graph.TagText(tag)) ? TagScheme.Unknown
        : graph.ArtifactTypeOf(graph.TagTarget(tag)) == ChartType ? TagScheme.Chart
        : TagPatterns.SchemeOf(graph.TagText(tag));

    private FoundTags Find(TagScheme scheme)
    {
        var tags = new List<(long Ticks, string Text)>();
        var (images, bytes) = (0, 0L);
        foreach (var (graph, schemes) in _schemes)
        {
            var nodes = new NodeSetBuilder(graph.PresentCount);
            var ages = _ages[graph];
            foreach (var tag in graph.Tags)
            {
                if (schemes[tag] == scheme && !graph.Notices.Contains(graph.TagTarget(tag)))
                {
                    nodes.Add(graph.TagTarget(tag));
                    tags.Add((ages[graph.TagTarget(tag)], graph.TagText(tag)));
                }
            }

            images += nodes.Count;
            bytes += BytesOf(graph, nodes);
        }

        return new FoundTags(
            scheme,
            [
                .. tags.OrderByDescending(tag => tag.Ticks)
                    .ThenBy(tag => tag.Text, StringComparer.Ordinal)
                    .Select(tag => tag.Text)
                    .Distinct(StringComparer.Ordinal),
            ],
            images,
            bytes
        );
    }

    private static FoundTags FindUntagged(IEnumerable<DigestGraph> graphs)
    {
        var (images, bytes) = (0, 0L);
        foreach (var graph in graphs)
        {
            var nodes = new NodeSetBuilder(graph.PresentCount);
            foreach (var root in graph.Roots)
            {
                if (graph.TagsOf(root).IsEmpty)
                {
                    nodes.Add(root);
                }
            }

            images += nodes.Count;
            bytes += BytesOf(graph, nodes);
        }

        return new FoundTags(null, [], images, bytes);
    }

    private static long BytesOf(DigestGraph graph, NodeSet nodes) =>
        nodes.IsEmpty ? 0 : new ByteAccounting(graph).Deleted(graph.Closure(nodes));
}
