using System.Globalization;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Explaining;

/// <summary>Lists all that holds a manifest which is kept: it does not go
/// while any of it does. Of a manifest that is deleted, nothing.</summary>
internal sealed class Holders(RepositoryEvaluation evaluation, VerdictWriter verdicts)
{
    private const int MostNeeding = 10;
    private const int MostTags = 10;
    private static readonly TagId Untagged = TagId.None;
    private readonly DigestGraph _graph = evaluation.Graph;

    /// <summary>What holds a manifest itself, then what is kept and needs it.</summary>
    public IEnumerable<OppositeCondition> Of(NodeId node, List<NodeId> ancestors)
    {
        foreach (var holder in OfItself(node))
        {
            yield return holder;
        }

        var needing = ancestors.Where(a => a != node && Ancestry.IsSeed(evaluation, a)).ToArray();
        foreach (var above in needing.Take(MostNeeding))
        {
            var verdict = evaluation.Retained.Contains(above) ? verdicts.OfRetained(above) : verdicts.OfKept(above);
            yield return new OppositeCondition(
                $"It is part of {NodeName.Of(_graph, above)}, which is kept. {verdict.Text}",
                verdict.Source
            );
        }

        if (needing.Length > MostNeeding)
        {
            yield return new OppositeCondition(
                string.Create(CultureInfo.InvariantCulture, $"It is part of {needing.Length - MostNeeding} more manifests that are kept.")
            );
        }
    }

    private IEnumerable<OppositeCondition> OfItself(NodeId node)
    {
        foreach (var (protection, nodes) in evaluation.Protections)
        {
            if (nodes.Contains(node))
            {
                yield return new OppositeCondition($"The protection '{protection.Name}' protects it.", protection.Location.ToString());
            }
        }

        if (_graph.IsUnread(node))
        {
            yield return new OppositeCondition($"{verdicts.WhyUnknown(node)}.");
        }

        if (evaluation.PossiblePieces.Contains(node))
        {
            yield return new OppositeCondition($"{verdicts.MayBePiece}.");
        }

        if (evaluation.Young.Contains(node))
        {
            var grace = evaluation.Policy.Settings.Grace;
            yield return new OppositeCondition(
                $"It is inside the grace period of {Duration.Describe(grace)}.",
                evaluation.Policy.Policies[0].SettingsLocation.ToString(),
                Moment.After(evaluation.Context.Ages[node], grace)
            );
        }

        if (evaluation.Retained.Contains(node))
        {
            yield return new OppositeCondition($"The registry refuses to delete it: {verdicts.RetainedBecause(node)}.");
        }

        if (!_graph.Roots.Contains(node))
        {
            yield break;
        }

        if (evaluation.Context.Ages[node] == 0)
        {
            yield return new OppositeCondition("Its age is unknown: no time source of 'age-from' gives a plausible time.");
        }

        if (!evaluation.Drops.DropsWholly(_graph, node))
        {
            foreach (var holder in OfRules(node))
            {
                yield return holder;
            }
        }
    }

    /// <summary>The rules that hold a root, and then what would still hold it without them.</summary>
    private IEnumerable<OppositeCondition> OfRules(NodeId root)
    {
        var deciders = new List<RuleOutcome>();
        foreach (var outcome in evaluation.Outcomes.Where(o => o.Selected.Nodes.Contains(root)))
        {
            if (outcome.Holds(root))
            {
                yield return OfHolding(outcome, root);
            }

            if (outcome.Rule.IsDelete)
            {
                deciders.Add(outcome);
                if (!evaluation.Drops.Decided.IsEmpty)
                {
                    // Where the first rule decides, what later ones say does not count.
                    break;
                }
            }
        }

        foreach (var holder in OfLooseTags(root, deciders))
        {
            yield return holder;
        }
    }

    /// <summary>The tags (or the untagged root) that no rule would drop even if none spared or kept the image.</summary>
    private IEnumerable<OppositeCondition> OfLooseTags(NodeId root, List<RuleOutcome> deciders)
    {
        // An untagged root is treated like one tag that every rule which selects it selects.
        TagId[] parts = _graph.TagsOf(root) is { IsEmpty: false } tags ? tags.ToArray() : [Untagged];
        var loose = parts.Where(p => !WouldDrop(p, root, deciders)).ToList();
        var waiting = loose
            .Select(p => deciders.FindAll(d => Covers(d, p)))
            .Where(d => d.Count > 0 && evaluation.Context.Ages[root] != 0)
            .DistinctBy(d => string.Join(" ", d.Select(o => deciders.IndexOf(o))));
        foreach (var left in waiting)
        {
            yield return OfLeavingOut(left, root);
        }

        loose.RemoveAll(p => deciders.Any(d => Covers(d, p)));
        if (loose.Count == 0)
        {
            yield break;
        }

        var named =
            string.Join(", ", loose.Take(MostTags).Where(p => p != Untagged).Select(t => $"'{_graph.TagText(t)}'"))
            + (loose.Count > MostTags ? ", …" : string.Empty);
        var which = loose[0] == Untagged ? "it" : $"the {(loose.Count == 1 ? "tag" : "tags")} {named}";
        var others = parts.Length > loose.Count ? ", and an image is deleted with all its tags or not at all" : string.Empty;
        yield return new OppositeCondition($"No rule condemns {which}{others}.");
    }

