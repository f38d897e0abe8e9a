using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>What predicates and rankings look at: one repository at one time. Values
/// that are costly are computed once, when first asked for. Not thread-safe.</summary>
internal sealed class EvaluationContext
{
    private readonly Dictionary<TagId, SemanticVersion?> _versions = [];
    private readonly Dictionary<TagId, ImageVersion?> _imageVersions = [];
    private readonly InUseReferences _inUse;
    private ByteAccounting? _bytes;
    private readonly Dictionary<string, Dictionary<NodeId, string>> _uses = new(StringComparer.Ordinal);
    private NodeSet? _mayHold;
    private long[]? _pulls;
    private NodeId[]? _timeOrder;
    private (NodeSet Pool, NodeId[] Order)? _lastOrder;

    public EvaluationContext(DigestGraph graph, AgeSources ageSources, DateTimeOffset now, InUseReferences inUse, FactSet? facts = null)
    {
        Graph = graph;
        Now = now;
        Ages = new AgeTable(graph, ageSources, now);
        Protected = new NodeSetBuilder(graph.PresentCount);
        _inUse = inUse;
        Facts = facts ?? FactSet.Empty;
    }

    public DigestGraph Graph { get; }

    /// <summary>The one now of the run.</summary>
    public DateTimeOffset Now { get; }

    public AgeTable Ages { get; }

    /// <summary>The zone whose calendar counts.</summary>
    public CalendarZone Zone { get; init; } = CalendarZone.Utc;

    /// <summary>The period of the calendar that the time of an image of known age lies in.</summary>
    public CalendarPeriod PeriodOf(CalendarUnit unit, NodeId node) => CalendarPeriod.Of(unit, Zone.ToLocal(Ages[node]));

    /// <summary>The protected manifests; set before rules are looked at.</summary>
    public NodeSet Protected { get; set; }

    /// <summary>The unread manifests of which any may hold others: not those that
    /// are missing for good (semantics.md#incomplete-repositories).</summary>
    public NodeSet MayHold => _mayHold ??= Graph.Unread.ToBuilder().ExceptWith(LateManifests.FindMissing(this));

    public ByteAccounting Bytes => _bytes ??= new ByteAccounting(Graph);

    /// <summary>What a condition says of an image of which too little is known to decide
    /// it: false finds what is certainly selected, true all that may be.</summary>
    public bool UnknownHolds { get; private set; }

    /// <summary>Sets <see cref="UnknownHolds"/> until the result is disposed.</summary>
    public Assumption Assume(bool unknownHolds)
    {
        var assumption = new Assumption(this, UnknownHolds);
        UnknownHolds = unknownHolds;
        return assumption;
    }

    /// <summary>
    /// Whether a tag that a list of globs excludes by <c>!</c> takes the whole image out of the
    /// selection: what <c>with-other-tags</c> deletes must not carry it (semantics.md#details).
    /// </summary>
    public bool ExcludesImages { get; private set; }

    /// <summary>Sets <see cref="ExcludesImages"/> until the result is disposed.</summary>
    public Exclusion Exclude(bool images)
    {
        var exclusion = new Exclusion(this, ExcludesImages);
        ExcludesImages = images;
        return exclusion;
    }

    /// <summary>The facts that conditions ask for.</summary>
    public FactSet Facts { get; }

    /// <summary>What kept images of the run name as their bases.</summary>
    public KeptBases Bases { get; init; } = KeptBases.None;

    /// <summary>The image references that files name, and what clusters and deployments use.</summary>
    public InUseReferences InUse => _inUse;

    /// <summary>How manifests are used that a protection by what is in use names; found once.</summary>
    public Dictionary<NodeId, string> UsesBy(string protection, Func<EvaluationContext, Dictionary<NodeId, string>> find)
    {
        if (!_uses.TryGetValue(protection, out var uses))
        {
            _uses[protection] = uses = find(this);
        }

        return uses;
    }

    /// <summary>Whether the age is known and strictly greater than a limit.</summary>
    public bool IsOlderThan(NodeId node, TimeSpan limit) => Ages[node] != 0 && Now.UtcTicks - Ages[node] > limit.Ticks;

    /// <summary>The last pull of a manifest, for an index the latest of its own and of its present children's; 0 if never pulled.</summary>
    public long PulledTicks(NodeId node) => (_pulls ??= FindPulls())[node];

