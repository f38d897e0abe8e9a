using System.Text.Json;
using PolicyEngine.Applying;

namespace PolicyEngine.Reporting;

/// <summary>The report of an apply or a restore, for machines: JSON in UTF-8, camelCase, with <c>formatVersion</c>. Thread-safe.</summary>
public static class ApplyJson
{
    /// <summary>Writes a report, ended by a line feed.</summary>
    public static void Write(ApplyReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", 1);
            json.WriteBoolean("cancelled", report.Cancelled);
            json.WriteBoolean("leftUndone", report.LeftUndone);
            json.WriteStartArray("repositories");
            foreach (var repository in report.Repositories)
            {
                WriteRepository(json, repository);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteRepository(Utf8JsonWriter json, RepositoryApplyReport repository)
    {
        json.WriteStartObject();
        json.WriteString("repository", repository.Repository);
        json.WriteString("status", NameOf(repository.Status));
        json.WriteString("reason", repository.Reason);
        WriteTexts(json, "changes", repository.Changes);
        json.WriteStartArray("steps");
        foreach (var step in repository.Steps)
        {
            json.WriteStartObject();
            json.WriteString("action", NameOf(step.Action));
            json.WriteString("digest", step.Digest);
            WriteTexts(json, "tags", step.Tags);
            json.WriteString("result", NameOf(step.Outcome));
            json.WriteString("message", step.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "notes", repository.Notes);
        json.WriteStartObject("bytes");
        json.WriteNumber("planned", repository.PlannedBytes);
        json.WriteNumber("reclaimed", repository.ReclaimedBytes);
        json.WriteBoolean("exact", repository.IsReclaimedExact);
        json.WriteEndObject();
        if (repository.ProofBefore is { } before)
        {
            json.WriteStartObject("proofBefore");
            json.WriteNumber("keptTags", before.KeptTags);
            json.WriteNumber("keptManifests", before.KeptManifests);
            json.WriteNumber("danglingAfter", before.DanglingAfter);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("proofBefore");
        }

        if (repository.Proof is { } proof)
        {
            json.WriteStartObject("proof");
            json.WriteNumber("keptManifests", proof.KeptManifests);
            json.WriteNumber("keptTags", proof.KeptTags);
            WriteTexts(json, "missing", proof.Missing);
            WriteTexts(json, "lostTags", proof.LostTags);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("proof");
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>A member of an enumeration as it is written: <c>AlreadyGone</c> is <c>already-gone</c>.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
