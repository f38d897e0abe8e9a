using System.Collections.Immutable;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>A piece of text with its meaning. Immutable.</summary>
/// <param name="Span">The text, on one line.</param>
/// <param name="Kind">What it is.</param>
internal sealed record SemanticToken(TextSpan Span, SemanticKind Kind)
{
    /// <summary>The tokens of a file, in the order of the text.</summary>
    public static ImmutableArray<SemanticToken> Of(EditedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var found = new Dictionary<TextSpan, SemanticKind>();
        if (file.Tree.Root is { } root)
        {
            Visit(root, file.Keys, string.Empty, found);
        }

        return
        [
            .. found
                .Where(f => f.Key.Length > 0 && !file.Source.ToString(f.Key).Contains('\n', StringComparison.Ordinal))
                .Select(f => new SemanticToken(f.Key, f.Value))
                .OrderBy(t => t.Span),
        ];
    }

    private static void Visit(SyntaxNode node, SchemaCursor cursor, string key, Dictionary<TextSpan, SemanticKind> found)
    {
        switch (node)
        {
            case MappingSyntax mapping:
                foreach (var property in mapping.Properties)
                {
                    if (cursor.Find(property.Name) is not null)
                    {
                        found.TryAdd(property.Key.Span, SemanticKind.Key);
                    }

                    Visit(property.Value, cursor.Key(property.Name), property.Name, found);
                }

                break;
            case SequenceSyntax list:
                foreach (var item in list.Items)
                {
                    Visit(item, cursor.TakesList ? cursor.Item() : cursor, key, found);
                }

                break;
            case ScalarSyntax scalar when Classify(scalar, cursor, key) is { } kind:
                found.TryAdd(scalar.Span, kind);
                break;
            default:
                break;
        }
    }

    private static SemanticKind? Classify(ScalarSyntax scalar, SchemaCursor cursor, string key) =>
        cursor.Patterns.Any(p => p == Values.Duration.Pattern || p == Values.ByteSize.Pattern) ? SemanticKind.Quantity
        : key.EndsWith("regex", StringComparison.Ordinal) ? SemanticKind.Regex
        : cursor.Words.Contains(scalar.Value, StringComparer.Ordinal) ? SemanticKind.Word
        : key == "id" ? SemanticKind.Id
        : scalar.Value.AsSpan().ContainsAny("*?[!") ? SemanticKind.Glob
        : null;
}

/// <summary>What a piece of text is.</summary>
internal enum SemanticKind
{
    /// <summary>A key of the language.</summary>
    Key,

    /// <summary>A duration or a size.</summary>
    Quantity,

    /// <summary>A regular expression.</summary>
    Regex,

    /// <summary>A word of a closed list.</summary>
    Word,

    /// <summary>The id of a rule or protection.</summary>
    Id,

    /// <summary>A glob.</summary>
    Glob,
}
