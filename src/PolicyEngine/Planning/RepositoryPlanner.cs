using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Diagnostics;
using PolicyEngine.Evaluation;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Policies;

namespace PolicyEngine.Planning;

/// <summary>Plans one repository: evaluate, check the limits, verify, and put the rows in order.</summary>
internal static class RepositoryPlanner
{
    /// <summary>The plan, or null where no policy covers the repository.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="graph">The repository.</param>
    /// <param name="now">The one now.</param>
    /// <param name="options">What else is needed.</param>
    /// <param name="findings">Takes the findings.</param>
    /// <param name="busy">Takes the places of the rules and protections that select something here.</param>
    public static PlannedRepository? Plan(
        ImmutableArray<Policy> policies,
        DigestGraph graph,
        DateTimeOffset now,
        PlanOptions options,
        FindingList findings,
        HashSet<string> busy
    )
    {
        if (EffectivePolicy.For(policies, graph.Info, out var conflict) is not { } policy)
        {
            return null;
        }

        var planned = Plan(policy, conflict, policies, graph, now, options, findings, busy);
        ImmutableArray<PlanFacts> facts =
        [
            .. policy
                .FactsOf(options.Facts)
                .Select(f => new PlanFacts(f.Kind, f.Answer.Source, f.Answer.TakenAt, FactSet.HashOf(f.Answer))),
        ];
        return facts.IsEmpty
            ? planned
            : planned with
            {
                Plan = planned.Plan with { Snapshot = planned.Plan.Snapshot with { Facts = facts } },
            };
    }

    private static PlannedRepository Plan(
        EffectivePolicy policy,
        Diagnostic? conflict,
        ImmutableArray<Policy> policies,
        DigestGraph graph,
        DateTimeOffset now,
        PlanOptions options,
        FindingList findings,
        HashSet<string> busy
    )
    {
        FindingFinder.OfRepository(graph, findings);
        FindingFinder.OfPolicies(policies, graph.Info, findings);
        if (!graph.Info.Complete)
        {
            var reason = graph.Info.Reason ?? "The snapshot states that it is not complete.";
            findings.Decide(PlanDiagnostics.Incomplete, null, null, reason);
            return new PlannedRepository(graph, Untouched(graph, PlanStatus.Incomplete, reason, findings.ToSorted()), null);
        }

        if (conflict is not null)
        {
            findings.Decide(conflict);
            return new PlannedRepository(graph, Untouched(graph, PlanStatus.Refused, conflict.Message, findings.ToSorted()), null);
        }

        if (!graph.HasPullTimes && policy.FindPullUser() is var (name, location))
        {
            findings.Decide(PlanDiagnostics.NoPullTimes, null, location, name);
            return new PlannedRepository(
                graph,
                Untouched(
                    graph,
                    PlanStatus.Refused,
                    Diagnostic.Create(PlanDiagnostics.NoPullTimes, null, name).Message,
                    findings.ToSorted()
                ),
                null
            );
        }

        if (policy.FindInUseProblem(options.InUse) is var (problem, place))
        {
            findings.Decide(PlanDiagnostics.InUseUnknown, null, place, problem);
            return new PlannedRepository(graph, Untouched(graph, PlanStatus.Incomplete, problem, findings.ToSorted()), null);
        }

        if (policy.FindFactProblem(options.Facts) is var (doubt, asked))
        {
            findings.Decide(PlanDiagnostics.FactsUnknown, null, asked, doubt);
            return new PlannedRepository(graph, Untouched(graph, PlanStatus.Incomplete, doubt, findings.ToSorted()), null);
        }

        if (options.Bases?.Problem is { } gap && policy.FindBaseProtection() is { } keeping)
        {
            findings.Decide(PlanDiagnostics.BasesUnknown, null, keeping, gap);
            return new PlannedRepository(graph, Untouched(graph, PlanStatus.Incomplete, gap, findings.ToSorted()), null);
        }

        if (
            options.Announcements is { } announcements
            && announcements.WaitOf(policy.Settings.Announce) is not null
            && announcements.Problems.TryGetValue(graph.Info.FullName, out var loss)
        )
        {
            findings.Decide(PlanDiagnostics.NoticeUnusable, null, null, loss);
            return new PlannedRepository(graph, Untouched(graph, PlanStatus.Incomplete, loss, findings.ToSorted()), null);
        }

        var missing = MissingDigests.Of(policies, graph, options);
        if (missing.FirstOrDefault(m => MissingDigests.IsUnasked(m, graph)) is { } unasked)
        {
            findings.Decide(PlanDiagnostics.NamedUnasked, unasked.Digest, unasked.Location, unasked.By, unasked.Digest);
            return new PlannedRepository(
                graph,
                Untouched(
                    graph,
                    PlanStatus.Incomplete,
                    Diagnostic.Create(PlanDiagnostics.NamedUnasked, null, unasked.By, unasked.Digest).Message,
                    findings.ToSorted()
                ),
                null
            );
        }

        foreach (var named in missing)
        {
            findings.Add(PlanDiagnostics.NamedMissing, named.Digest, named.Location, named.By, named.Digest);
        }

        var evaluation = Evaluator.Evaluate(
            graph,
            policy,
            now,
            options.InUse,
            options.Begun,
            options.Facts,
            options.Announcements,
            options.Bases
        );
        busy.UnionWith(evaluation.Protections.Where(p => !p.Nodes.IsEmpty).Select(p => p.Protection.Location.ToString()));
        busy.UnionWith(evaluation.Outcomes.Where(o => !o.Selected.Nodes.IsEmpty).Select(o => o.Rule.Location.ToString()));
        var verdicts = new VerdictWriter(evaluation);
        return new PlannedRepository(graph, Plan(evaluation, verdicts, findings, options.Approved.For(graph.Info)), verdicts);
    }

