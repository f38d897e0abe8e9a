using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;

namespace PolicyEngine.Explaining;

/// <summary>Explains why a tag or a digest is as it is. Pure and thread-safe:
/// the verdict is the one of <see cref="Planner.Create"/>.</summary>
public static class Explainer
{
    /// <summary>Explains a reference.</summary>
    /// <param name="compilation">The policies.</param>
    /// <param name="graph">The repository.</param>
    /// <param name="now">The time that ages count to.</param>
    /// <param name="options">What planning needs beside them.</param>
    /// <param name="reference">A tag, a digest, or at least six digits that a digest begins with; a tag goes before digits.</param>
    /// <exception cref="InvalidOperationException">The compilation has errors, or
    /// the files of an <c>in-use</c> protection have not been read.</exception>
    public static Explanation Explain(
        PolicyCompilation compilation,
        DigestGraph graph,
        DateTimeOffset now,
        PlanOptions options,
        string reference
    )
    {
        ArgumentNullException.ThrowIfNull(compilation);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reference);
        var judgement = Judgement.Of(compilation, graph, now, options);
        var (match, nodes, problem) = ReferenceResolver.Resolve(graph, reference);
        var explanation = new Explanation
        {
            Reference = reference,
            Info = graph.Info,
            Now = now.ToUniversalTime(),
            Status = judgement.Status,
            Reason = judgement.Reason,
            ReasonSource = judgement.ReasonSource,
            Match = match,
            Problem = problem,
        };
        switch (match)
        {
            case ReferenceMatch.Missing:
                NodeId[] referring = [.. graph.Parents[nodes[0]], .. graph.Referrers[nodes[0]]];
                return WithCandidates(explanation, judgement, [.. referring.Distinct().Order()]);
            case ReferenceMatch.Ambiguous:
                return WithCandidates(explanation, judgement, nodes);
            case ReferenceMatch.DanglingTag or ReferenceMatch.NotFound:
                return explanation;
        }

        var subject = new ManifestExplainer(graph, judgement, options).Explain(nodes[0]);
        if (subject.Fate == Fate.Keep && judgement.Status == PlanStatus.Planned)
        {
            subject = subject with { GoesAt = TurningPoint.Find(compilation, judgement.Evaluation!, options, nodes[0]) };
        }

        return explanation with
        {
            Subject = subject,
        };
    }

    private static Explanation WithCandidates(Explanation explanation, Judgement judgement, List<NodeId> nodes) =>
        explanation with
        {
            Candidates = [.. nodes.Take(ExplainedManifest.MostRelatives).Select(judgement.RelativeOf)],
            CandidateCount = nodes.Count,
        };
}
