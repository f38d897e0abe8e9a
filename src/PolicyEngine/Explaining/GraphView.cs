using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Explaining;

/// <summary>A graph to show: with the age of each manifest, and where a policy was asked, with its verdicts. Not thread-safe.</summary>
public sealed class GraphView
{
    /// <summary>The manifests that may be looked at to say what roots reach and who shares what: far more
    /// than honest repositories need. Without a bound, a chain of n images takes n² looks.</summary>
    private const int MostLooks = 10_000_000;

    private readonly AgeTable _ages;
    private readonly Judgement? _judgement;
    private int _looks;

    private GraphView(DigestGraph graph, DateTimeOffset now, AgeTable ages, Judgement? judgement)
    {
        Graph = graph;
        Now = now.ToUniversalTime();
        _ages = ages;
        _judgement = judgement;
    }

    /// <summary>The graph.</summary>
    public DigestGraph Graph { get; }

    /// <summary>The time that ages count to, UTC.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether manifests have verdicts.</summary>
    public bool HasVerdicts => _judgement is not null;

    /// <summary>Whether the plan may be carried out; null without verdicts, or where no policy covers the repository.</summary>
    public PlanStatus? Status => _judgement?.Status;

    /// <summary>Why the plan may not be carried out, or null.</summary>
    public string? Reason => _judgement?.Reason;

    /// <summary>A graph without verdicts; ages count from the time sources that are the default of policies.</summary>
    public static GraphView Create(DigestGraph graph, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new GraphView(graph, now, new AgeTable(graph, new PolicySettings().AgeSources, now), null);
    }

    /// <summary>A graph with the verdicts of policies.</summary>
    /// <exception cref="InvalidOperationException">The compilation has errors, or
    /// the files of an <c>in-use</c> protection have not been read.</exception>
    public static GraphView Create(PolicyCompilation compilation, DigestGraph graph, DateTimeOffset now, PlanOptions options)
    {
        var judgement = Judgement.Of(compilation, graph, now, options);
        return new GraphView(graph, now, judgement.Ages, judgement);
    }

    /// <summary>The time that the age of a present manifest counts from; null where unknown.</summary>
    public DateTimeOffset? TimeOf(NodeId node) => _ages[node] is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Where <see cref="TimeOf"/> comes from: <c>pushed</c>, <c>updated</c>,
    /// <c>created</c>, <c>children</c>; null where unknown.</summary>
    public string? TimeSourceOf(NodeId node) => RowWriter.Word(_ages.SourceOf(node));

    /// <summary>The number of images (roots) that reach a present manifest, itself
    /// among them; null where made-up graphs would need too many looks.</summary>
    public int? ImagesOf(NodeId node)
    {
        if (_looks > MostLooks)
        {
            return null;
        }

        var ancestors = Ancestry.Of(Graph, node);
        _looks += ancestors.Count;
        return ancestors.Count(Graph.Roots.Contains);
    }

    /// <summary>The bytes of a present manifest and of all that it reaches, each manifest
    /// and blob once; null where made-up graphs would need too many looks.</summary>
    public long? ReachedBytesOf(NodeId node)
    {
        if (_looks > MostLooks)
        {
            return null;
        }

        var bytes = ByteAccounting.ReachedBy(Graph, node, out var manifests);
        _looks += manifests;
        return bytes;
    }

    /// <summary>What becomes of a present manifest; null without verdicts.</summary>
    public Fate? FateOf(NodeId node) => _judgement?.FateOf(node);

    /// <summary>Why; null without verdicts.</summary>
    public Verdict? VerdictOf(NodeId node) => _judgement?.VerdictOf(node);
}
