using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning.Files;

/// <summary>A JSON object of a plan with its place, so that each complaint
/// can name the field: <c>repositories[0].delete[3].digest</c>.</summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _element;
    private readonly Dictionary<string, JsonElement>? _heads;
    private readonly string _place;

    public JsonFields(JsonElement element, string place)
    {
        _element = element.ValueKind == JsonValueKind.Object ? element : throw Wrong(place, "an object");
        _place = place;
    }

    /// <summary>An object of which only some properties were collected, the long lists aside.</summary>
    public JsonFields(Dictionary<string, JsonElement> heads, string place)
    {
        _heads = heads;
        _place = place;
    }

    public JsonFields Object(string name) => new(Required(name), At(name));

    public ImmutableArray<JsonFields> Objects(string name)
    {
        var place = At(name);
        return [.. Items(Required(name), place).Select((item, i) => new JsonFields(item, $"{place}[{i}]"))];
    }

    public string Text(string name) => Optional(name) ?? throw Wrong(At(name), "a text");

    public string? Optional(string name) =>
        Required(name) switch
        {
            { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            _ => throw Wrong(At(name), "a text"),
        };

    public string DigestText(string name) =>
        Text(name) is var text && Digest.TryParse(text, out _) ? text : throw Wrong(At(name), "a digest");

    public int Count(string name) =>
        Number(name) is { } number and >= 0 and <= int.MaxValue ? (int)number : throw Wrong(At(name), "a count");

    public long Bytes(string name) => Number(name) is { } number and >= 0 ? number : throw Wrong(At(name), "a number of bytes");

    public long? Number(string name) =>
        Required(name) switch
        {
            { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
            _ => throw Wrong(At(name), "a whole number"),
        };

    /// <summary>Whether there is a property that plans of former versions lack.</summary>
    public bool Has(string name) => _heads?.ContainsKey(name) ?? _element.TryGetProperty(name, out _);

    public bool Flag(string name) =>
        Required(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(At(name), "true or false"),
        };

    public DateTimeOffset? Time(string name)
    {
        if (Optional(name) is not { } text)
        {
            return null;
        }

        return
            text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Wrong(At(name), "a time in UTC");
    }

    public T Word<T>(string name, IReadOnlyDictionary<T, string> words)
        where T : struct, Enum
    {
        var text = Text(name);
        foreach (var (value, word) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        throw Wrong(At(name), $"one of {string.Join(", ", words.OrderBy(w => w.Key).Select(w => $"'{w.Value}'"))}");
    }

    public ImmutableArray<string> Texts(string name) => Texts(Required(name), At(name));

    public ImmutableArray<ImmutableArray<string>> TextLists(string name)
    {
        var place = At(name);
        return [.. Items(Required(name), place).Select((item, i) => Texts(item, $"{place}[{i}]"))];
    }

    public static PlanFormatException Missing(string place) => new($"The plan is damaged: '{place}' is missing.");

    public static PlanFormatException Wrong(string place, string expected) => new($"The plan is damaged: '{place}' is not {expected}.");

    private static ImmutableArray<string> Texts(JsonElement element, string place) =>
        [
            .. Items(element, place)
                .Select((item, i) => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong($"{place}[{i}]", "a text")),
        ];

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string place) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw Wrong(place, "a list");

    private JsonElement Required(string name)
    {
        JsonElement value;
        var found = _heads is null ? _element.TryGetProperty(name, out value) : _heads.TryGetValue(name, out value);
        return found ? value : throw Missing(At(name));
    }

    private string At(string name) => _place.Length == 0 ? name : $"{_place}.{name}";
}
