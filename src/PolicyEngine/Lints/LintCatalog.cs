using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Inputs;

namespace PolicyEngine.Lints;

/// <summary>All lints, PE3001 to PE3099. To add one: a class in this folder, and a line here.</summary>
internal static class LintCatalog
{
    /// <summary>All lints, by id.</summary>
    public static ImmutableArray<Lint> All { get; } =
    [
        new KeepOnlyLint(),
        new DeleteAllLint(),
        new ShadowedRuleLint(),
        new UntaggedWithoutAgeLint(),
        new SelectsLatestLint(),
        new AlternationLint(),
        new MinutesLint(),
        new KeepsNoneLint(),
        new RedundantPatternLint(),
        new ImpossiblePatternLint(),
        new DuplicateTargetLint(),
        new ExcludedTargetLint(),
        new NeverHoldsLint(),
        new ImpossibleRepositoryLint(),
        new NarrowedRuleLint(keeps: true),
        new NarrowedRuleLint(keeps: false),
        new ExpiredAloneLint(),
        new ExcludedFromKeepLint(),
        new MixedCountLint(),
        new RegexLikeGlobLint(),
    ];

    /// <summary>What all lints report, each kind once at each place: a node
    /// that is used twice, through an anchor, is one mistake.</summary>
    public static IEnumerable<Diagnostic> Run(LintContext context) =>
        All.SelectMany(lint => lint.Check(context)).DistinctBy(d => (d.Id, d.Location)).Select(WithoutInputs);

    /// <summary>A fix writes values, so it does not go where the text has an input.</summary>
    private static Diagnostic WithoutInputs(Diagnostic found) =>
        found is { Fix: { } fix, Location: { } place }
        && fix.Edits.Any(edit => place.Source.ToString(edit.Span).Contains(InputUse.Opening, StringComparison.Ordinal))
            ? found with
            {
                Fix = null,
            }
            : found;
}
