using System.Text.Json;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Applies;

/// <summary>The report of an apply or a restore, for machines: JSON in UTF-8, camelCase, with <c>formatVersion</c>. Thread-safe.</summary>
public static class ApplyJson
{
    private static readonly (string Name, Func<AppliedStep, bool> Holds)[] Lists =
    [
        ("deleted", step =>
            step is { Action: ApplyAction.Delete or ApplyAction.DeletePackage, Outcome: ApplyOutcome.Done or ApplyOutcome.AlreadyGone }
        ),
        ("untagged", step => step is { Action: ApplyAction.Untag, Outcome: ApplyOutcome.Done or ApplyOutcome.AlreadyGone }),
        ("retained", step => step.Outcome == ApplyOutcome.Retained),
        ("spared", step => step.Outcome == ApplyOutcome.Spared),
        ("failed", step => step.Outcome == ApplyOutcome.Failed),
        ("notAttempted", step => step.Outcome == ApplyOutcome.NotAttempted),
    ];

    /// <summary>The beginning of every report of an apply of a plan, whatever
    /// it did: so much can be written before anything is done.</summary>
    /// <param name="plan">The plan; null for what is known before there is one.</param>
    public static ReadOnlyMemory<byte> Beginning(Plan? plan)
    {
        using var whole = new MemoryStream();
        Write(new ApplyReport { Repositories = [] }, plan, whole);
        var bytes = whole.ToArray();
        return bytes.AsMemory(0, plan is null ? bytes.AsSpan().IndexOf((byte)',') : bytes.AsSpan().LastIndexOf("\n  \"cancelled\""u8));
    }

    /// <summary>Writes a report of a restore, ended by a line feed.</summary>
    public static void Write(ApplyReport report, Stream output) => Write(report, null, output);

    /// <summary>Writes a report of an apply after the plan that was carried out, ended by a line feed.</summary>
    public static void Write(ApplyReport report, Plan? plan, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using (var json = new Utf8JsonWriter(output, JsonTree.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", 1);
            if (plan is not null)
            {
                using var bytes = new MemoryStream();
                PlanJson.Write(plan, bytes, indented: false);
                json.WritePropertyName("plan");
                json.WriteRawValue(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            }

            json.WriteBoolean("cancelled", report.Cancelled);
            json.WriteBoolean("leftUndone", report.LeftUndone);
            json.WriteStartArray("repositories");
            foreach (var repository in report.Repositories)
            {
                WriteRepository(json, repository, plan is not null);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteRepository(Utf8JsonWriter json, RepositoryApplyReport repository, bool isApply)
    {
        json.WriteStartObject();
        json.WriteString("repository", repository.Repository);
        json.WriteString("status", NameOf(repository.Status));
        json.WriteString("reason", repository.Reason);
        WriteTexts(json, "changes", repository.Changes);
        WriteSteps(json, "steps", repository.Steps);
        foreach (var (name, holds) in isApply ? Lists : [])
        {
            WriteSteps(json, name, repository.Steps.Where(holds));
        }

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

    private static void WriteSteps(Utf8JsonWriter json, string name, IEnumerable<AppliedStep> steps)
    {
        json.WriteStartArray(name);
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("action", ApplyWords.Of(step.Action));
            json.WriteString("digest", step.Digest);
            WriteTexts(json, "tags", step.Tags);
            json.WriteString("result", ApplyWords.Of(step.Outcome));
            json.WriteString("message", step.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
