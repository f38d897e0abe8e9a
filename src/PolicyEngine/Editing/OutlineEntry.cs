using System.Collections.Immutable;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>An entry of a file's outline: a key, a rule, a test. Immutable.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Detail">What it does, in a word; may be empty.</param>
/// <param name="Span">All of it.</param>
/// <param name="NameSpan">Its name.</param>
/// <param name="Children">What is in it.</param>
internal sealed record OutlineEntry(string Name, string Detail, TextSpan Span, TextSpan NameSpan, ImmutableArray<OutlineEntry> Children)
{
    /// <summary>The outline of a file; empty where nothing of it can be read.</summary>
    public static ImmutableArray<OutlineEntry> Of(EditedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Tree.Root is MappingSyntax root ? [.. root.Properties.Where(p => !p.IsMerged).Select(OfKey)] : [];
    }

    private static OutlineEntry OfKey(PropertySyntax property)
    {
        var entries = property.Value is SequenceSyntax list
            ? list.Items.OfType<MappingSyntax>().Where(i => i.Span.Start >= property.Key.Span.End).Select(OfEntry)
            : [];
        return new(Shown(property.Name), string.Empty, Whole(property.Key.Span, property.Value.Span), property.Key.Span, [.. entries]);
    }

    private static OutlineEntry OfEntry(MappingSyntax entry)
    {
        var name = entry.Find("id") ?? entry.Find("name") ?? entry.Find("registry") ?? entry.Properties.FirstOrDefault();
        var detail =
            entry.Find("delete") is not null ? "delete"
            : entry.Find("keep") is not null ? "keep"
            : string.Empty;
        var span =
            name is not null && entry.Span.Contains(name.Key.Span)
                ? name.Value.Span is { Length: > 0 } value && entry.Span.Contains(value)
                    ? value
                    : name.Key.Span
                : new TextSpan(entry.Span.Start, 0);
        return new(Shown(name is { Value: ScalarSyntax scalar } ? scalar.Value : name?.Name ?? string.Empty), detail, entry.Span, span, []);
    }

    private static TextSpan Whole(TextSpan key, TextSpan value) => value.Start >= key.End ? TextSpan.FromBounds(key.Start, value.End) : key;

    /// <summary>Editors refuse entries without a name.</summary>
    private static string Shown(string name) => string.IsNullOrWhiteSpace(name) ? "(without name)" : Binding.Quote.Cap(name);
}
