using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>The tags and untagged roots that the rules together drop (semantics.md#precedence, semantics.md#unmatched-images).</summary>
internal sealed class Drops
{
    private readonly TagSetBuilder _tags;
    private readonly NodeSetBuilder _untagged;
    private readonly TagSetBuilder _byTagRules;

    private Drops(DigestGraph graph, ImmutableArray<NodeSet> decided)
    {
        _tags = new TagSetBuilder(graph.TagCount);
        _untagged = new NodeSetBuilder(graph.PresentCount);
        _byTagRules = new TagSetBuilder(graph.TagCount);
        Decided = decided;
    }

    /// <summary>The dropped tags.</summary>
    public TagSet Tags => _tags;

    /// <summary>The condemned untagged roots.</summary>
    public NodeSet Untagged => _untagged;

    /// <summary>Those of the tags that a rule with <c>target: tags</c> condemned.</summary>
    public TagSet ByTagRules => _byTagRules;

    /// <summary>Where the first rule decides: for each rule the images it decides; empty under keep-wins.</summary>
    public ImmutableArray<NodeSet> Decided { get; }

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
        var drops = new Drops(graph, settings.Precedence == Precedence.FirstRule ? Decide(graph, outcomes) : []);
        var kept = new NodeSetBuilder(graph.PresentCount);
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
                    ? outcomes[i].Condemned.ToBuilder().ExceptWith(kept)
                    : outcomes[i].Condemned.ToBuilder().IntersectWith(drops.Decided[i])
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
    public bool DropsWholly(DigestGraph graph, NodeId root)
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
        var open = graph.Roots.ToBuilder();
        var decided = ImmutableArray.CreateBuilder<NodeSet>(outcomes.Length);
        foreach (var outcome in outcomes)
        {
            var own = open.ToBuilder().IntersectWith(outcome.Rule.IsDelete ? outcome.Selected.Nodes : outcome.Spared);
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
                _untagged.Add(node);
            }

            foreach (var tag in tags)
            {
                if (outcome.CondemnedTags.Contains(tag))
                {
                    _tags.Add(tag);
                    if (outcome.Rule.TargetsTags)
                    {
                        _byTagRules.Add(tag);
                    }
                }
            }
        }
    }

    private void AddUnmatched(DigestGraph graph, ImmutableArray<Selection> selections, NodeSet kept)
    {
        var selectedTags = new TagSetBuilder(graph.TagCount);
        var selectedNodes = new NodeSetBuilder(graph.PresentCount);
        foreach (var selection in selections)
        {
            selectedTags.UnionWith(selection.Tags!);
            selectedNodes.UnionWith(selection.Nodes);
        }

        foreach (var root in graph.Roots.ToBuilder().ExceptWith(graph.Orphans).ExceptWith(kept))
        {
            var tags = graph.TagsOf(root);
            if (tags.IsEmpty && !selectedNodes.Contains(root))
            {
                _untagged.Add(root);
            }

            foreach (var tag in tags)
            {
                if (!selectedTags.Contains(tag))
                {
                    _tags.Add(tag);
                }
            }
        }
    }
}
