using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>Evaluates one rule over a repository: select, limit, rank, spare, condemn.</summary>
internal sealed class RuleEvaluator(EvaluationContext context, bool countProtected)
{
    private NodeSet? _matchable;

    /// <summary>What a rule selects (semantics.md#selection), images of which too little is known to say included.</summary>
    public Selection Select(Rule rule)
    {
        using var all = context.Assume(unknownHolds: true);
        return SelectAssuming(rule);
    }

    private Selection SelectAssuming(Rule rule)
    {
        var domain = rule.Match?.SelectsOrphans == true && context.Graph.HasImageTags ? context.Graph.Roots : Matchable;
        using var exclusions = context.Exclude(images: rule.WithOtherTags);
        var selection = rule.Match is null
            ? new Selection(domain).Conclude(context.Graph)
            : rule.Match.Select(context, domain).Conclude(context.Graph);
        return rule.IsDelete
            ? selection
            : new Selection(selection.Nodes.ToBuilder().UnionWith(NamedOrphans.Of(context, rule.Match)), selection.Tags);
    }

    /// <summary>Evaluates a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="gone">For rules that count what remains: the images that the other rules delete.</param>
    public RuleOutcome Evaluate(Rule rule, NodeSet? gone)
    {
        var selected = Select(rule);
        var uncertain = FindUncertain(rule, selected);
        var sharing = SharedPlaces.Find(context.Graph, selected.Nodes);
        var countable = Known(selected.Nodes).ExceptWith(uncertain).ExceptWith(sharing);
        if (!countProtected)
        {
            countable.ExceptWith(context.Protected);
        }

        // Orphans that a keep rule names by their referrer tags are kept, and count nowhere.
        var named =
            rule.IsDelete || rule.Match?.SelectsOrphans == true
                ? new NodeSetBuilder(context.Graph.PresentCount)
                : selected.Nodes.ToBuilder().IntersectWith(context.Graph.Orphans);
        countable.ExceptWith(named);
        var keyless = FindKeyless(rule, selected, uncertain, sharing).ExceptWith(named);
        keyless.UnionWith(FindSharingNone(rule, selected, uncertain, keyless, sharing));
        var places = new RulePlaces(uncertain, sharing, keyless);
        countable.ExceptWith(places.Keyless);
        return rule.IsDelete
            ? EvaluateDelete(rule, selected, places, countable, gone)
            : EvaluateKeep(rule, selected, places, countable, named);
    }

    /// <summary>The images that a rule may select, but not certainly, or not certainly by all the tags.</summary>
    private NodeSetBuilder FindUncertain(Rule rule, Selection possible)
    {
        var uncertain = new NodeSetBuilder(context.Graph.PresentCount);
        if (rule.Match?.SelfAndParts().Any(p => p.MayBeUnknown) != true)
        {
            return uncertain;
        }

        var certain = SelectAssuming(rule);
        uncertain.UnionWith(possible.Nodes).ExceptWith(certain.Nodes);
        foreach (var tag in possible.Tags!)
        {
            if (!certain.Tags!.Contains(tag))
            {
                uncertain.Add(context.Graph.TagTarget(tag));
            }
        }

        return uncertain;
    }

    /// <summary>The images that an order by versions or tags cannot place
    /// (semantics.md#actions): an image that shares a place needs none.</summary>
    private NodeSetBuilder FindKeyless(Rule rule, Selection selected, NodeSet uncertain, NodeSet sharing)
    {
        var keyless = new NodeSetBuilder(context.Graph.PresentCount);
        var order = new RankOrder(context, rule.OrderBy, selected.Tags!);
        if (order.Tags is not null)
        {
            foreach (var node in selected.Nodes.ToBuilder().ExceptWith(uncertain).ExceptWith(sharing))
            {
                if (!order.HasKey(node))
                {
                    keyless.Add(node);
                }
            }
        }

        return keyless;
    }

    /// <summary>Where a rule counts, an image that would share the place of one that
    /// has none, for lack of a key or of an age, is left out with it.</summary>
    private NodeSetBuilder FindSharingNone(Rule rule, Selection selected, NodeSet uncertain, NodeSet keyless, NodeSet sharing)
    {
        if (sharing.IsEmpty || !rule.Criteria.Any(c => c.Effect == CriterionEffect.Spare))
        {
            return new NodeSetBuilder(context.Graph.PresentCount);
        }

        var placeless = selected
            .Nodes.ToBuilder()
            .ExceptWith(Known(selected.Nodes))
            .UnionWith(keyless)
            .ExceptWith(uncertain)
            .ExceptWith(sharing);
        return context.Graph.Closure(placeless).IntersectWith(sharing).ExceptWith(uncertain);
    }

