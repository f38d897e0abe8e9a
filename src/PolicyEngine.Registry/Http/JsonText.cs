using System.Text.Json;

namespace PolicyEngine.Registry.Http;

/// <summary>Tells whole JSON texts from others. Pure.</summary>
internal static class JsonText
{
    /// <summary>Whether bytes are one JSON text from the first to the last.</summary>
    internal static bool Is(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var reader = new Utf8JsonReader(start);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
