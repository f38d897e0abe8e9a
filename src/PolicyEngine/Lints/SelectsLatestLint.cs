using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Lints;

/// <summary>A pattern of a delete rule that selects <c>latest</c>, which nothing protects or keeps.</summary>
internal sealed class SelectsLatestLint : Lint
{
    private const string Latest = "latest";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3005",
            "Pattern that selects the tag 'latest'",
            "{0} also selects the tag 'latest' for deletion, and nothing protects it.",
            """
            `latest` is what `docker pull NAME` asks for, and what other images build on. It seldom moves in a finished project, so age limits and counts do not save
            it: it is simply old. A list of exclusions alone starts from everything: `["!v*"]` selects `latest` too. So does a rule without a condition on tags, or with only
            `tagged: true`, `none` or `kind`, and `unmatched: delete`.

            Protect it, or leave it out:

                protect:
                  - tags: [latest]

                match: { tags: ["*", "!latest"] }

            A keep rule only counts if it certainly keeps the image: `keep: all`, and with `precedence: first-rule` before the delete rule.
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        !context.KnowsWhatStays
            ? []
            : context
                .Rules.Where(rule =>
                    rule.IsDelete
                    && TagLogic.MaySelect(rule.Match, Latest)
                    && !DeleteAllLint.DeletesAll(rule, context)
                    && !context.Stays(Latest, rule)
                )
                .SelectMany(OfRule)
                .Concat(OfUnmatched(context));

    private IEnumerable<Diagnostic> OfRule(Rule rule)
    {
        Diagnostic[] patterns =
        [
            .. from tags in TagLogic.Selecting(rule.Match, Latest)
            let place = PlaceOf(tags)
            where place is not null
            select Report(place.Value.Location, $"The pattern '{Quote.Cap(place.Value.Text)}'"),
        ];
        return patterns.Length > 0 || !TagLogic.SelectsAtLarge(rule.Match, Latest)
            ? patterns
            : [Report((rule.Syntax.Find("match") ?? rule.Syntax.Find("delete"))!.Key.Location, $"The rule '{rule.Id}'")];
    }

    private IEnumerable<Diagnostic> OfUnmatched(LintContext context)
    {
        if (
            context.IsWhole
            && DeleteAllLint.Unmatched(context.Policy) is { } place
            && context.Policy.Settings.DeletesUnmatched
            && !DeleteAllLint.DeletesUnmatched(context)
            && !context.StaysUnmatched(Latest)
            && !context
                .Companions.SelectMany(p => p.Rules)
                .Any(r => r is { IsEnabled: true, IsDelete: true } && TagLogic.MaySelect(r.Match, Latest))
        )
        {
            yield return Report(place, "'unmatched: delete'");
        }
    }

    private static (Location Location, string Text)? PlaceOf(TagsCondition.MatchingTags tags)
    {
        if (tags.RegexSyntax is { } regex)
        {
            return (regex.Location, regex.Value);
        }

        if (tags.Globs?.Included.FirstOrDefault(p => p.IsMatch(Latest)) is { Location: { } place } pattern)
        {
            return (place, pattern.Text);
        }

        return tags.Globs is { Included.IsEmpty: true, Excluded: [{ Location: { } first } exclusion, ..] }
            ? (first, "!" + exclusion.Text)
            : null;
    }
}
