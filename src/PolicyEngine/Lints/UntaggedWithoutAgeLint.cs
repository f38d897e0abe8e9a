using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>A rule that deletes untagged images whatever their age.</summary>
internal sealed class UntaggedWithoutAgeLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3004",
            "Untagged images deleted without an age limit",
            "The rule '{0}' deletes untagged images of any age; a push in progress looks untagged.",
            """
            A multi-platform image is pushed in parts: first the platforms, which no tag and no index leads to, then the index, then the tag. Until then its parts look
            like leftovers, and a rule without an age limit deletes them during the push. Only the grace period (1h by default) prevents that. An untagged image may
            also be in use by its digest.

            Give the rule an age limit:

                - id: untagged
                  match: { tagged: false }
                  delete: { older-than: 7d }
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        foreach (var rule in context.Rules.Where(r => r.IsDelete && r.Syntax.Find("match")?.Value is MappingSyntax))
        {
            var action = RuleLogic.ActionOf(rule);
            if (action is MappingSyntax limits && LimitsAge(limits))
            {
                continue;
            }

            foreach (var place in FindUntagged((MappingSyntax)rule.Syntax.Find("match")!.Value, false))
            {
                var fix = action is ScalarSyntax all
                    ? CodeFix.Replace("Delete only what is older than 7 days", all.Span, "{ older-than: 7d }", isSafe: false)
                    : null;
                yield return Report(place.Location, rule.Id) with
                {
                    Fix = fix,
                };
            }
        }
    }

    /// <summary>The <c>tagged: false</c> of conditions and of their alternatives that stand beside no age limit.</summary>
    private static IEnumerable<SyntaxNode> FindUntagged(MappingSyntax conditions, bool isLimited)
    {
        var all = Sets(conditions, "all").ToArray();
        isLimited |= LimitsAge(conditions) || all.Any(LimitsAge);
        return isLimited
            ? []
            : conditions
                .Properties.Where(p => p is { Name: "tagged", Value: ScalarSyntax { Value: "false" or "False" or "FALSE" } })
                .Select(p => p.Value)
                .Concat(all.Concat(Sets(conditions, "any")).SelectMany(c => FindUntagged(c, isLimited)));
    }

    private static IEnumerable<MappingSyntax> Sets(MappingSyntax conditions, string key) =>
        conditions.Find(key)?.Value switch
        {
            SequenceSyntax list => list.Items.OfType<MappingSyntax>(),
            MappingSyntax one => [one],
            _ => [],
        };

    private static bool LimitsAge(MappingSyntax mapping) =>
        mapping.Find("older-than") is not null || mapping.Find("not-pulled-for") is not null;
}
