using System.Text.Json;

namespace PolicyEngine.Registry.Http;

/// <summary>Tells whole JSON texts from others. Pure.</summary>
internal static class JsonText
{
    /// <summary>Whether bytes are one JSON text from the first to the last.</summary>
    internal static bool Is(ReadOnlySpan<byte> bytes) => FirstOf(bytes) is not null;

    /// <summary>Whether bytes are one JSON array from the first to the last.</summary>
    internal static bool IsArray(ReadOnlySpan<byte> bytes) => FirstOf(bytes) == JsonTokenType.StartArray;

    /// <summary>How a text begins; null where it is not whole.</summary>
    private static JsonTokenType? FirstOf(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var reader = new Utf8JsonReader(start);
        try
        {
            reader.Read();
            var first = reader.TokenType;
            while (reader.Read()) { }

            return first;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
