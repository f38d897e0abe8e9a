using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>A delete rule that goes by what images say of themselves, and not by their tags.</summary>
internal sealed class ExpiredAloneLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3020",
            "Deletion by what images state, without a condition on tags",
            "The rule '{0}' deletes whatever image states an end by 'expired': whoever can push could set it.",
            """
            Labels and annotations are the author's: a base image hands its labels down to what is built on it, and whoever can push an image, or a signature for it, can state an end for it. Without a
            condition on tags the rule deletes any of them, releases too.

            Say which tags it is for:

                match: { tags: ["pr-*"], expired: quay.expires-after }
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from rule in context.Rules
        where rule.IsDelete && GoesByIt(rule.Match)
        select Report((Keys(rule.Syntax.Find("match")!.Value).FirstOrDefault() ?? rule.Syntax.Find("match")!.Key).Location, rule.Id);

    /// <summary>The keys <c>expired</c> in conditions, the outermost first; those of <c>not</c> say the opposite.</summary>
    private static IEnumerable<ScalarSyntax> Keys(SyntaxNode node) =>
        node switch
        {
            MappingSyntax mapping => mapping
                .Properties.Where(p => p.Name == "expired")
                .Select(p => p.Key)
                .Concat(mapping.Properties.Where(p => p.Name is "any" or "all").SelectMany(p => Keys(p.Value))),
            SequenceSyntax list => list.Items.SelectMany(Keys),
            _ => [],
        };

    /// <summary>Whether some image is selected since its end has passed, whatever its tags are.</summary>
    private static bool GoesByIt(Predicate? condition) =>
        condition switch
        {
            ExpiredCondition.Expired => true,
            AllPredicate => condition.Parts.Any(GoesByIt) && !condition.Parts.Any(NamesTags),
            AnyCondition.AnyPredicate => condition.Parts.Any(GoesByIt),
            _ => false,
        };

    /// <summary>Whether it holds only for images that the policy names: by their tags or digests.</summary>
    private static bool NamesTags(Predicate condition) =>
        condition switch
        {
            AnyCondition.AnyPredicate => condition.Parts.All(NamesTags),
            AllPredicate => condition.Parts.Any(NamesTags),
            TaggedCondition.Tagged or NotCondition.NotPredicate => false,
            _ => condition.SpeaksOfTags || !condition.NamedDigests.IsEmpty,
        };
}
