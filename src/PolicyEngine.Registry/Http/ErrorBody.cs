using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>An error as registries state it (distribution-spec, "Error Codes"): <c>{ "errors": [ { "code", "message" } ] }</c>.</summary>
internal readonly record struct ErrorBody(ImmutableArray<string> Codes, string Text)
{
    /// <summary>Reads a body, without the secrets that it repeats. One of
    /// another form (HTML of a proxy) has no codes and no text.</summary>
    internal static ErrorBody Read(RegistryResponse response)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new([], "");
            }

            // GitHub and token services answer with a bare message.
            if (!document.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            {
                return new([], Text("message", document.RootElement) ?? Text("details", document.RootElement) ?? "");
            }

            var entries = errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).Take(10).ToList();
            var codes = entries.Select(error => Text("code", error)).OfType<string>().ToImmutableArray();
            var texts = entries.Select(error => string.Join(": ", new[] { Text("code", error), Text("message", error) }.OfType<string>()));
            return new(codes, Redaction.Show(string.Join("; ", texts)));
        }
        catch (JsonException)
        {
            return new([], "");
        }

        string? Text(string name, JsonElement element) =>
            element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
                ? Redaction.Show(response.Secrets.Hide(text))
                : null;
    }
}
