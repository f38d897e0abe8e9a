using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PolicyEngine.Importing.Drafting;

/// <summary>A JSON object of another tool, which remembers what nobody asked for. Not thread-safe.</summary>
internal sealed class ImportObject(JsonObject json, string place)
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
        MaxDepth = 32,
    };
    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly string[] Secrets = ["token", "password"];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Why it may not be meant to be carried out at all; null where it is.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether it is certainly not carried out, so that what comes after it does not depend on it.</summary>
    public bool IsIdle { get; init; }

    /// <summary>The keys that nobody asked for, in ordinal order.</summary>
    public IReadOnlyList<string> Unread => [.. json.Select(p => p.Key).Where(k => !_read.Contains(k)).Order(StringComparer.Ordinal)];

    /// <summary>Reads a text.</summary>
    /// <exception cref="ImportException">It is not JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Options);
        }
        catch (JsonException e)
        {
            throw new ImportException($"Not valid JSON: {Sentence(e)}");
        }
        catch (ArgumentException)
        {
            throw new ImportException("Not valid JSON: unpaired surrogate in a string.");
        }
    }

    /// <summary>An object of a node.</summary>
    /// <exception cref="ImportException">It is none.</exception>
    public static ImportObject Of(JsonNode? node, string place) =>
        node is JsonObject json ? new ImportObject(json, place) : throw Wrong(place, "an object");

    /// <summary>The original on one line, without what is secret; null where it has half a character.</summary>
    public string? Written
    {
        get
        {
            try
            {
                return new JsonObject(
                    json.Where(p => !Secrets.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
                ).ToJsonString(Relaxed);
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>The place of a key, for messages.</summary>
    public string At(string name) => place.Length == 0 ? name : $"{place}.{name}";

    /// <summary>Whether there is a value, null aside.</summary>
    public bool Has(string name) => json.TryGetPropertyValue(name, out var value) && value is not null;

    /// <summary>Marks keys that mean nothing to a policy.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _read.Add(name);
        }
    }

    /// <summary>The node of a key, or null if there is none.</summary>
    public JsonNode? Node(string name)
    {
        _read.Add(name);
        return json[name];
    }

    /// <summary>A text; numbers and truth values count as their texts.</summary>
    public string? Text(string name) => Node(name) is { } node ? Scalar(node, At(name)) : null;

    /// <summary>A whole number from 0 on.</summary>
    public int? Count(string name) =>
        Text(name) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : throw Wrong(At(name), "a whole number of at least 0");

    /// <summary>True or false; false if there is none.</summary>
    public bool Flag(string name, bool @default = false) =>
        Text(name)?.ToLowerInvariant() switch
        {
            null or "" => @default,
            "true" => true,
            "false" => false,
            _ => throw Wrong(At(name), "true or false"),
        };

    /// <summary>An object, or null if there is none.</summary>
    public ImportObject? Object(string name) => Node(name) is { } node ? Of(node, At(name)) : null;

    /// <summary>A list of objects; empty if there is none.</summary>
    public IReadOnlyList<ImportObject> Objects(string name) => Node(name) is { } node ? Objects(node, At(name)) : [];

    /// <summary>The objects of a list.</summary>
    /// <exception cref="ImportException">It is none.</exception>
    public static IReadOnlyList<ImportObject> Objects(JsonNode? node, string place) =>
        node is JsonArray array
            ? [.. array.Select((item, i) => Of(item, $"{place}[{i}]"))]
            : throw Wrong(place.Length == 0 ? "The file" : place, "a list");

    /// <summary>A list of texts; empty if there is none.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Node(name) switch
        {
            null => [],
            JsonArray array => [.. array.Select((item, i) => Scalar(item, $"{At(name)}[{i}]"))],
            _ => throw Wrong(At(name), "a list"),
        };

    /// <summary>Says that something is not what it should be.</summary>
    public static ImportException Wrong(string place, string expected) =>
        new(
            place.Length == 0 ? $"It is not {expected}."
            : place == "The file" ? $"It is not {expected}."
            : $"'{place}' is not {expected}."
        );

    private static string Scalar(JsonNode? node, string place)
    {
        try
        {
            return node is JsonValue value
                ? value.GetValueKind() == JsonValueKind.String
                    ? value.GetValue<string>()
                    : value.ToJsonString()
                : throw Wrong(place, "a text");
        }
        catch (InvalidOperationException)
        {
            // Half a character, by an escape.
            throw Wrong(place, "a text");
        }
    }

    private static string Sentence(JsonException e) =>
        FormattableString.Invariant($"line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}.");
}
