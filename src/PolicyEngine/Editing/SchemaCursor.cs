using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Schema;

namespace PolicyEngine.Editing;

/// <summary>A place in the schema of a file: all the forms that a value there may have. Immutable.</summary>
/// <remarks>Editing knows keys only from the schema, which is made from the catalogs:
/// a new condition is completed and explained without a line here.</remarks>
internal sealed class SchemaCursor
{
    private readonly JsonObject _definitions;
    private readonly ImmutableArray<JsonObject> _forms;

    private SchemaCursor(JsonObject definitions, ImmutableArray<JsonObject> forms, string section)
    {
        _definitions = definitions;
        _forms = forms;
        Section = section;
    }

    /// <summary>The section of the reference page that describes the keys here.</summary>
    public string Section { get; }

    /// <summary>The definitions that the forms refer to.</summary>
    public JsonObject Definitions => _definitions;

    /// <summary>The root of a schema.</summary>
    public static SchemaCursor Of(JsonObject schema, string section)
    {
        var definitions = schema["definitions"]?.AsObject() ?? [];
        return new SchemaCursor(definitions, [schema], section);
    }

    /// <summary>Whether nothing is known of the place.</summary>
    public bool IsUnknown => _forms.IsEmpty;

    /// <summary>The keys of the mappings here with their schemas, in the order of the reference page.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Keys =>
        _forms
            .SelectMany(f => f["properties"] as JsonObject ?? [])
            .Select(p => KeyValuePair.Create(p.Key, p.Value!.AsObject()))
            .DistinctBy(p => p.Key);

    /// <summary>The keys that must be there.</summary>
    public IEnumerable<string> Required => _forms.SelectMany(f => f["required"] as JsonArray ?? []).Select(r => (string)r!);

    /// <summary>Keys that exclude one another and of which one is required; empty for most mappings.</summary>
    public ImmutableArray<string> Exclusive =>
        [
            .. _forms
                .SelectMany(f => f["oneOf"] as JsonArray ?? [])
                .Select(o => o!["required"] as JsonArray)
                .OfType<JsonArray>()
                .Select(r => (string)r[0]!),
        ];

    /// <summary>Whether a list may stand here.</summary>
    public bool TakesList => _forms.Any(f => f["items"] is not null);

    /// <summary>Whether a mapping may stand here.</summary>
    public bool TakesMapping => _forms.Any(f => f["properties"] is not null || f["additionalProperties"] is JsonObject);

    /// <summary>The words that may stand here.</summary>
    public IEnumerable<string> Words => _forms.SelectMany(WordsOf).Distinct(StringComparer.Ordinal);

    /// <summary>The patterns that texts here are held to.</summary>
    public IEnumerable<string> Patterns => _forms.Select(f => (string?)f["pattern"]).OfType<string>();

    /// <summary>Whether a word of a closed list stands here.</summary>
    public bool IsChoice => _forms.Any(f => f["enum"] is not null || (string?)f["type"] == "boolean");

    /// <summary>The schema of a key of the mappings here; null where it is not known.</summary>
    public JsonObject? Find(string key) => Keys.FirstOrDefault(p => p.Key == key).Value;

    /// <summary>The place of a key's value.</summary>
    public SchemaCursor Key(string key)
    {
        var schemas = _forms
            .Select(f => f["properties"]?[key] as JsonObject ?? f["additionalProperties"] as JsonObject)
            .OfType<JsonObject>();
        return Descend(schemas, Section is "policy" or "rule" or "policytest" ? key : $"{Section}.{key}");
    }

    /// <summary>The place of an entry of a list.</summary>
    public SchemaCursor Item() => Descend(_forms.Select(f => f["items"] as JsonObject).OfType<JsonObject>(), Section);

    /// <summary>The place at the end of a path; null steps are entries of lists.</summary>
    public SchemaCursor Follow(IEnumerable<string?> path) =>
        path.Aggregate(this, (cursor, step) => step is null ? cursor.Item() : cursor.Key(step));

    private SchemaCursor Descend(IEnumerable<JsonObject> schemas, string section)
    {
        var forms = ImmutableArray.CreateBuilder<JsonObject>();
        foreach (var schema in schemas)
        {
            Expand(schema, forms, ref section);
        }

        return new SchemaCursor(_definitions, forms.ToImmutable(), section);
    }

    private void Expand(JsonObject schema, ImmutableArray<JsonObject>.Builder forms, ref string section)
    {
        if (schema["$ref"] is { } reference)
        {
            section = ((string)reference!).Split('/')[^1];
            schema = SchemaKinds.Resolve(schema, _definitions);
        }

        if (!forms.Contains(schema))
        {
            forms.Add(schema);
        }

        foreach (var part in (schema["anyOf"] ?? schema["allOf"]) as JsonArray ?? [])
        {
            Expand(part!.AsObject(), forms, ref section);
        }
    }

    private static IEnumerable<string> WordsOf(JsonObject form) =>
        form["enum"] is JsonArray words ? words.Select(SchemaText.Yaml)
        : (string?)form["type"] == "boolean" ? ["true", "false"]
        : [];
}
