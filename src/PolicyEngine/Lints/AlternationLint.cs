using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>A <c>|</c> outside of any group of a regular expression that does not anchor its alternatives.</summary>
internal sealed class AlternationLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3006",
            "Alternatives in an unanchored regular expression",
            "'|' separates whole alternatives here: a tag matches '{0}' as a whole, or '{1}' as a whole.",
            """
            `|` binds weaker than everything else: `pr|dev-.*` is the tag `pr`, or a tag that begins with `dev-`, and not `pr-…` or `dev-…`. Expressions are full-string in
            this language, so an alternative on its own matches exactly that text and no longer tags. Readers and other tools read it differently.

            Put the alternatives into a group, together with what belongs to them:

                regex: "(pr|dev)-.*"
                regex: "(alpine|slim)"       # exactly these two tags
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from predicate in context
            .Rules.Select(r => r.Match)
            .OfType<Predicate>()
            .Concat(context.Policy.Protections.Select(p => p.Predicate))
            .SelectMany(p => p.SelfAndParts())
        where predicate is TagsCondition.MatchingTags { RegexSyntax: not null }
        let regex = ((TagsCondition.MatchingTags)predicate).RegexSyntax
        let alternatives = Split(regex)
        where alternatives.Count > 1 && !alternatives.All(a => a.StartsWith('^') && a.EndsWith('$'))
        select Report(regex.Location, Quote.Cap(alternatives[0]), Quote.Cap(string.Join('|', alternatives.Skip(1)))) with
        {
            Fix = CodeFix.Replace("Put the alternatives into a group", regex.Span, Quote.Yaml($"(?:{regex.Value})"), isSafe: false),
        };

    /// <summary>Splits at each <c>|</c> outside of groups, classes and escapes. What an input gives is literal text.</summary>
    private static List<string> Split(ScalarSyntax scalar)
    {
        var regex = scalar.Value;
        var parts = new List<string>();
        var start = 0;
        var depth = 0;
        var isInClass = false;
        for (var i = 0; i < regex.Length; i++)
        {
            if (scalar.Filled.FirstOrDefault(part => part.Start == i) is { Length: > 0 } filled)
            {
                i += filled.Length - 1;
                continue;
            }

            switch (regex[i])
            {
                case '\\':
                    i++;
                    break;
                case '[' when !isInClass:
                    isInClass = true;
                    i +=
                        regex.AsSpan(i + 1) is ['^', ']', ..] ? 2
                        : regex.AsSpan(i + 1) is [']', ..] ? 1
                        : 0;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    depth++;
                    break;
                case ')' when !isInClass:
                    depth--;
                    break;
                case '|' when !isInClass && depth == 0:
                    parts.Add(regex[start..i]);
                    start = i + 1;
                    break;
            }
        }

        parts.Add(regex[start..]);
        return parts;
    }
}
