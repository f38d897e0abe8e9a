using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;

namespace PolicyEngine.Lints;

/// <summary>A rule that another rule or a protection leaves without any effect, in the cases that are certain.</summary>
internal sealed class ShadowedRuleLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3003",
            "Rule that is shadowed by another",
            "The rule '{0}' has no effect: {1}.",
            """
            Everything that the rule selects is decided by another rule or a protection, so its limits and counts have no effect. Readers of the rule will assume
            otherwise.

            Remove the rule, narrow the other one, or, with `precedence: first-rule`, put the narrower rule first:

                rules:
                  - id: nightlies            # the narrower rule first
                    match: { tags: ["nightly-*"] }
                    delete: { older-than: 30d }
                  - id: rest
                    delete: { older-than: 90d }
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        // What counts the remaining images also counts what a rule without any other effect condemns.
        if (!context.IsWhole || context.Neighbours.SelectMany(p => p.Rules).Any(r => r.Of == CountBase.Remaining))
        {
            yield break;
        }

        var rules = context.Rules.ToArray();
        for (var i = 0; i < rules.Length; i++)
        {
            if (FindShadow(rules, i, context) is var (because, other))
            {
                yield return Report(rules[i].Syntax.Find("id")!.Value.Location, rules[i].Id, because) with
                {
                    AdditionalLocations = [(other, "this decides it")],
                };
            }
        }
    }

    private static (string Because, Location Other)? FindShadow(Rule[] rules, int index, LintContext context)
    {
        var rule = rules[index];
        if (
            rule.IsDelete
            && context.Policy.Protections.FirstOrDefault(p =>
                Comparable(p.Syntax.Span, rule, context) && RuleLogic.CoversSelection(p, rule)
            )
                is { } protection
        )
        {
            return (
                $"everything it selects is protected by '{protection.Name}'",
                (protection.Syntax.Find("id")?.Value ?? protection.Syntax).Location
            );
        }

        for (var i = 0; i < rules.Length; i++)
        {
            var other = rules[i];
            if (
                i != index
                && Comparable(other.Syntax.Span, rule, context)
                && Because(other, rule, i < index, context.Policy.Settings) is { } because
            )
            {
                return (because, other.Syntax.Find("id")!.Value.Location);
            }
        }

        return null;
    }

    private static string? Because(Rule other, Rule rule, bool isEarlier, PolicySettings settings)
    {
        if (isEarlier && RuleLogic.AreEqual(other, rule))
        {
            return $"the rule '{other.Id}' is the same";
        }

        if (!RuleLogic.CoversSelection(other, rule))
        {
            return null;
        }

        if (settings.Precedence == Precedence.FirstRule)
        {
            // With 'unmatched: delete' also rules that do not decide spare and keep.
            return isEarlier && !settings.DeletesUnmatched && (other.IsDelete || other.Criteria.IsEmpty)
                ? $"everything it selects is decided earlier by the rule '{other.Id}'"
                : null;
        }

        if (rule.IsDelete && other is { IsDelete: false, Criteria.IsEmpty: true })
        {
            return $"everything it selects is kept by the rule '{other.Id}'";
        }

        return !rule.IsDelete || !Outdoes(other, rule) ? null
            : other.Criteria.IsEmpty ? $"everything it selects is deleted by the rule '{other.Id}', without its limits"
            : isEarlier || !RuleLogic.CoversSelection(rule, other) || !Outdoes(rule, other)
                ? $"everything it deletes is deleted by the rule '{other.Id}' too, and no later"
            : null;
    }

    /// <summary>Whether another rule deletes all that a rule does, of images that both
    /// select: each of its limits holds wherever one of the rule's does.</summary>
    private static bool Outdoes(Rule other, Rule rule) =>
        other.IsDelete
        && Adds(rule, other)
        && other.Criteria.All(theirs => rule.Criteria.Any(mine => mine.Implies(theirs)))
        && (other.Criteria.IsEmpty || rule.WithOtherTags == other.WithOtherTags);

    /// <summary>Whether a rule only limits what another one deletes anyway: it
    /// spares nothing, and takes away nothing in a way of its own.</summary>
    private static bool Adds(Rule rule, Rule other) =>
        !rule.Criteria.IsEmpty
        && rule.Criteria.All(c => c.Effect == CriterionEffect.Limit)
        && (!rule.TargetsTags || other.TargetsTags)
        && (!rule.WithOtherTags || other.WithOtherTags);

    private static bool Comparable(TextSpan other, Rule rule, LintContext context) =>
        context.CanCompare(other.Length, rule.Syntax.Span.Length);
}
