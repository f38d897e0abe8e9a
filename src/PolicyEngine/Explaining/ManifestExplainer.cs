using System.Collections.Immutable;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Explaining;

/// <summary>Explains one manifest by a judgement of its repository.</summary>
internal sealed class ManifestExplainer(DigestGraph graph, Judgement judgement, PlanOptions options)
{
    /// <summary>Explains a present manifest.</summary>
    public ExplainedManifest Explain(NodeId node)
    {
        var ancestors = Ancestry.Of(graph, node);
        var roots = ancestors.Where(n => n != node && graph.Roots.Contains(n)).ToArray();
        var pieces = PiecesOf(node);
        var explained = new ExplainedManifest
        {
            Row = new RowWriter(graph, judgement.Ages, isAlone: true).Write(node, () => judgement.VerdictOf(node)),
            ReachedSize = ByteAccounting.ReachedBy(graph, node, out _),
            ReachesUnread = pieces.Exists(p => p < graph.PresentCount && graph.IsUnread(p)),
            Fate = judgement.FateOf(node),
            IsUnread = graph.IsUnread(node),
            IsLocked = graph.IsLocked(node),
            IsOrphan = graph.Orphans.Contains(node),
            ChildCount = graph.Children[node].Length,
            MissingChildCount = graph.Children[node].ToArray().Count(c => c >= graph.PresentCount),
            Tags = [.. graph.TagsOf(node).ToArray().Select(TagOf)],
            Roots = [.. roots.Take(ExplainedManifest.MostRelatives).Select(judgement.RelativeOf)],
            RootCount = roots.Length,
            Pieces = [.. pieces.Take(ExplainedManifest.MostRelatives).Select(judgement.RelativeOf)],
            PieceCount = pieces.Count,
        };
        return judgement.Evaluation is { } evaluation
            ? WithEvaluation(explained, evaluation, judgement.Verdicts!, node, ancestors)
            : explained;
    }

    private ExplainedManifest WithEvaluation(
        ExplainedManifest explained,
        RepositoryEvaluation evaluation,
        VerdictWriter verdicts,
        NodeId node,
        List<NodeId> ancestors
    )
    {
        var verdict = judgement.UnlimitedVerdictOf(node);
        var isPlanned = judgement.Status == PlanStatus.Planned;
        var isGoing = explained.Fate == Fate.Delete;
        return explained with
        {
            Unlimited = isPlanned ? null : (Judgement.FateIn(evaluation, node), verdict),
            Rules = graph.Roots.Contains(node) ? new RuleExplainer(evaluation, verdicts).Explain(node, verdict) : [],
            Protections = [.. ProtectionsOf(evaluation, node, ancestors)],
            Grace = GraceOf(evaluation, node),
            Opposite =
                !isPlanned ? []
                : isGoing ? [.. new Rescues(evaluation, verdicts).Of(node, ancestors)]
                : [.. new Holders(evaluation, verdicts).Of(node, ancestors)],
        };
    }

    /// <summary>What a manifest reaches, and then the missing children of all of it.</summary>
    private List<NodeId> PiecesOf(NodeId node)
    {
        var start = new NodeSetBuilder(graph.PresentCount);
        start.Add(node);
        var pieces = new List<NodeId>();
        var missing = new SortedSet<NodeId>();
        foreach (var reached in graph.Closure(start))
        {
            if (reached != node)
            {
                pieces.Add(reached);
            }

            missing.UnionWith(graph.Children[reached].ToArray().Where(c => c >= graph.PresentCount));
        }

        pieces.AddRange(missing);
        return pieces;
    }

    private ExplainedTag TagOf(TagId tag)
    {
        var text = graph.TagText(tag);
        if (judgement.Evaluation is not { } evaluation)
        {
            return new ExplainedTag(text, TagFate.Stays, []);
        }

        var node = graph.TagTarget(tag);
        var condemning = evaluation.Outcomes.Where(o => o.CondemnedTags.Contains(tag)).Select(o => o.Rule.Id).ToList();
        var isDropped = evaluation.Drops.Tags.Contains(tag);
        if (isDropped && condemning.Count == 0)
        {
            condemning.Add(VerdictWriter.UnmatchedRule);
        }

        var fate =
            !isDropped ? TagFate.Stays
            : judgement.Status != PlanStatus.Planned ? TagFate.HeldByImage
            : evaluation.Deleted.Contains(node) ? TagFate.GoesWithImage
            : evaluation.Untagged.Contains(tag) ? TagFate.ComesOff
            : TagFate.HeldByImage;
        return new ExplainedTag(text, judgement.FateOf(node) == Fate.Delete ? TagFate.GoesWithImage : fate, [.. condemning]);
    }

    private IEnumerable<ExplainedProtection> ProtectionsOf(RepositoryEvaluation evaluation, NodeId node, List<NodeId> ancestors)
    {
        foreach (var (protection, nodes) in evaluation.Protections)
        {
            var via =
                nodes.Contains(node) ? node
                : ancestors.FindIndex(nodes.Contains) is var at and >= 0 ? ancestors[at]
                : NodeId.None;
            if (via >= 0)
            {
                yield return new ExplainedProtection(
                    protection.Name,
                    protection.Location.ToString(),
                    via == node ? null : NodeName.Of(graph, via),
                    ReferencesTo(protection, via)
                )
                {
                    Uses =
                    [
                        .. protection
                            .Predicate.SelfAndParts()
                            .Select(part => part.Tell(evaluation.Context, via))
                            .OfType<string>()
                            .Distinct(StringComparer.Ordinal),
                    ],
                };
            }
        }
    }

    private bool Means(ImageReference reference, string digest, HashSet<string> tags)
    {
        if (reference.Pattern is null)
        {
            return reference.Digest == digest
                || (reference is { Digest: null, Tag: { } tag } && tags.Contains(tag) && new ReferenceMeaning(graph, reference).IsHere());
        }

        var meant = new NodeSetBuilder(graph.PresentCount);
        new ReferenceMeaning(graph, reference).AddTo(meant);
        return graph.TryFind(digest, out var node) && meant.Contains(node);
    }

    /// <summary>Where the files of a protection name a manifest.</summary>
    private ImmutableArray<string> ReferencesTo(Protection protection, NodeId node)
    {
        if (protection.InUse is null || !options.InUse.TryGet(protection.Location.ToString(), out var references))
        {
            return [];
        }

        var digest = graph.TextOf(node);
        var tags = graph.TagsOf(node).ToArray().Select(graph.TagText).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. references
                .Where(r => r.Use is null && Means(r, digest, tags))
                .Select(r => r.Source)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Take(10),
        ];
    }

    private static ExplainedGrace GraceOf(RepositoryEvaluation evaluation, NodeId node)
    {
        var grace = evaluation.Policy.Settings.Grace;
        return new ExplainedGrace(grace, evaluation.Young.Contains(node), Moment.After(evaluation.Context.Ages[node], grace));
    }
}
