using PolicyEngine.Reference;
using PolicyEngine.Schema;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>What is told of a place: a key with its meaning, default, unit and example; a diagnostic that a comment names. Pure.</summary>
internal static class HoverText
{
    /// <summary>The text in Markdown with the place it is about; null where there is nothing to say.</summary>
    public static (TextSpan Span, string Markdown)? At(EditedFile file, int offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (
            WordAt(file.Source.Text, offset) is { Length: > 0 } word
            && DiagnosticCatalog.Find(file.Source.ToString(word)) is { } descriptor
        )
        {
            return (word, $"**{descriptor.Id}: {descriptor.Title}**\n\n{descriptor.Help}");
        }

        if (TextContext.At(file.Source, offset) is not { Word.Length: > 0 } context)
        {
            return null;
        }

        var written = file.Source.ToString(context.Word);
        if (context.IsKey && file.Keys.Follow(context.Path) is var cursor && cursor.Find(written) is { } key)
        {
            return (context.Word, $"**{written}**\n\n{EditorText.Markdown(written, key, cursor.Section)}{Choices(cursor.Key(written))}");
        }

        if (
            context.IsValue
            && Completer.KeySchema(file, context.Path) is { } schema
            && context.Path.OfType<string>().LastOrDefault() is { } name
        )
        {
            var place = file.Keys.Follow(context.Path);
            return (context.Word, $"**{name}**\n\n{EditorText.Markdown(name, schema, place.Section)}{Choices(place)}");
        }

        return null;
    }

    private static string Choices(SchemaCursor cursor) =>
        cursor.IsChoice && cursor.Words.ToArray() is { Length: > 1 } words
            ? $"\n\nOne of {string.Join(", ", words.Select(w => $"`{w}`"))}."
            : string.Empty;

    private static TextSpan WordAt(string text, int offset)
    {
        var (start, end) = (Math.Clamp(offset, 0, text.Length), Math.Clamp(offset, 0, text.Length));
        while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return TextSpan.FromBounds(start, end);
    }
}
