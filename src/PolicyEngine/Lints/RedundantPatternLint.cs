using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A pattern that another one of its list includes.</summary>
internal sealed class RedundantPatternLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Info(
            "PE3009",
            "Pattern that another one includes",
            "The pattern '{0}' adds nothing: '{1}' matches everything that it matches.",
            """
            A list of globs selects what any of its patterns matches, in any order. A pattern that another one includes changes nothing, so perhaps the wider one is wider than
            meant: in `["*", "pr-*"]` the `*` selects everything.

            Remove the one that you do not want:

                match: { tags: ["pr-*"] }
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        foreach (var list in context.TagPatterns())
        {
            foreach (var (pattern, wider) in Find(list.Included, context).Concat(Find(list.Excluded, context)))
            {
                yield return Report(pattern.Location!.Value, Quote.Cap(pattern.Text), Quote.Cap(wider.Text)) with
                {
                    AdditionalLocations = wider.Location is { } place ? [(place, "the wider pattern")] : [],
                };
            }
        }
    }

    private static IEnumerable<(GlobPattern Pattern, GlobPattern Wider)> Find(ImmutableArray<GlobPattern> patterns, LintContext context)
    {
        var length = patterns.Sum(p => p.Text.Length);
        return patterns.Length < 2 || !context.CanCompare(length, length)
            ? []
            : from pattern in patterns
              where pattern.Location is not null
              let wider = patterns.FirstOrDefault(p => p.Includes(pattern) && !pattern.Includes(p))
              where wider is not null
              select (pattern, wider);
    }
}
