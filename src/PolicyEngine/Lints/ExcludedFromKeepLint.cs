using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A tag that a keep rule leaves out by its name, so that a delete rule takes it.</summary>
internal sealed class ExcludedFromKeepLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3030",
            "Exclusion of a keep rule that leads to deletion",
            "'!{0}' leaves the tag '{0}' out of what the rule '{1}' keeps: {2} deletes it, and nothing protects it.",
            """
            In a keep rule, `!` does not protect a tag; it excludes the tag from what is kept. "Keep the newest ten, excluding `main`" reads as if `main` were safe, but means that
            `main` is not kept. Harbor retention rules are often written this way.

            To keep the tag, protect it:

                protect:
                  - tags: [main]
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        !context.KnowsWhatStays
            ? []
            : from keep in context.Rules
              where !keep.IsDelete
              from globs in (keep.Match?.SelfAndParts() ?? []).OfType<TagsCondition.MatchingTags>().Select(t => t.Globs).OfType<GlobList>()
              from pattern in globs.Excluded
                  // Of 'latest', PE3005 speaks.
              where
                  pattern is { IsLiteral: true, Location: not null, Text: not "latest" }
                  && (globs.Included.IsEmpty || globs.Included.Any(p => p.IsMatch(pattern.Text)))
              let deleting = Deleting(pattern.Text, context)
              where deleting is not null
              select Report(pattern.Location!.Value, Quote.Cap(pattern.Text), keep.Id, deleting);

    private static string? Deleting(string tag, LintContext context) =>
        context.Rules.FirstOrDefault(r =>
            r.IsDelete && TagLogic.MaySelect(r.Match, tag) && !DeleteAllLint.DeletesAll(r, context) && !context.Stays(tag, r)
        )
            is { } rule
            ? $"the rule '{rule.Id}'"
        : context.Policy.Settings.DeletesUnmatched && !context.StaysUnmatched(tag) ? "'unmatched: delete'"
        : null;
}
