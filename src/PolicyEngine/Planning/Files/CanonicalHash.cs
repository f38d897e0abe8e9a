using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyEngine.Text;

namespace PolicyEngine.Planning.Files;

/// <summary>The SHA-256 of JSON in its compact form. Not thread-safe.</summary>
internal sealed class CanonicalHash : IDisposable
{
    /// <summary>How all JSON is written, that which is hashed too.</summary>
    public static readonly JavaScriptEncoder Encoder = LogSafeJson.Encoder;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _inString;
    private bool _escaped;

    /// <summary>Adds JSON text; blanks and line breaks outside strings do not count.</summary>
    public void Append(ReadOnlySpan<byte> json)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(json.Length);
        var length = 0;
        while (!json.IsEmpty)
        {
            var run = _inString ? StringRun(json) : StructureRun(json);
            json[..run].CopyTo(scratch.AsSpan(length));
            length += run;
            json = _inString ? json[run..] : json[run..].TrimStart(" \n\r\t"u8);
        }

        _hash.AppendData(scratch, 0, length);
        ArrayPool<byte>.Shared.Return(scratch);
    }

    /// <summary>The bytes up to the next quote or backslash, with it.</summary>
    private int StringRun(ReadOnlySpan<byte> json)
    {
        if (_escaped)
        {
            _escaped = false;
            return 1;
        }

        var at = json.IndexOfAny((byte)'"', (byte)'\\');
        if (at < 0)
        {
            return json.Length;
        }

        _escaped = json[at] == '\\';
        _inString = _escaped;
        return at + 1;
    }

    /// <summary>The bytes up to the next blank, without it, or quote, with it.</summary>
    private int StructureRun(ReadOnlySpan<byte> json)
    {
        var at = json.IndexOfAny(" \n\r\t\""u8);
        if (at < 0)
        {
            return json.Length;
        }

        _inString = json[at] == '"';
        return _inString ? at + 1 : at;
    }

    /// <summary>The hash of what was added so far, in lower-case hex.</summary>
    public string Current() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();

    /// <summary>The hash of a JSON object's properties up to one of the top level, which is left out with what follows it.</summary>
    /// <param name="json">Complete and valid JSON.</param>
    /// <param name="end">The name of the property that ends the hashed part.</param>
    public static string Before(ReadOnlySpan<byte> json, ReadOnlySpan<byte> end)
    {
        using var hash = new CanonicalHash();
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Encoder });
        var reader = new Utf8JsonReader(json);
        while (
            reader.Read() && !(reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(end))
        )
        {
            Copy(ref reader, writer);
            if (writer.BytesPending > PlanJsonWriter.ChunkSize)
            {
                Drain();
            }
        }

        Drain();
        return hash.Current();

        void Drain()
        {
            writer.Flush();
            hash.Append(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.ValueIsEscaped:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.ValueSpan);
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                writer.WriteStringValue(reader.GetString());
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.ValueSpan);
                break;
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