    /// <summary>The plan with the findings that remain when all repositories have
    /// been seen; refused where one of them was raised to an error.</summary>
    public static RepositoryPlan Conclude(RepositoryPlan plan, DigestGraph graph, ImmutableArray<PlanFinding> findings) =>
        plan.Status == PlanStatus.Planned && findings.FirstOrDefault(f => f.Severity == DiagnosticSeverity.Error) is { } error
            ? Untouched(graph, PlanStatus.Refused, error.Message, findings.Replace(error, error with { Decides = true }))
            : plan with
            {
                Findings = findings,
            };

    private static RepositoryPlan Plan(RepositoryEvaluation evaluation, VerdictWriter verdicts, FindingList findings, int? approved)
    {
        var graph = evaluation.Graph;
        FindingFinder.OfEvaluation(evaluation, verdicts, findings);
        var proof = PlanVerifier.Verify(graph, evaluation.Deleted, evaluation.Untagged);
        if (proof.DanglingAfter > 0)
        {
            findings.Decide(PlanDiagnostics.ProofFailed, null, null, proof.DanglingAfter);
            return Untouched(
                graph,
                PlanStatus.Refused,
                Diagnostic.Create(PlanDiagnostics.ProofFailed, null, proof.DanglingAfter).Message,
                findings.ToSorted()
            );
        }

        var limits = new LimitCheck(evaluation, approved);
        foreach (var (limit, location) in limits.Exceeded)
        {
            findings.Decide(PlanDiagnostics.LimitExceeded, null, location, limit.Text);
        }

        var planned = Planned(evaluation, verdicts, proof, findings) with { Approved = limits.Approved };
        return limits.Exceeded is not [var (first, _), ..]
            ? planned
            : Untouched(graph, PlanStatus.Refused, first.Text, planned.Findings) with
            {
                Announced = planned.Announced,
                Proposed = new ProposedPlan(planned.Delete, planned.Untag, planned.Retain, planned.Keep, planned.Bytes)
                {
                    DeletesPackage = planned.DeletesPackage,
                    Limits = [.. limits.Exceeded.Select(exceeded => exceeded.Limit)],
                },
            };
    }