    /// <summary>Whether the last pull, or for an image never pulled its push, is longer ago than a limit (semantics.md#details).</summary>
    public bool IsNotPulledFor(NodeId node, TimeSpan limit)
    {
        var since = PulledTicks(node);
        since = since != 0 ? since : Graph.PushedTicks(node);
        since = since != 0 ? since : Ages[node];
        return since != 0 && Now.UtcTicks - since > limit.Ticks;
    }

    /// <summary>The semantic version that a user tag states, or null.</summary>
    public SemanticVersion? VersionOf(TagId tag)
    {
        if (!_versions.TryGetValue(tag, out var version))
        {
            _ = SemanticVersion.TryParse(Graph.TagText(tag), out version!);
            _versions[tag] = version;
        }

        return version;
    }

    /// <summary>The version as people write it that a user tag states, or null.</summary>
    public ImageVersion? ImageVersionOf(TagId tag)
    {
        if (!_imageVersions.TryGetValue(tag, out var version))
        {
            _ = ImageVersion.TryParse(Graph.TagText(tag), out version!);
            _imageVersions[tag] = version;
        }

        return version;
    }

    /// <summary>The highest version among all user tags of a manifest, or null.</summary>
    public SemanticVersion? HighestVersion(NodeId node)
    {
        SemanticVersion? best = null;
        foreach (var tag in Graph.TagsOf(node))
        {
            if (VersionOf(tag) is { } version && version.CompareTo(best) > 0)
            {
                best = version;
            }
        }

        return best;
    }

    /// <summary>The greatest user tag of a manifest in natural order, or null.</summary>
    public string? GreatestTag(NodeId node)
    {
        string? best = null;
        foreach (var tag in Graph.TagsOf(node))
        {
            if (Graph.TagText(tag) is var text && (best is null || NaturalOrder.Compare(text, best) > 0))
            {
                best = text;
            }
        }

        return best;
    }

    /// <summary>The roots of a pool, which have known ages, newest first.
    /// Not to be changed: rules that count the same pool share it.</summary>
    public NodeId[] InTimeOrder(NodeSet pool)
    {
        if (_lastOrder is not { } last || !last.Pool.SetEquals(pool))
        {
            _lastOrder = last = (pool.ToBuilder(), Array.FindAll(_timeOrder ??= TimeOrder.Of(this), pool.Contains));
        }

        return last.Order;
    }

    /// <summary>The groups in order of time that were made last.</summary>
    internal (
        NodeSet Pool,
        TagSet SelectedTags,
        ImmutableArray<GroupKey> Per,
        IReadOnlyList<RankGroup> Groups,
        ImmutableArray<NodeId> Ungrouped
    )? LastGroups
    { get; set; }

    /// <summary>What an exclusion means, in force until it is disposed.</summary>
    public readonly struct Exclusion(EvaluationContext context, bool before) : IDisposable
    {
        /// <summary>Returns to what was in force before.</summary>
        public void Dispose() => context.ExcludesImages = before;
    }

    /// <summary>An assumption about what is unknown, in force until it is disposed.</summary>
    public readonly struct Assumption(EvaluationContext context, bool before) : IDisposable
    {
        /// <summary>Returns to the assumption before.</summary>
        public void Dispose() => context.UnknownHolds = before;
    }

    private long[] FindPulls()
    {
        var pulls = new long[Graph.PresentCount];
        foreach (var node in Graph.PresentNodes)
        {
            pulls[node] = Graph.PulledTicks(node);
        }

        if (!Graph.HasPullTimes)
        {
            return pulls;
        }

        // A pull of a piece is a pull of every index above it: carry each time upwards, from the latest on, so that each index is set once.
        var order = Graph.PresentNodes.Where(n => pulls[n] != 0).OrderByDescending(n => pulls[n]).ToArray();
        var carried = new NodeSetBuilder(pulls.Length);
        var stack = new Stack<NodeId>();
        foreach (var start in order)
        {
            var ticks = pulls[start];
            if (carried.Add(start))
            {
                stack.Push(start);
            }

            while (stack.TryPop(out var node))
            {
                foreach (var parent in Graph.Parents[node])
                {
                    if (carried.Add(parent))
                    {
                        pulls[parent] = Math.Max(pulls[parent], ticks);
                        stack.Push(parent);
                    }
                }
            }
        }

        return pulls;
    }
}
