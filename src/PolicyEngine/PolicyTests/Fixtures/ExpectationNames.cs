using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Fixtures;

/// <summary>Checks the names in expectations: one that names nothing would be an expectation that nobody checks.</summary>
internal static class ExpectationNames
{
    /// <summary>Reports names that no image has.</summary>
    /// <param name="expect">The expectation.</param>
    /// <param name="names">All names, for "did you mean".</param>
    /// <param name="tags">The tags, for "did you mean".</param>
    /// <param name="isKnown">Whether a name or digest is that of an image.</param>
    /// <param name="isTag">Whether a name is a tag.</param>
    /// <param name="context">Takes the diagnostics.</param>
    public static void Check(
        BoundExpectation expect,
        IEnumerable<string> names,
        IEnumerable<string> tags,
        Func<string, bool> isKnown,
        Func<string, bool> isTag,
        BindingContext context
    )
    {
        foreach (var (fate, _, list) in expect.Lists)
        {
            foreach (var name in list)
            {
                if (fate == ExpectedFate.Untag && !isTag(name.Value))
                {
                    Report(PolicyTestDiagnostics.NotATag, name, tags);
                }
                else if (fate != ExpectedFate.Untag && !isKnown(name.Value))
                {
                    Report(PolicyTestDiagnostics.UnknownImage, name, names);
                }
            }
        }

        foreach (var (name, _) in expect.Because.Where(b => !isKnown(b.Image.Value)))
        {
            Report(PolicyTestDiagnostics.UnknownImage, name, names);
        }

        void Report(DiagnosticDescriptor descriptor, ScalarSyntax name, IEnumerable<string> candidates)
        {
            var closest = Suggestion.Closest(name.Value, candidates);
            var fix = closest is [var one]
                ? CodeFix.Replace($"Change '{Quote.Cap(name.Value)}' to '{Quote.Cap(one)}'", name.Span, Quote.Yaml(one), isSafe: false)
                : null;
            context.Report(descriptor, name, fix, Quote.Cap(name.Value), Suggestion.Text(closest));
        }
    }

    /// <summary>Reports names that are expected to have two fates.</summary>
    public static void CheckContradictions(BoundExpectation expect, BindingContext context)
    {
        var seen = new Dictionary<string, (ScalarSyntax Place, ExpectedFate Fate)>(StringComparer.Ordinal);
        foreach (var (fate, _, list) in expect.Lists.Where(l => l.Fate != ExpectedFate.Untag))
        {
            foreach (var name in list)
            {
                if (!seen.TryAdd(name.Value, (name, fate)) && seen[name.Value] is var (place, other) && other != fate)
                {
                    context.Report(
                        PolicyTestDiagnostics.Contradiction,
                        name,
                        place,
                        "expected here",
                        Quote.Cap(name.Value),
                        ExpectationType.Keyword(other),
                        ExpectationType.Keyword(fate)
                    );
                }
            }
        }
    }
}