    private static RepositoryPlan Planned(RepositoryEvaluation evaluation, VerdictWriter verdicts, PlanProof proof, FindingList findings)
    {
        var graph = evaluation.Graph;
        var shares = new Lazy<ByteShares>(() => new ByteShares(graph, evaluation.Deleted));
        var order = new Lazy<NodeId[]>(() => DeletionOrder.Sort(graph, evaluation.Deleted));
        var groups = new Lazy<int[]>(() => DeletionGroups.Find(graph, evaluation.Deleted, order.Value));
        var rows = new RowWriter(graph, evaluation.Context.Ages, ownerOf: verdicts.OwnerOf, shareOf: node => shares.Value[node]);
        var deleted = new RowWriter(
            graph,
            evaluation.Context.Ages,
            ownerOf: verdicts.OwnerOf,
            shareOf: node => shares.Value[node],
            groupOf: node => groups.Value[node]
        );
        return new RepositoryPlan
        {
            Info = graph.Info,
            Status = PlanStatus.Planned,
            Snapshot = SnapshotOf(graph),
            Delete = new ProjectedList<PlannedManifest>(
                evaluation.Deleted.Count,
                () => order.Value,
                (node, index) => deleted.Write(node, () => verdicts.OfDeleted(node), index + 1)
            ),
            Untag =
            [
                .. Ids(evaluation.Untagged)
                    .Select(t => new PlannedUntag(graph.TagText(t), graph.TextOf(graph.TagTarget(t)), verdicts.OfUntagged(t))),
            ],
            Retain = Rows(evaluation.Retained, node => rows.Write(node, () => verdicts.OfRetained(node))),
            Keep = Rows(evaluation.Live.ToBuilder().ExceptWith(evaluation.Retained), node => rows.Write(node, () => verdicts.OfKept(node))),
            Findings = findings.ToSorted(),
            Proof = proof,
            Bytes = new PlanBytes(
                evaluation.Context.Bytes.Deleted(evaluation.Deleted),
                evaluation.Context.Bytes.Reclaimed(evaluation.Deleted)
            ),
            DeletesPackage = evaluation.DeletesPackage,
            Announced = evaluation.Waiting.IsAsked ? Announced(evaluation) : null,
        };
    }

    private static ImmutableArray<AnnouncedChange> Announced(RepositoryEvaluation evaluation)
    {
        var graph = evaluation.Graph;
        ImmutableArray<string> TagsOf(NodeId node) => [.. graph.TagsOf(node).ToArray().Select(graph.TagText)];
        return
        [
            .. evaluation
                .Waiting.Images.OrderBy(image => image.Key)
                .Select(image => new AnnouncedChange(graph.TextOf(image.Key), null, TagsOf(image.Key), image.Value)),
            .. evaluation.Waiting.Tags.Select(tag => new AnnouncedChange(
                graph.TextOf(graph.TagTarget(tag.Key)),
                graph.TagText(tag.Key),
                TagsOf(graph.TagTarget(tag.Key)),
                tag.Value
            )),
        ];
    }

    private static RepositoryPlan Untouched(DigestGraph graph, PlanStatus status, string reason, ImmutableArray<PlanFinding> findings)
    {
        var everything = Evaluator.Everything(graph);
        var rows = new RowWriter(graph, null);
        var word = status == PlanStatus.Incomplete ? "incomplete" : "refused";
        var verdict = new Verdict(
            VerdictKind.NotPlanned,
            null,
            null,
            string.Create(CultureInfo.InvariantCulture, $"The plan of this repository is {word}: everything is kept.")
        );
        return new RepositoryPlan
        {
            Info = graph.Info,
            Status = status,
            Reason = reason,
            Snapshot = SnapshotOf(graph),
            Delete = [],
            Untag = [],
            Retain = [],
            Keep = Rows(everything, node => rows.Write(node, () => verdict)),
            Findings = findings,
            Proof = PlanVerifier.Verify(graph, new NodeSetBuilder(graph.PresentCount), new TagSetBuilder(graph.TagCount)),
            Bytes = new PlanBytes(0, 0),
        };
    }

    private static PlanSnapshot SnapshotOf(DigestGraph graph) =>
        new(graph.Fingerprint, graph.PresentCount, graph.TagCount + graph.ReferrerTags.Count, graph.Info.TakenAt);

    private static ProjectedList<PlannedManifest> Rows(NodeSet nodes, Func<NodeId, PlannedManifest> write) =>
        new(nodes.Count, () => Ids(nodes), (node, _) => write(node));

    private static TId[] Ids<TId>(IdSet<TId> set)
        where TId : struct, IGraphId<TId>
    {
        var ids = new TId[set.Count];
        var next = 0;
        foreach (var id in set)
        {
            ids[next++] = id;
        }

        return ids;
    }
}

/// <summary>The plan of a repository before all repositories have been seen, with what finds its reasons.</summary>
/// <param name="Graph">The repository.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Verdicts">The reasons, also of a plan that a limit refuses; null where nothing could be evaluated.</param>
internal sealed record PlannedRepository(DigestGraph Graph, RepositoryPlan Plan, VerdictWriter? Verdicts);
