using System.Collections.Immutable;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>Where the id of a rule or protection stands. Immutable.</summary>
/// <param name="Id">The id.</param>
/// <param name="Span">The text, with its quotes.</param>
/// <param name="IsDefinition">Whether it is the rule's own; otherwise a test names it.</param>
internal sealed record IdOccurrence(string Id, TextSpan Span, bool IsDefinition)
{
    /// <summary>All of a file, in the order of the text.</summary>
    public static ImmutableArray<IdOccurrence> Of(EditedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Tree.Root is not MappingSyntax root)
        {
            return [];
        }

        var found = file.IsTest
            ? Items(root, "tests")
                .SelectMany(t =>
                    (t.Find("expect")?.Value as MappingSyntax)?.Find("because")?.Value is MappingSyntax because ? because.Properties : []
                )
                .Select(p => p.Value)
                .OfType<ScalarSyntax>()
                .Where(v => !v.Value.Contains('.', StringComparison.Ordinal))
                .Select(v => new IdOccurrence(v.Value, v.Span, false))
            : Items(root, "rules")
                .Concat(Items(root, "protect"))
                .Select(r => r.Find("id")?.Value)
                .OfType<ScalarSyntax>()
                .Select(v => new IdOccurrence(v.Value, v.Span, true));
        return [.. found.Where(o => o.Span.Length > 0 && o.Id.Length > 0).DistinctBy(o => o.Span).OrderBy(o => o.Span)];
    }

    /// <summary>The policies that a file of tests names, as it writes them.</summary>
    public static ImmutableArray<string> PoliciesOf(EditedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.IsTest || file.Tree.Root is not MappingSyntax root)
        {
            return [];
        }

        return
        [
            .. Items(root, "tests")
                .Prepend(root)
                .Select(m => m.Find("policy")?.Value)
                .OfType<SyntaxNode>()
                .SelectMany(Texts)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<MappingSyntax> Items(MappingSyntax root, string key) =>
        root.Find(key)?.Value switch
        {
            SequenceSyntax list => list.Items.OfType<MappingSyntax>(),
            MappingSyntax one => [one],
            _ => [],
        };

    private static IEnumerable<string> Texts(SyntaxNode node) =>
        node switch
        {
            ScalarSyntax { IsNull: false } text => [text.Value],
            SequenceSyntax list => list.Items.OfType<ScalarSyntax>().Select(i => i.Value),
            _ => [],
        };
}
