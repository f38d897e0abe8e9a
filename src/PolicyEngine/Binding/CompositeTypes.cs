using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Binding;

/// <summary>A list, or a single value that stands for a list of one. Wrong
/// items are reported and left out; then the list is not bound.</summary>
/// <param name="item">The type of an item.</param>
/// <param name="most">The most items.</param>
/// <param name="isPartial">Whether the right items are bound also where others
/// are wrong, and the list may be empty (rules, protections, targets).</param>
/// <param name="isNeverEmpty">Whether an empty list is an error also where the right items are bound.</param>
internal sealed class ListType<T>(ValueType<T> item, int most = 1000, bool isPartial = false, bool isNeverEmpty = false)
    : ValueType<ImmutableArray<T>>
{
    /// <inheritdoc/>
    public override JsonObject Schema() => ListSchema.Of(item.Schema, most, isPartial && !isNeverEmpty ? 0 : 1);

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<T> value)
    {
        value = [];
        if (isPartial && !isNeverEmpty && node is SequenceSyntax { Items.IsEmpty: true })
        {
            return true;
        }

        if (!ListSchema.TryItems(node, key, most, context, out var items))
        {
            return false;
        }

        var bound = ImmutableArray.CreateBuilder<T>(items.Length);
        var seen = new Dictionary<string, SyntaxNode>(StringComparer.Ordinal);
        var right = true;
        foreach (var syntax in items)
        {
            if (item.TryBind(syntax, key, context, out var one))
            {
                if (!isPartial && syntax is ScalarSyntax { IsFilled: false } scalar && !seen.TryAdd(scalar.Value, scalar))
                {
                    context.Report(
                        LanguageDiagnostics.RepeatedValue,
                        scalar,
                        seen[scalar.Value],
                        "first listed here",
                        Quote.Cap(scalar.Value)
                    );
                }

                bound.Add(one);
            }
            else
            {
                right = false;
            }
        }

        value = bound.ToImmutable();
        return right || isPartial;
    }
}

/// <summary>A list of globs in which <c>!</c> excludes.</summary>
internal sealed class GlobListType(bool isPath = false) : ValueType<GlobList>
{
    private const int Most = 1000;

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        ListSchema.Of(
            () =>
                new JsonObject
                {
                    ["type"] = "string",
                    ["minLength"] = 1,
                    ["maxLength"] = GlobParser.MaxLength + 1,
                },
            Most
        );

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out GlobList value)
    {
        value = null!;
        if (!ListSchema.TryItems(node, key, Most, context, out var items))
        {
            return false;
        }

        var included = ImmutableArray.CreateBuilder<GlobPattern>();
        var excluded = ImmutableArray.CreateBuilder<GlobPattern>();
        var seen = new Dictionary<string, SyntaxNode>(StringComparer.Ordinal);
        var right = true;
        foreach (var item in items)
        {
            if (item is not ScalarSyntax scalar)
            {
                context.Report(
                    LanguageDiagnostics.WrongType,
                    item,
                    node is SequenceSyntax ? $"An entry of '{key}'" : $"'{key}'",
                    "a pattern such as 'pr-*'",
                    Quote.Kind(item),
                    string.Empty
                );
                right = false;
                continue;
            }

            if (!YamlTyping.TryText(scalar, key, context, out _) || !FilledPatterns.TryGlob(scalar, context, out var text))
            {
                right = false;
                continue;
            }

            if (!seen.TryAdd(text, scalar) && !scalar.IsFilled)
            {
                context.Report(LanguageDiagnostics.RepeatedValue, scalar, seen[text], "first listed here", Quote.Cap(text));
            }

            var negated = text.StartsWith('!');
            if (
                GlobType.TryParse(
                    scalar,
                    negated ? text[1..] : text,
                    isPath,
                    negated ? "!" : string.Empty,
                    isInList: true,
                    context,
                    out var pattern
                )
            )
            {
                (negated ? excluded : included).Add(pattern);
            }
            else
            {
                right = false;
            }
        }

        value = new GlobList(included.ToImmutable(), excluded.ToImmutable());
        return right;
    }
}

/// <summary>A mapping of free keys to values of one type (<c>labels</c>).</summary>
internal sealed class MapType<T>(ValueType<T> item) : ValueType<ImmutableArray<KeyValuePair<string, T>>>
{
    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["additionalProperties"] = item.Schema(),
        };

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<KeyValuePair<string, T>> value)
    {
        value = [];
        if (node is not MappingSyntax mapping)
        {
            context.Report(LanguageDiagnostics.WrongType, node, $"'{key}'", "a mapping of keys to values", Quote.Kind(node), string.Empty);
            return false;
        }

        if (mapping.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        var bound = ImmutableArray.CreateBuilder<KeyValuePair<string, T>>();
        foreach (var property in mapping.Properties)
        {
            if (item.TryBind(property.Value, property.Name, context, out var one))
            {
                bound.Add(new(property.Name, one));
            }
        }

        value = bound.ToImmutable();
        return bound.Count == mapping.Properties.Length;
    }
}

/// <summary>What the list types share.</summary>
internal static class ListSchema
{
    /// <summary>A list of items, or one of them.</summary>
    public static JsonObject Of(Func<JsonObject> item, int most, int least = 1) =>
        new()
        {
            ["anyOf"] = new JsonArray(
                item(),
                new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = item(),
                    ["minItems"] = least,
                    ["maxItems"] = most,
                }
            ),
        };

    /// <summary>The items of a list, or the single value; reports an empty and an overlong list.</summary>
    public static bool TryItems(SyntaxNode node, string key, int most, BindingContext context, out ImmutableArray<SyntaxNode> items)
    {
        items = node is SequenceSyntax sequence ? sequence.Items : [node];
        if (items.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        if (items.Length > most)
        {
            context.Report(LanguageDiagnostics.TooLong, node, key, $"{items.Length} entries", most);
            return false;
        }

        return true;
    }
}
