using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>A key of a mapping: the one description that the binder, the
/// JSON schema and the reference page are made from. Immutable.</summary>
internal abstract class Property(string keyword, string summary)
{
    /// <summary>The key, in kebab-case.</summary>
    public string Keyword { get; } = keyword;

    /// <summary>What it means, in a sentence or two of plain text: the hover text of editors.</summary>
    public string Summary { get; } = summary;

    /// <summary>Whether the mapping is wrong without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The default as it would be written, or null if there is none.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Values to show to users, as they would be written.</summary>
    public JsonNode?[] Examples { get; init; } = [];

    /// <summary>Words that other tools have for it, in kebab-case: an unknown key that is one of them is answered with this key.</summary>
    public ImmutableArray<string> OtherWords { get; init; } = [];

    /// <summary>The JSON schema of the value, without title and description.</summary>
    public abstract JsonObject ValueSchema();

    /// <summary>Binds a value; reports what is wrong with it and then gives false.</summary>
    public abstract bool TryBindValue(SyntaxNode node, BindingContext context, out object? value);

    /// <summary>The JSON schema of the key.</summary>
    public JsonObject Schema()
    {
        var schema = new JsonObject { ["title"] = Keyword, ["description"] = Summary };
        if (Default is not null)
        {
            schema["default"] = Default.DeepClone();
        }

        if (Examples.Length > 0)
        {
            schema["examples"] = new JsonArray([.. Examples.Select(e => e?.DeepClone())]);
        }

        var value = ValueSchema();
        if (value.ContainsKey("$ref"))
        {
            // In draft-07 the neighbours of $ref are ignored.
            schema["allOf"] = new JsonArray(value);
            return schema;
        }

        foreach (var (key, node) in value.ToArray())
        {
            // What the key says of itself is closer to the user than what its type says.
            value.Remove(key);
            schema.TryAdd(key, node);
        }

        return schema;
    }
}

/// <summary>A key whose value has one type.</summary>
internal sealed class Property<T>(string keyword, ValueType<T> type, string summary) : Property(keyword, summary)
{
    /// <inheritdoc/>
    public override JsonObject ValueSchema() => type.Schema();

    /// <inheritdoc/>
    public override bool TryBindValue(SyntaxNode node, BindingContext context, out object? value)
    {
        var bound = type.TryBind(node, Keyword, context, out var typed);
        value = typed;
        return bound;
    }
}
