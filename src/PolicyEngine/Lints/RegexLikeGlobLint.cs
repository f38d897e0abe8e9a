using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A glob that keeps images, and is written as in a regular expression.</summary>
internal sealed class RegexLikeGlobLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3032",
            "Glob that looks like a regular expression",
            "The glob '{0}' wants a dot in the tag, so it does not match '{1}'.{2}",
            """
            Patterns are globs, in which `*` stands for any text and `.` for a dot. `v.*` as a glob is a tag that begins with `v.`, so what it was meant to protect is deleted.

                protect:
                  - tags: ["v*"]                          # not "v.*"
                  - tags: { regex: "v[0-9]+[.][0-9]+" }   # a regular expression
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from kept in context.KeepingPatterns()
        let pattern = kept.Pattern
        where pattern.Location is not null && RegexLook.HasDotStar(pattern.Text)
        let meant = RegexLook.WithoutDots(pattern.Text)
        let prefix = kept.Excludes ? "!" : string.Empty
        select Report(
            pattern.Location!.Value,
            Quote.Cap(pattern.Text),
            Quote.Cap(meant.Replace("*", "1", StringComparison.Ordinal)),
            Suggestion.Text([Quote.Cap(prefix + meant)])
        ) with
        {
            Fix = CodeFix.Replace(
                $"Change '{Quote.Cap(prefix + pattern.Text)}' to '{Quote.Cap(prefix + meant)}'",
                pattern.Location!.Value.Span,
                Quote.Yaml(prefix + meant),
                isSafe: false
            ),
        };
}
