using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PolicyEngine.Language.Binding;

/// <summary>The keys that a mapping may have. Immutable.</summary>
internal sealed class MappingShape(string what, ImmutableArray<Property> properties)
{
    private readonly FrozenDictionary<string, Property> _byKeyword = properties.ToFrozenDictionary(p => p.Keyword, StringComparer.Ordinal);

    /// <summary>What the mapping is called in messages: <c>a rule</c>, <c>'delete'</c>.</summary>
    public string What { get; } = what;

    /// <summary>The keys in the order of the reference page.</summary>
    public ImmutableArray<Property> Properties { get; } = properties;

    /// <summary>Whether keys that begin with <c>x-</c> are ignored: only the document itself.</summary>
    public bool AllowsExtensions { get; init; }

    /// <summary>Whether at least one key is needed.</summary>
    public bool IsNeverEmpty { get; init; }

    /// <summary>The property of a key, or null.</summary>
    public Property? Find(string keyword) => _byKeyword.GetValueOrDefault(keyword);

    /// <summary>The JSON schema of the mapping.</summary>
    public JsonObject Schema()
    {
        var keys = new JsonObject();
        foreach (var property in Properties)
        {
            keys[property.Keyword] = property.Schema();
        }

        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = keys };
        var required = Properties.Where(p => p.IsRequired).Select(p => (JsonNode)p.Keyword).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        if (AllowsExtensions)
        {
            schema["patternProperties"] = new JsonObject { ["^x-"] = new JsonObject { ["description"] = "Ignored: a place for shared anchors." } };
        }

        if (IsNeverEmpty)
        {
            schema["minProperties"] = 1;
        }

        return schema;
    }
}
