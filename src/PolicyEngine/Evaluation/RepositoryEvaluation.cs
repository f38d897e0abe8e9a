using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>All that the rules and the graph say of one repository, as sets. Immutable by
/// convention once evaluated; not thread-safe, since ages and ranks are found lazily.</summary>
internal sealed class RepositoryEvaluation
{
    public required EvaluationContext Context { get; init; }

    public required EffectivePolicy Policy { get; init; }

    /// <summary>What each protection protects, in the order of the policies.</summary>
    public required ImmutableArray<(Protection Protection, NodeSet Nodes)> Protections { get; init; }

    /// <summary>What each enabled rule says, in the order of the policies.</summary>
    public required ImmutableArray<RuleOutcome> Outcomes { get; init; }

    /// <summary>The tags that are dropped, and what condemned them.</summary>
    public required Drops Drops { get; init; }

    /// <summary>The rules that are switched off and what they select, where <c>unmatched: delete</c> leaves it alone.</summary>
    public required ImmutableArray<(Rule Rule, Selection Selected)> Disabled { get; init; }

    /// <summary>The roots that the policy wants gone: not protected, not young, of known age.</summary>
    public required NodeSet Going { get; init; }

    /// <summary>Those of them that no rule deletes: what is left of images that an earlier run began.</summary>
    public required IReadOnlyDictionary<NodeId, BegunPart> Leftovers { get; init; }

    /// <summary>What is announced first; those images of it that are not due are kept.</summary>
    public required Waiting Waiting { get; init; }

    /// <summary>The manifests of known age inside the grace period.</summary>
    public required NodeSet Young { get; init; }

    /// <summary>The unread manifests that may need others, nobody knows which.</summary>
    public required NodeSet Hiding { get; init; }

    /// <summary>The listed manifests whose documents are gone for good: nothing waits for them.</summary>
    public required NodeSet Missing { get; init; }

    /// <summary>The manifests that are kept, since one of <see cref="Hiding"/> may need them.</summary>
    public required NodeSet PossiblePieces { get; init; }

    /// <summary>What would be deleted but for the registry: its known refusals.</summary>
    public required NodeSet Retained { get; init; }

    /// <summary>
    /// The subjects that are kept, each with the referrer for which: this registry deletes referrers with their subject.
    /// </summary>
    public required ImmutableSortedDictionary<NodeId, NodeId> BoundSubjects { get; init; }

    /// <summary>What is kept, <see cref="Retained"/> included.</summary>
    public required NodeSet Live { get; init; }

    /// <summary>What is deleted.</summary>
    public required NodeSet Deleted { get; init; }

    /// <summary>The tags that are removed from images that are kept.</summary>
    public required TagSet Untagged { get; init; }

    /// <summary>The tags that would be removed, at a registry that is known to refuse it: they stay.</summary>
    public required TagSet UntagRefused { get; init; }

    /// <summary>Whether the whole package goes (ghcr).</summary>
    public required bool DeletesPackage { get; init; }

    public DigestGraph Graph => Context.Graph;

    /// <summary>The roots that are deleted.</summary>
    public int RootsGoing => Graph.Roots.ToBuilder().IntersectWith(Deleted).Count;
}
