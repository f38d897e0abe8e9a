using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Language.Binding;
using PolicyEngine.Text;

namespace PolicyEngine.Lints;

/// <summary>A pattern of a delete rule that selects <c>latest</c>, which nothing protects or keeps.</summary>
internal sealed class SelectsLatestLint : Lint
{
    private const string Latest = "latest";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } = Warning(
        "PE3005",
        "Pattern that selects the tag 'latest'",
        "The pattern '{0}' also selects the tag 'latest' for deletion, and nothing protects it.",
        """
        `latest` is what `docker pull NAME` asks for, and what other images build on. It seldom moves in a project that is finished, so age limits and counts do not save
        it: it is simply old. A list of exclusions alone starts from everything: `["!v*"]` selects `latest` too.

        Protect it, or leave it out:

            protect:
              - tags: [latest]

            match: { tags: ["*", "!latest"] }

        A keep rule counts only if it certainly keeps the image: `keep: all`, and with `precedence: first-rule` before the delete rule.
        """);

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) => !context.KnowsWhatStays
        ? []
        : from rule in context.Rules
          where rule.IsDelete && TagLogic.MaySelect(rule.Match, Latest) && !DeleteAllLint.DeletesAll(rule, context) && !context.Stays(Latest, rule)
          from tags in TagLogic.Selecting(rule.Match, Latest)
          let place = PlaceOf(tags)
          where place is not null
          select Report(place.Value.Location, Quote.Cap(place.Value.Text));

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

        return tags.Globs is { Included.IsEmpty: true, Excluded: [{ Location: { } first } exclusion, ..] } ? (first, "!" + exclusion.Text) : null;
    }
}
