using System.Diagnostics;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Explaining;

/// <summary>The plan of one repository together with the evaluation that it came from. Not thread-safe.</summary>
internal sealed class Judgement
{
    private readonly DigestGraph _graph;
    private readonly RepositoryPlan? _plan;

    private Judgement(DigestGraph graph, RepositoryPlan? plan, VerdictWriter? verdicts, AgeTable ages)
    {
        _graph = graph;
        _plan = plan;
        Ages = ages;
        Verdicts = verdicts;
    }

    /// <summary>Null where no policy covers the repository.</summary>
    public PlanStatus? Status => _plan?.Status;

    public string? Reason => _plan?.Reason;

    /// <summary>The place in a policy that <see cref="Reason"/> is about, if there is one.</summary>
    public string? ReasonSource => _plan?.Findings.FirstOrDefault(f => f.Decides)?.Source;

    /// <summary>The ages, also where nothing was evaluated.</summary>
    public AgeTable Ages { get; }

    /// <summary>What the rules say; also of a repository whose plan a limit refuses. Null where they cannot be asked.</summary>
    public RepositoryEvaluation? Evaluation => Verdicts?.Evaluation;

    /// <summary>Present where <see cref="Evaluation"/> is.</summary>
    public VerdictWriter? Verdicts { get; }

    public static Judgement Of(PolicyCompilation compilation, DigestGraph graph, DateTimeOffset now, PlanOptions options)
    {
        var plan = Planner.CreateExplained(compilation, [graph], now, options, out var planned).Repositories.FirstOrDefault();
        var verdicts = planned.Count > 0 ? planned[0].Verdicts : null;
        var policy = EffectivePolicy.For(compilation.Policies, graph.Info, out _);
        return new Judgement(
            graph,
            plan,
            verdicts,
            verdicts?.Evaluation.Context.Ages ?? new AgeTable(graph, (policy?.Settings ?? new PolicySettings()).AgeSources, now)
        );
    }

    /// <summary>The list of the plan that a present manifest is in.</summary>
    public Fate FateOf(NodeId node) => Status == PlanStatus.Planned ? FateIn(Evaluation!, node) : Fate.Keep;

    /// <summary>The verdict of the plan.</summary>
    public Verdict VerdictOf(NodeId node) =>
        Status switch
        {
            null => new Verdict(VerdictKind.NotPlanned, null, null, "No policy covers the repository: everything is kept."),
            PlanStatus.Planned => UnlimitedVerdictOf(node),
            PlanStatus.Incomplete or PlanStatus.Refused => _plan!.Keep[node].Verdict,
            _ => throw new UnreachableException(),
        };

    /// <summary>The verdict as if no limit refused the plan.</summary>
    public Verdict UnlimitedVerdictOf(NodeId node) =>
        FateIn(Evaluation!, node) switch
        {
            Fate.Delete => Verdicts!.OfDeleted(node),
            Fate.Retain => Verdicts!.OfRetained(node),
            Fate.Keep => Verdicts!.OfKept(node),
        };

    /// <summary>The manifest as it stands beside another one.</summary>
    public ExplainedRelative RelativeOf(NodeId node)
    {
        var isPresent = node < _graph.PresentCount;
        return new ExplainedRelative(
            _graph.TextOf(node),
            isPresent ? [.. _graph.AllTagsOf(node).Take(10)] : [],
            _graph.KindOf(node),
            isPresent ? _graph.RoleOf(node) : null,
            _graph.PlatformOf(node),
            _graph.ArtifactTypeOf(node),
            isPresent ? FateOf(node) : null,
            isPresent ? VerdictOf(node) : null
        );
    }

    /// <summary>What an evaluation does with a manifest.</summary>
    public static Fate FateIn(RepositoryEvaluation evaluation, NodeId node) =>
        evaluation.Deleted.Contains(node) ? Fate.Delete
        : evaluation.Retained.Contains(node) ? Fate.Retain
        : Fate.Keep;
}
