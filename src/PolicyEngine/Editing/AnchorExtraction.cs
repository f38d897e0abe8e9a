using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>Gives a value that stands in several places a name (an anchor), and lets the other places refer to it.</summary>
internal static class AnchorExtraction
{
    /// <summary>Shorter values are better repeated.</summary>
    private const int LeastLength = 6;

    /// <summary>The change for the smallest repeated value at a place; null where there is none.</summary>
    public static Refactoring? At(EditedFile file, TextSpan span)
    {
        if (file.Tree.Root is not MappingSyntax root)
        {
            return null;
        }

        var source = file.Source;
        var values = Values(root, string.Empty)
            .Where(v => v.Node.Span.Length >= LeastLength && IsPlain(source, v.Node))
            .DistinctBy(v => v.Node.Span)
            .ToArray();
        foreach (var (key, node) in values.Where(v => Touches(v.Node.Span, span)).OrderBy(v => v.Node.Span.Length))
        {
            var text = source.ToString(node.Span);
            var places = values.Select(v => v.Node.Span).Where(s => source.ToString(s) == text).Order().ToArray();
            if (places.Length > 1 && Extract(file, Name(source.Text, key), places) is { } edits)
            {
                return new Refactoring(
                    $"Name {text} '{edits.Name}', and refer to it in {places.Length - 1} other {(places.Length == 2 ? "place" : "places")}",
                    IsExtraction: true,
                    edits.Edits
                );
            }
        }

        return null;
    }

    private static (string Name, ImmutableArray<TextEdit> Edits)? Extract(EditedFile file, string name, TextSpan[] places)
    {
        var edits = places
            .Select((place, i) => i == 0 ? new TextEdit(new TextSpan(place.Start, 0), $"&{name} ") : new TextEdit(place, $"*{name}"))
            .ToImmutableArray();

        // Where an alias may not stand, or is read as something else, the file would no longer say the same.
        var extracted = Refactoring.Apply(file, edits);
        return extracted.Compilation is { HasErrors: false } && extracted.Diagnostics.Length == file.Diagnostics.Length
            ? (name, edits)
            : null;
    }

    /// <summary>All values, each with the key that it stands under.</summary>
    private static IEnumerable<(string Key, SyntaxNode Node)> Values(SyntaxNode node, string key) =>
        node switch
        {
            MappingSyntax mapping => mapping
                .Properties.Where(p => !p.IsMerged)
                .SelectMany(p => Values(p.Value, p.Name).Prepend((p.Name, p.Value))),
            SequenceSyntax list => list.Items.SelectMany(i => Values(i, key).Prepend((key, i))),
            _ => [],
        };

    /// <summary>Whether it stands on one line, without a name or a tag of its own.</summary>
    private static bool IsPlain(SourceText source, SyntaxNode node)
    {
        var text = source.ToString(node.Span);
        var before = source.GetLineText(source.GetPosition(node.Span.Start).Line)[..source.GetPosition(node.Span.Start).Character];
        return !text.Contains('\n', StringComparison.Ordinal)
            && (node is ScalarSyntax ? text[0] is not ('|' or '>') : text[0] is '[' or '{')
            && before.TrimEnd().Split(' ')[^1] is not ['&' or '!' or '*', ..];
    }

    private static bool Touches(TextSpan value, TextSpan span) => value.Start <= span.Start && span.End <= value.End;

    /// <summary>The key in lower case, with a number where the name is taken.</summary>
    private static string Name(string text, string key)
    {
        var stem = string.Concat(key.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        stem = stem.Length == 0 ? "shared" : stem.ToLowerInvariant();
        return Enumerable
            .Range(1, int.MaxValue - 1)
            .Select(i => i == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}"))
            .First(name => !text.Contains($"&{name}", StringComparison.Ordinal));
    }
}
