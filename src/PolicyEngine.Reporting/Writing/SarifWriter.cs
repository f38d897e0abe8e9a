using System.Text.Json;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Writes a SARIF 2.1.0 log with one run, within what GitHub's code scanning takes. Not thread-safe.</summary>
internal sealed class SarifWriter(Stream output) : IDisposable
{
    /// <summary>Results a run may have on GitHub; more make it refuse the file.</summary>
    private const int MaxResults = 25_000;

    /// <summary>Locations a result may have on GitHub.</summary>
    private const int MaxRelated = 1000;

    private readonly Utf8JsonWriter _json = new(
        output,
        new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = CanonicalHash.Encoder,
        }
    );

    /// <param name="descriptors">Descriptions of the rules that results may name; those that none names are left out.</param>
    /// <param name="results">The results; the most severe are written first.</param>
    /// <param name="failures">Why the run is not whole, if it is not.</param>
    public void Write(
        IEnumerable<DiagnosticDescriptor> descriptors,
        IReadOnlyCollection<SarifResult> results,
        IReadOnlyCollection<string> failures
    )
    {
        var rules = new SarifRules(descriptors, results);
        _json.WriteStartObject();
        _json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        _json.WriteString("version", "2.1.0");
        _json.WriteStartArray("runs");
        _json.WriteStartObject();
        rules.Write(_json);
        WriteInvocation(failures, results.Count - MaxResults);
        _json.WriteString("columnKind", "utf16CodeUnits");
        _json.WriteStartArray("results");
        foreach (var result in results.OrderByDescending(r => r.Severity).Take(MaxResults))
        {
            WriteResult(result, rules.IndexOf(result.RuleId));
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
        output.Flush();
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The level of a severity.</summary>
    internal static string Level(DiagnosticSeverity severity) =>
        severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            DiagnosticSeverity.Info => "note",
        };

    /// <summary>A message: <c>[text](place)</c> would be a link (SARIF 3.11.6), and no string of a registry makes one.</summary>
    internal static void WriteMessage(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text.Replace("](", "] (", StringComparison.Ordinal));
        json.WriteEndObject();
    }

    private void WriteInvocation(IReadOnlyCollection<string> failures, int leftOut)
    {
        _json.WriteStartArray("invocations");
        _json.WriteStartObject();
        _json.WriteBoolean("executionSuccessful", failures.Count == 0);
        _json.WriteStartArray("toolExecutionNotifications");
        foreach (var failure in failures)
        {
            WriteNotification("error", failure);
        }

        if (leftOut > 0)
        {
            WriteNotification(
                "warning",
                $"{PlanWording.Count(leftOut, "more result")} were left out; a run may have {PlanWording.Number(MaxResults)}."
            );
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WriteNotification(string level, string text)
    {
        _json.WriteStartObject();
        _json.WriteString("level", level);
        WriteMessage(_json, "message", text);
        _json.WriteEndObject();
    }

    private void WriteResult(SarifResult result, int rule)
    {
        _json.WriteStartObject();
        _json.WriteString("ruleId", result.RuleId);
        _json.WriteNumber("ruleIndex", rule);
        _json.WriteString("level", Level(result.Severity));
        WriteMessage(_json, "message", result.Message);
        if (result.Place is { } place)
        {
            _json.WriteStartArray("locations");
            _json.WriteStartObject();
            WritePhysical(place);
            _json.WriteEndObject();
            _json.WriteEndArray();
        }

        WriteRelated(result);
        WriteFix(result);
        _json.WriteEndObject();
    }

    private void WriteRelated(SarifResult result)
    {
        if (result.Related.IsEmpty)
        {
            return;
        }

        _json.WriteStartArray("relatedLocations");
        var id = 0;
        foreach (var (place, note) in result.Related.Take(MaxRelated))
        {
            _json.WriteStartObject();
            _json.WriteNumber("id", ++id);
            WritePhysical(place);
            WriteMessage(_json, "message", note);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteFix(SarifResult result)
    {
        if (result.FixTitle is not { } title || result.FixEdits.IsEmpty)
        {
            return;
        }

        _json.WriteStartArray("fixes");
        _json.WriteStartObject();
        WriteMessage(_json, "description", title);
        _json.WriteStartArray("artifactChanges");
        _json.WriteStartObject();
        WriteArtifact(result.FixEdits[0].Place.Path);
        _json.WriteStartArray("replacements");
        foreach (var (place, newText) in result.FixEdits)
        {
            _json.WriteStartObject();
            WriteRegion("deletedRegion", place);
            _json.WriteStartObject("insertedContent");
            _json.WriteString("text", newText);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WritePhysical(SourcePlace place)
    {
        _json.WriteStartObject("physicalLocation");
        WriteArtifact(place.Path);
        WriteRegion("region", place);
        _json.WriteEndObject();
    }

    private void WriteArtifact(string path)
    {
        var segments = path.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString);
        var uri = string.Join('/', segments);
        _json.WriteStartObject("artifactLocation");
        if (path.StartsWith('/'))
        {
            _json.WriteString("uri", "file://" + uri);
        }
        else
        {
            _json.WriteString("uri", uri.StartsWith("./", StringComparison.Ordinal) ? uri[2..] : uri);
            _json.WriteString("uriBaseId", "%SRCROOT%");
        }

        _json.WriteEndObject();
    }

    private void WriteRegion(string name, SourcePlace place)
    {
        _json.WriteStartObject(name);
        _json.WriteNumber("startLine", place.Line);
        _json.WriteNumber("startColumn", place.Column);
        if (place is { EndLine: { } endLine, EndColumn: { } endColumn })
        {
            _json.WriteNumber("endLine", endLine);
            _json.WriteNumber("endColumn", endColumn);
        }

        _json.WriteEndObject();
    }
}
