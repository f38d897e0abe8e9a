using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PolicyEngine.Fakes;

/// <summary>An answer before it goes over the wire.</summary>
internal sealed record Answer(int Status, byte[] Body, string ContentType = "application/json; charset=utf-8")
{
    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The entries of a page, so that a fault can take one away.</summary>
    public JsonArray? Page { get; init; }

    /// <summary>What the ETag is of, if not of the body.</summary>
    public byte[]? Tagged { get; init; }

    public static Answer Empty(int status) => new(status, []);

    public static Answer Json(int status, JsonNode node) => new(status, Encoding.UTF8.GetBytes(node.ToJsonString()));

    /// <summary>An error of the REST API.</summary>
    public static Answer Rest(int status, string message) =>
        Json(
            status,
            new JsonObject
            {
                ["message"] = message,
                ["documentation_url"] = "https://docs.github.com/rest",
                ["status"] = status.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
        );

    /// <summary>An error of the registry.</summary>
    public static Answer Registry(int status, string code, string message) =>
        Json(status, new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }) });

    public static string Escape(string text) => JsonEncodedText.Encode(text).ToString();
}
