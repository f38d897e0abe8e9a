using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A condition that holds for no image, whatever the repository.</summary>
internal sealed class NeverHoldsLint : Lint
{
    private static readonly string[] Systems = ["linux", "windows", "darwin", "freebsd"];

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3013",
            "Condition that never holds",
            "'{0}: {1}' never holds: {2}.{3}",
            """
            A protection or keep rule whose condition never holds keeps nothing, and a delete rule does nothing. Conditions side by side must hold together: an image is not older than
            10 days and younger than 5 at once, and one without a tag has none that `tags` could match. Platforms are written `os/arch[/variant]` and patterns match the whole value. Comparators joined by spaces must hold together;
            alternatives are joined by `||`.

                match: { older-than: 5d, younger-than: 10d }
                match: { platform: "*/amd64" }
                match: { tags: { semver: "<1.0.0 || >=2.0.0" } }
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        context
            .Rules.Select(r => r.Syntax.Find("match")?.Value)
            .Concat(context.Policy.Protections.Select(p => p.Syntax))
            .SelectMany(c => Conditions(c).SelectMany(Check).Concat(TagDemand.Contradictions(c).Select(Contradicts)));

    private Diagnostic Contradicts(TagDemand.Contradiction found) =>
        Report(
            found.Second.Value.Location,
            found.Second.Name,
            Quote.Cap(found.Second.Value.Source.ToString(found.Second.Value.Span)),
            found.Second.Name == "tags" ? $"it stands beside '{TextOf(found.First)}', and an image without a tag has none to match"
                : found.First.Name == "tags" ? "it stands beside 'tags', which only an image with a tag can match"
                : $"it stands beside '{TextOf(found.First)}'",
            string.Empty
        );

    private static string TextOf(PropertySyntax property) =>
        $"{property.Name}: {Quote.Cap(property.Value.Source.ToString(property.Value.Span))}";

    /// <summary>The mappings of conditions of a node, those of <c>any</c>, <c>all</c> and <c>not</c> included.</summary>
    private static IEnumerable<MappingSyntax> Conditions(SyntaxNode? node) =>
        node switch
        {
            MappingSyntax mapping => mapping
                .Properties.Where(p => p.Name is "any" or "all" or "not")
                .SelectMany(p => Conditions(p.Value))
                .Prepend(mapping),
            SequenceSyntax list => list.Items.SelectMany(Conditions),
            _ => [],
        };

    private IEnumerable<Diagnostic> Check(MappingSyntax conditions)
    {
        if (
            AgeOf(conditions, "older-than") is var (older, oldest)
            && AgeOf(conditions, "younger-than") is var (younger, youngest)
            && oldest.Value >= youngest.Value
        )
        {
            var (first, second) = older.Value.Span < younger.Value.Span ? (older, younger) : (younger, older);
            yield return Report(
                second.Value.Location,
                second.Name,
                ((ScalarSyntax)second.Value).Value,
                $"it is combined with '{first.Name}: {((ScalarSyntax)first.Value).Value}'",
                string.Empty
            );
        }

        foreach (var platform in Scalars(conditions.Find("platform")?.Value))
        {
            var prefix = platform.Value.StartsWith('!') ? "!" : string.Empty;
            var pattern = platform.Value[prefix.Length..];
            if (pattern.AsSpan().IndexOfAny("/*?[") < 0)
            {
                var meant = prefix + (Systems.Contains(pattern, StringComparer.Ordinal) ? $"{pattern}/*" : $"*/{pattern}");
                yield return Report(
                    platform.Location,
                    "platform",
                    Quote.Cap(platform.Value),
                    "a platform is os/arch, and patterns match the whole value",
                    Suggestion.Text([Quote.Cap(meant)])
                ) with
                {
                    Fix = CodeFix.Replace(
                        $"Change '{Quote.Cap(platform.Value)}' to '{Quote.Cap(meant)}'",
                        platform.Span,
                        Quote.Yaml(meant),
                        isSafe: false
                    ),
                };
            }
        }

        foreach (var (first, second) in Apart(conditions))
        {
            yield return Report(
                second.Value.Location,
                second.Name,
                Quote.Cap(((ScalarSyntax)second.Value).Value),
                $"it stands beside '{first.Name}: {Quote.Cap(((ScalarSyntax)first.Value).Value)}', and no version is within both",
                string.Empty
            );
        }

        if (conditions.Find("tags")?.Value is MappingSyntax tags)
        {
            foreach (var range in Ranges(tags))
            {
                yield return Report(
                    range.Value.Location,
                    range.Name,
                    Quote.Cap(((ScalarSyntax)range.Value).Value),
                    "no version is within all of these bounds",
                    string.Empty
                );
            }
        }
    }

    /// <summary>Two ranges for the same tag, in a mapping and its <c>all</c>, of which no version lies in both.</summary>
    private static IEnumerable<(PropertySyntax First, PropertySyntax Second)> Apart(MappingSyntax conditions)
    {
        var all = conditions.Find("all")?.Value;
        var together = (all is SequenceSyntax list ? list.Items.OfType<MappingSyntax>() : new[] { all }.OfType<MappingSyntax>()).Prepend(
            conditions
        );
        PropertySyntax[] ranges =
        [
            .. together
                .Select(c => c.Find("tags")?.Value)
                .OfType<MappingSyntax>()
                .SelectMany(tags =>
                    tags.Properties.Where(p => p is { Name: "semver" or "version", Value: ScalarSyntax }).Except(Ranges(tags))
                ),
        ];
        return ranges.SelectMany(
            (first, i) => ranges.Skip(i + 1).Where(second => AreApart(first, second)).Select(second => (first, second))
        );
    }

    private static bool AreApart(PropertySyntax first, PropertySyntax second)
    {
        var (one, other) = (((ScalarSyntax)first.Value).Value, ((ScalarSyntax)second.Value).Value);
        return (first.Name, second.Name) switch
        {
            ("semver", "semver") => AreApart<SemanticVersion>(one, other),
            ("version", "version") => AreApart<ImageVersion>(one, other),
            ("semver", "version") => AreApart<ImageVersion>(StrictRange.Widen(one), other),
            _ => AreApart<ImageVersion>(one, StrictRange.Widen(other)),
        };
    }

    private static bool AreApart<T>(string one, string other)
        where T : class, IRangedVersion<T> =>
        VersionRange<T>.TryParse(one, out var first, out _)
        && VersionRange<T>.TryParse(other, out var second, out _)
        && first.IsApartFrom(second);

    /// <summary>The ranges that no version lies in.</summary>
    private static IEnumerable<PropertySyntax> Ranges(MappingSyntax tags) =>
        tags.Properties.Where(p =>
            p.Value is ScalarSyntax { Value: var text }
            && p.Name switch
            {
                "semver" => VersionRange<SemanticVersion>.TryParse(text, out var range, out _) && range.IsEmpty,
                "version" => VersionRange<ImageVersion>.TryParse(text, out var range, out _) && range.IsEmpty,
                _ => false,
            }
        );

    private static (PropertySyntax Property, Duration Age)? AgeOf(MappingSyntax conditions, string keyword) =>
        conditions.Find(keyword) is { Value: ScalarSyntax scalar } property && Duration.TryParse(scalar.Value, out var age)
            ? (property, age)
            : null;

    private static IEnumerable<ScalarSyntax> Scalars(SyntaxNode? node) =>
        node switch
        {
            ScalarSyntax scalar => [scalar],
            SequenceSyntax list => list.Items.OfType<ScalarSyntax>(),
            _ => [],
        };
}
