using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>The tags and untagged roots that the rules together drop (semantics.md#precedence, semantics.md#unmatched-images).</summary>
/// <param name="Tags">The dropped tags.</param>
/// <param name="Untagged">The condemned untagged roots.</param>
/// <param name="ByTagRules">Those of the tags that a rule with <c>target: tags</c> condemned.</param>
/// <param name="Decided">Where the first rule decides: for each rule the images it decides; empty under keep-wins.</param>
internal sealed record Drops(NodeSet Tags, NodeSet Untagged, NodeSet ByTagRules, ImmutableArray<NodeSet> Decided)
{
    /// <summary>How many tags <see cref="DropsWholly"/> has looked at: a count that tests hold small.</summary>
    internal long TagsLookedAt { get; private set; }

    /// <summary>Weighs the outcomes of rules against each other.</summary>
    /// <param name="graph">The repository.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="outcomes">What each rule says.</param>
    /// <param name="disabled">What rules that are switched off select:
    /// <c>unmatched</c> leaves it alone. Null leaves <c>unmatched</c> aside.</param>
    public static Drops Weigh(
        DigestGraph graph,
        PolicySettings settings,
        ImmutableArray<RuleOutcome> outcomes,
        ImmutableArray<(Rule Rule, Selection Selected)>? disabled
    )
    {
        var drops = new Drops(
            new NodeSet(graph.TagCount),
            new NodeSet(graph.PresentCount),
            new NodeSet(graph.TagCount),
            settings.Precedence == Precedence.FirstRule ? Decide(graph, outcomes) : []
        );
        var kept = new NodeSet(graph.PresentCount);
        foreach (var outcome in outcomes)
        {
            kept.UnionWith(outcome.Spared);
        }

        for (var i = 0; i < outcomes.Length; i++)
        {
            drops.Add(
                graph,
                outcomes[i],
                drops.Decided.IsEmpty
                    ? outcomes[i].Condemned.Clone().ExceptWith(kept)
                    : outcomes[i].Condemned.Clone().IntersectWith(drops.Decided[i])
            );
        }

        if (disabled is { } left && settings.DeletesUnmatched)
        {
            drops.AddUnmatched(
                graph,
                [.. outcomes.Where(o => o.Rule.IsDelete).Select(o => o.Selected), .. left.Select(d => d.Selected)],
                kept
            );
        }

        return drops;
    }

    /// <summary>Whether a root is dropped completely: all its tags, or itself where it has none.</summary>
    public bool DropsWholly(DigestGraph graph, int root)
    {
        var tags = graph.TagsOf(root);
        foreach (var tag in tags)
        {
            TagsLookedAt++;
            if (!Tags.Contains(tag))
            {
                return false;
            }
        }

        return !tags.IsEmpty || Untagged.Contains(root);
    }

    private static ImmutableArray<NodeSet> Decide(DigestGraph graph, ImmutableArray<RuleOutcome> outcomes)
    {
        var open = graph.Roots.Clone();
        var decided = ImmutableArray.CreateBuilder<NodeSet>(outcomes.Length);
        foreach (var outcome in outcomes)
        {
            var own = open.Clone().IntersectWith(outcome.Rule.IsDelete ? outcome.Selected.Nodes : outcome.Spared);
            open.ExceptWith(own);
            decided.Add(own);
        }

        return decided.MoveToImmutable();
    }

    private void Add(DigestGraph graph, RuleOutcome outcome, NodeSet nodes)
    {
        foreach (var node in nodes)
        {
            var tags = graph.TagsOf(node);
            if (tags.IsEmpty)
            {
                Untagged.Add(node);
            }

            foreach (var tag in tags)
            {
                if (outcome.CondemnedTags.Contains(tag))
                {
                    Tags.Add(tag);
                    if (outcome.Rule.TargetsTags)
                    {
                        ByTagRules.Add(tag);
                    }
                }
            }
        }
    }

    private void AddUnmatched(DigestGraph graph, ImmutableArray<Selection> selections, NodeSet kept)
    {
        var selectedTags = new NodeSet(graph.TagCount);
        var selectedNodes = new NodeSet(graph.PresentCount);
        foreach (var selection in selections)
        {
            selectedTags.UnionWith(selection.Tags!);
            selectedNodes.UnionWith(selection.Nodes);
        }

        foreach (var root in graph.Roots.Clone().ExceptWith(graph.Orphans).ExceptWith(kept))
        {
            var tags = graph.TagsOf(root);
            if (tags.IsEmpty && !selectedNodes.Contains(root))
            {
                Untagged.Add(root);
            }

            foreach (var tag in tags)
            {
                if (!selectedTags.Contains(tag))
                {
                    Tags.Add(tag);
                }
            }
        }
    }
}
