using System.Text.Json;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Diagnostics;

/// <summary>Diagnostics for programs (semantics.md#applying); lines and
/// columns from 1, ends exclusive; null if there is no place.</summary>
internal sealed class JsonDiagnosticFormat : IFormat<IReadOnlyList<Diagnostic>>
{
    private const int FormatVersion = 1;

    public string Name => "json";

    public void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output)
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
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            WriteDiagnostic(json, diagnostic);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
        output.Flush();
    }

    private static void WriteDiagnostic(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("id", diagnostic.Id);
        json.WriteString("severity", SeverityText.Of(diagnostic.Severity));
        json.WriteString("message", diagnostic.Message);
        json.WriteString("path", diagnostic.Location?.Source.Path);
        WritePlace(json, diagnostic.Location is { } location ? SourcePlace.Of(location) : null);
        WriteFix(json, diagnostic);
        json.WriteEndObject();
    }

    private static void WriteFix(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        if (diagnostic.Fix is not { } fix || diagnostic.Location?.Source is not { } source)
        {
            json.WriteNull("fix");
            return;
        }

        json.WriteStartObject("fix");
        json.WriteString("title", fix.Title);
        json.WriteStartArray("edits");
        foreach (var edit in fix.Edits)
        {
            json.WriteStartObject();
            WritePlace(json, SourcePlace.Of(new Location(source, edit.Span)));
            json.WriteString("newText", edit.NewText);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, SourcePlace? place)
    {
        WriteNumber(json, "line", place?.Line);
        WriteNumber(json, "column", place?.Column);
        WriteNumber(json, "endLine", place?.EndLine);
        WriteNumber(json, "endColumn", place?.EndColumn);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
