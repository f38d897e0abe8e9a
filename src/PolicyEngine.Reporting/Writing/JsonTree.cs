using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Planning.Files;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Small JSON documents as trees: indented, with line feeds and little escaping.</summary>
internal static class JsonTree
{
    /// <summary>How all JSON for programs is written.</summary>
    public static JsonWriterOptions Options { get; } =
        new()
        {
            Indented = true,
            NewLine = "\n",
            Encoder = CanonicalHash.Encoder,
        };

    /// <summary>Writes a document with a line feed at its end.</summary>
    public static void Write(JsonObject document, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            document.WriteTo(json);
        }

        output.Write("\n"u8);
        output.Flush();
    }

    /// <summary>A list.</summary>
    public static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> convert) => [.. items.Select(convert)];

    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> items) => List(items, static text => JsonValue.Create(text));

    /// <summary>A list of lists of texts.</summary>
    public static JsonArray TextLists(IEnumerable<IEnumerable<string>> items) => List(items, Texts);

    /// <summary>A time in UTC, or null.</summary>
    public static JsonNode? Time(DateTimeOffset? time) => time is { } known ? PlanWords.Of(known) : null;
}
