using System.Globalization;
using PolicyEngine.Criteria;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Language.Values;
using PolicyEngine.Planning;

namespace PolicyEngine.Explaining;

/// <summary>Lists all that holds a manifest which stays: it goes when none of it does, and not before. Of a manifest that goes, nothing.</summary>
internal sealed class Holders(RepositoryEvaluation evaluation, VerdictWriter verdicts)
{
    private const int MostNeeding = 10;
    private const int MostTags = 10;
    private readonly DigestGraph _graph = evaluation.Graph;

    /// <summary>What holds a manifest itself, then what stays and needs it.</summary>
    public IEnumerable<OppositeCondition> Of(int node, List<int> ancestors)
    {
        foreach (var holder in OfItself(node))
        {
            yield return holder;
        }

        var needing = ancestors.Where(a => a != node && Ancestry.IsSeed(evaluation, a)).ToArray();
        foreach (var above in needing.Take(MostNeeding))
        {
            var verdict = evaluation.Retained.Contains(above) ? verdicts.OfRetained(above) : verdicts.OfKept(above);
            yield return new OppositeCondition($"It is a piece of {NodeName.Of(_graph, above)}, which stays. {verdict.Text}", verdict.Source);
        }

        if (needing.Length > MostNeeding)
        {
            yield return new OppositeCondition(string.Create(CultureInfo.InvariantCulture, $"It is a piece of {needing.Length - MostNeeding} more manifests that stay."));
        }
    }

    private IEnumerable<OppositeCondition> OfItself(int node)
    {
        foreach (var (protection, nodes) in evaluation.Protections)
        {
            if (nodes.Contains(node))
            {
                yield return new OppositeCondition($"The protection '{protection.Name}' holds it.", protection.Location.ToString());
            }
        }

        if (_graph.IsUnread(node))
        {
            yield return new OppositeCondition("It has not been read, so what it needs is unknown.");
        }

        if (evaluation.Young.Contains(node))
        {
            var grace = evaluation.Policy.Settings.Grace;
            yield return new OppositeCondition(
                $"It is inside the grace period of {Duration.Describe(grace)}.",
                evaluation.Policy.Policies[0].SettingsLocation.ToString(),
                Moment.After(evaluation.Context.Ages[node], grace));
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

    private IEnumerable<OppositeCondition> OfRules(int root)
    {
        var isHeld = false;
        foreach (var outcome in evaluation.Outcomes)
        {
            if (outcome.Holds(root) && (verdicts.Applies(outcome, root) || IsBarringUnmatched(root)))
            {
                isHeld = true;
                yield return OfHolding(outcome, root);
            }
        }

        if (isHeld)
        {
            yield break;
        }

        foreach (var holder in OfLooseTags(root))
        {
            yield return holder;
        }
    }

    /// <summary>The tags that nothing drops, or the untagged root: left out by rules that would drop them later, or dropped by none.</summary>
    private IEnumerable<OppositeCondition> OfLooseTags(int root)
    {
        var isTagged = !_graph.TagsOf(root).IsEmpty;
        var loose = _graph.TagsOf(root).ToArray().Where(t => !evaluation.Drops.Tags.Contains(t)).ToList();
        var isCovered = false;
        foreach (var outcome in evaluation.Outcomes.Where(o => o.LeftOut.Contains(root) && verdicts.Applies(o, root)))
        {
            var covers = outcome.Rule.WithOtherTags ? [.. loose] : loose.Where(outcome.Selected.Tags!.Contains).ToList();
            if (!isTagged || covers.Count > 0)
            {
                isCovered = true;
                loose.RemoveAll(covers.Contains);
                yield return OfLeavingOut(outcome, root);
            }
        }

        if (isTagged ? loose.Count == 0 : isCovered)
        {
            yield break;
        }

        var tags = string.Join(", ", loose.Take(MostTags).Select(t => $"'{_graph.TagText(t)}'")) + (loose.Count > MostTags ? ", …" : string.Empty);
        var which = isTagged ? $"the {(loose.Count == 1 ? "tag" : "tags")} {tags}" : "it";
        var others = _graph.TagsOf(root).Length > loose.Count ? ", and an image goes with all its tags or not at all" : string.Empty;
        yield return new OppositeCondition($"No rule drops {which}{others}.");
    }

    /// <summary>Under first-rule, rules that do not decide still bar what <c>unmatched</c> would delete.</summary>
    private bool IsBarringUnmatched(int root) =>
        evaluation.Policy.Settings.DeletesUnmatched && !evaluation.Outcomes.Any(o => o.Decides(root) && verdicts.Applies(o, root));

    private OppositeCondition OfHolding(RuleOutcome outcome, int root)
    {
        var rule = outcome.Rule;
        var verb = rule.IsDelete ? "spares" : "keeps";
        var criteria = verdicts.TraceOf(outcome).Criteria.Where(c => c.Criterion.Effect != CriterionEffect.Limit && c.Holds(root)).ToArray();
        var reasons = string.Join(rule.JoinsAll ? " and " : "; ", criteria.Select(c => c.Criterion.Describe(true) + Distance(c, root)));
        return new OppositeCondition($"The rule '{rule.Id}' {verb} it: {(reasons.Length == 0 ? "all that it selects" : reasons)}.", rule.Location.ToString());
    }

    /// <summary>How far it is from losing its place.</summary>
    private static string Distance(CriterionTrace criterion, int root)
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
        return string.Create(CultureInfo.InvariantCulture, $" (it loses its place when {needed} more {(needed == 1 ? "comes" : "come")} before it)");
    }

    private OppositeCondition OfLeavingOut(RuleOutcome outcome, int root)
    {
        var failing = verdicts.TraceOf(outcome).Criteria.Where(c => c.Criterion.Effect == CriterionEffect.Limit && !c.Holds(root)).ToArray();
        var reasons = failing.Length == 0 ? "its age is unknown" : $"{string.Join("; ", failing.Select(c => c.Criterion.Describe(false)))} ({verdicts.AgeText(root)})";
        return new OppositeCondition($"The rule '{outcome.Rule.Id}' leaves it out: {reasons}.", outcome.Rule.Location.ToString());
    }
}
