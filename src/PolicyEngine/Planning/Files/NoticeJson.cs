using System.Text.Json;
using PolicyEngine.Announcing;

namespace PolicyEngine.Planning.Files;

/// <summary>The notice file (semantics.md#announcing): writes and reads notices as JSON in UTF-8. Pure and thread-safe.</summary>
/// <remarks>The last property, <c>sha256</c>, is made as that of plans. Whoever changes a time by hand has a file that is damaged, and
/// starts again.</remarks>
public static class NoticeJson
{
    private const string Seal = "sha256";

    /// <summary>Writes a notice.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(Notice notice, Stream output)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(output);
        using var bytes = new MemoryStream();
        WriteTo(notice, "", bytes);
        WriteTo(notice, CanonicalHash.Before(bytes.ToArray(), "sha256"u8), output);
        output.WriteByte((byte)'\n');
    }

    private static void WriteTo(Notice notice, string seal, Stream output)
    {
        using var json = new Utf8JsonWriter(
            output,
            new JsonWriterOptions
            {
                Indented = true,
                NewLine = "\n",
                Encoder = CanonicalHash.Encoder,
            }
        );
        json.WriteStartObject();
        json.WriteNumber("formatVersion", Notice.CurrentFormatVersion);
        json.WriteString("writtenAt", notice.WrittenAt.UtcDateTime);
        json.WriteStartArray("entries");
        foreach (var entry in notice.Entries)
        {
            json.WriteStartObject();
            json.WriteString("repository", entry.Repository);
            json.WriteString("digest", entry.Digest);
            if (entry.Tag is { } tag)
            {
                json.WriteString("tag", tag);
            }

            json.WriteStartArray("rules");
            foreach (var rule in entry.Rules)
            {
                json.WriteStringValue(rule);
            }

            json.WriteEndArray();
            json.WriteString("since", entry.Since.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString(Seal, seal);
        json.WriteEndObject();
    }

    /// <summary>Reads a notice that <see cref="Write"/> has written.</summary>
    /// <exception cref="PlanFormatException">It is not JSON, not a notice, of another format version, cut, changed, or lacks
    /// something.</exception>
    public static Notice Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var fields = new JsonFields(document.RootElement, "");
            if (fields.Count("formatVersion") != Notice.CurrentFormatVersion)
            {
                throw new PlanFormatException("it has another format version");
            }

            if (!string.Equals(fields.Text(Seal), CanonicalHash.Before(utf8.Span, "sha256"u8), StringComparison.Ordinal))
            {
                throw new PlanFormatException("its content does not have the SHA-256 that it states");
            }

            return new Notice(
                fields.Time("writtenAt") ?? throw JsonFields.Missing("writtenAt"),
                [
                    .. fields
                        .Objects("entries")
                        .Select(entry => new NoticeEntry(
                            entry.Text("repository"),
                            entry.DigestText("digest"),
                            entry.Has("tag") ? entry.Text("tag") : null,
                            entry.Texts("rules"),
                            entry.Time("since") ?? throw JsonFields.Missing("since")
                        )),
                ]
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PlanFormatException("it is not valid JSON", e);
        }
    }
}