    /// <summary>The roots that rules look at: orphaned referrers only where a rule asks for them (semantics.md#roots).</summary>
    private NodeSet Matchable => _matchable ??= context.Graph.Roots.ToBuilder().ExceptWith(context.Graph.Orphans);

    private RuleOutcome EvaluateDelete(Rule rule, Selection selected, RulePlaces places, NodeSet countable, NodeSet? gone)
    {
        var unranked = new Ranking(context, countable, selected.Tags!, rule.OrderBy, rule.Per);
        var eligible = Known(selected.Nodes).ExceptWith(places.Uncertain).ExceptWith(places.Keyless);
        foreach (var limit in rule.Criteria.Where(c => c.Effect == CriterionEffect.Limit))
        {
            eligible.IntersectWith(limit.Select(unranked, eligible));
        }

        var pool = rule.Of switch
        {
            CountBase.Eligible => countable.ToBuilder().IntersectWith(eligible),
            CountBase.Remaining when gone is not null => countable.ToBuilder().ExceptWith(gone),
            CountBase.Matched or CountBase.Remaining => countable,
        };
        var ranking = new Ranking(context, pool, selected.Tags!, rule.OrderBy, rule.Per);
        var spared = new NodeSetBuilder(context.Graph.PresentCount);
        foreach (var spare in rule.Criteria.Where(c => c.Effect == CriterionEffect.Spare))
        {
            // What is selected only perhaps might have been spared.
            spared.UnionWith(spare.Select(ranking, pool)).UnionWith(places.Uncertain);
        }

        Share(spared, places);

        var leftOut = selected.Nodes.ToBuilder().ExceptWith(eligible).ExceptWith(spared);
        var condemned = eligible.ToBuilder().ExceptWith(spared);
        return new RuleOutcome(
            rule,
            selected,
            spared,
            leftOut,
            condemned,
            TagsOf(condemned, rule.WithOtherTags ? null : selected.Tags),
            ranking,
            places
        );
    }

    private RuleOutcome EvaluateKeep(Rule rule, Selection selected, RulePlaces places, NodeSet countable, NodeSet named)
    {
        var ranking = new Ranking(context, countable, selected.Tags!, rule.OrderBy, rule.Per);
        var kept = selected.Nodes.ToBuilder();
        if (!rule.Criteria.IsEmpty)
        {
            var holding = rule.Criteria.Select(c => c.Select(ranking, selected.Nodes)).ToArray();
            kept = holding
                .Skip(1)
                .Aggregate(holding[0].ToBuilder(), (all, one) => rule.JoinsAll ? all.IntersectWith(one) : all.UnionWith(one));
        }

        kept.UnionWith(places.Uncertain).UnionWith(places.Keyless).UnionWith(named);
        Share(kept, places);
        var none = new NodeSetBuilder(context.Graph.PresentCount);
        return new RuleOutcome(rule, selected, kept, none, none, new TagSetBuilder(context.Graph.TagCount), ranking, places);
    }

    /// <summary>Adds the images whose place one of the held images has.</summary>
    private void Share(NodeSetBuilder held, RulePlaces places)
    {
        if (!places.Sharing.IsEmpty && !held.IsEmpty)
        {
            held.UnionWith(context.Graph.Closure(held).IntersectWith(places.Sharing));
        }
    }

    private TagSetBuilder TagsOf(NodeSet nodes, TagSet? among)
    {
        var tags = new TagSetBuilder(context.Graph.TagCount);
        foreach (var node in nodes)
        {
            foreach (var tag in context.Graph.TagsOf(node))
            {
                if (among is null || among.Contains(tag))
                {
                    tags.Add(tag);
                }
            }
        }

        return tags;
    }

    /// <summary>Those that take up a place: of known age, and read, so that they are certainly what the rule counts.</summary>
    private NodeSetBuilder Known(NodeSet nodes)
    {
        var known = nodes.ToBuilder().ExceptWith(context.Graph.Unread);
        foreach (var node in nodes)
        {
            if (context.Ages[node] == 0)
            {
                known.Remove(node);
            }
        }

        return known;
    }
}