    private bool WouldDrop(TagId part, NodeId root, List<RuleOutcome> deciders) =>
        deciders.Any(d => Covers(d, part) && !IsLeftOut(d, root))
        || (evaluation.Policy.Settings.DeletesUnmatched && !_graph.Orphans.Contains(root) && !IsSelected(root, part));

    /// <summary>Whether a delete rule, be it switched off, selects a part, so that <c>unmatched</c> leaves it alone.</summary>
    private bool IsSelected(NodeId root, TagId part) =>
        evaluation
            .Outcomes.Where(o => o.Rule.IsDelete)
            .Select(o => o.Selected)
            .Concat(evaluation.Disabled.Select(d => d.Selected))
            .Any(s => s.Nodes.Contains(root) && (part == Untagged || s.Tags!.Contains(part)));

    private static bool Covers(RuleOutcome outcome, TagId part) => outcome.Rule.WithOtherTags || Selects(outcome, part);

    private static bool Selects(RuleOutcome outcome, TagId part) => part == Untagged || outcome.Selected.Tags!.Contains(part);

    private bool IsLeftOut(RuleOutcome outcome, NodeId root) =>
        evaluation.Context.Ages[root] == 0
        || outcome.Uncertain.Contains(root)
        || outcome.Places.Keyless.Contains(root)
        || verdicts.Reasons.TraceOf(outcome).Criteria.Any(c => c.Criterion.Effect == CriterionEffect.Limit && !c.Holds(root));

    private OppositeCondition OfHolding(RuleOutcome outcome, NodeId root)
    {
        var rule = outcome.Rule;
        var verb = rule.IsDelete ? "spares" : "keeps";
        if (outcome.Uncertain.Contains(root))
        {
            return new OppositeCondition(
                $"The rule '{rule.Id}' {verb} it: too little is known about it to say whether the rule selects it.",
                rule.Location.ToString()
            );
        }

        if (outcome.Places.Keyless.Contains(root))
        {
            return new OppositeCondition($"The rule '{rule.Id}' {verb} it: it has no key to order it by.", rule.Location.ToString());
        }

        var criteria = verdicts
            .Reasons.TraceOf(outcome)
            .Criteria.Where(c => c.Criterion.Effect != CriterionEffect.Limit && c.Holds(root))
            .ToArray();
        var reasons = string.Join(rule.JoinsAll ? " and " : "; ", criteria.Select(c => Said(c, root)));
        return new OppositeCondition(
            $"The rule '{rule.Id}' {verb} it: {(reasons.Length == 0 ? "all that it selects" : reasons)}.",
            rule.Location.ToString()
        );
    }

    private static string Said(CriterionTrace criterion, NodeId root)
    {
        var (text, detail) = criterion.Describe(root, holds: true);
        return text + (criterion.CalendarPlacesOf(root).Count > 0 ? detail : Distance(criterion, root));
    }

    /// <summary>How far it is from losing its place.</summary>
    private static string Distance(CriterionTrace criterion, NodeId root)
    {
        if (criterion.IsUngrouped(root))
        {
            return " (none of its selected tags has a group)";
        }

        var ranks = criterion.RanksOf(root);
        if (ranks is not [var only] || criterion.Places is not { } places || only.Rank > places)
        {
            return string.Empty;
        }

        var needed = places - only.Rank + 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $" (it loses its place when {needed} more {(needed == 1 ? "comes" : "come")} before it)"
        );
    }

    /// <summary>Rules any of which would drop something, but for their limits.</summary>
    private OppositeCondition OfLeavingOut(List<RuleOutcome> outcomes, NodeId root)
    {
        var reasons = outcomes.Select(o => $"the rule '{o.Rule.Id}' leaves it out, since it is {string.Join(" and ", Failing(o, root))}");
        return new OppositeCondition(
            $"No rule deletes it yet: {string.Join("; ", reasons)} ({verdicts.AgeText(root)}).",
            outcomes[0].Rule.Location.ToString()
        );
    }

    private IEnumerable<string> Failing(RuleOutcome outcome, NodeId root) =>
        verdicts
            .Reasons.TraceOf(outcome)
            .Criteria.Where(c => c.Criterion.Effect == CriterionEffect.Limit && !c.Holds(root))
            .Select(c => c.Criterion.Describe(false));
}
