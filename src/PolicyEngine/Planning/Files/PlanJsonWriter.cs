using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Planning.Files;

/// <summary>Writes one plan as JSON, a chunk at a time. Not thread-safe.</summary>
internal sealed class PlanJsonWriter : IDisposable
{
    /// <summary>How many bytes are collected before they are passed on.</summary>
    internal const int ChunkSize = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * ChunkSize);
    private readonly CanonicalHash _hash = new();
    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;

    public PlanJsonWriter(Stream output, bool indented)
    {
        _output = output;
        _json = new Utf8JsonWriter(
            _buffer,
            new JsonWriterOptions
            {
                Indented = indented,
                NewLine = "\n",
                Encoder = CanonicalHash.Encoder,
            }
        );
    }

    public void Write(Plan plan)
    {
        _json.WriteStartObject();
        _json.WriteNumber("formatVersion", Plan.CurrentFormatVersion);
        _json.WriteString("now", PlanWords.Of(plan.Now));
        WriteList("policies", plan.Policies, WritePolicy);
        if (!plan.Folders.IsEmpty)
        {
            WriteStrings("folders", plan.Folders);
        }

        if (plan.InUseSha256 is { } inUse)
        {
            _json.WriteString("inUse", inUse);
        }

        if (plan.FactsSha256 is { } facts)
        {
            _json.WriteString("facts", facts);
        }

        if (plan.FromSnapshot)
        {
            _json.WriteBoolean("fromSnapshot", plan.FromSnapshot);
        }

        if (plan.AllPolicies)
        {
            _json.WriteBoolean("allPolicies", plan.AllPolicies);
        }

        _json.WriteBoolean("hasChanges", plan.HasChanges);
        WriteList("repositories", plan.Repositories, WriteRepository);
        WriteSummary(plan.Summary);
        Drain();
        _json.WriteString("sha256", _hash.Current());
        _json.WriteEndObject();
        Drain();
        _output.Write("\n"u8);
        _output.Flush();
    }

    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    private void WritePolicy(PlanPolicy policy)
    {
        _json.WriteStartObject();
        _json.WriteString("path", policy.Path);
        _json.WriteString("name", policy.Name);
        _json.WriteString("sha256", policy.Sha256);
        if (policy.Inputs is { } inputs)
        {
            _json.WriteStartObject("inputs");
            WriteStrings("names", inputs.Names);
            _json.WriteString("sha256", inputs.Sha256);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private void WriteRepository(RepositoryPlan plan)
    {
        _json.WriteStartObject();
        _json.WriteString("registry", plan.Info.Registry);
        _json.WriteString("name", plan.Info.Name);
        _json.WriteString("provider", plan.Info.Provider);
        _json.WriteBoolean("untaggedHidden", plan.Info.UntaggedHidden);
        _json.WriteString("status", PlanWords.Of(plan.Status));
        _json.WriteString("reason", plan.Reason);
        WriteSnapshot(plan.Snapshot);
        _json.WriteBoolean("deletesPackage", plan.DeletesPackage);
        WriteLists(plan.Delete, plan.Untag, plan.Retain, plan.Keep);
        WriteList("findings", plan.Findings, WriteFinding);
        WriteProof(plan.Proof);
        WriteBytes(plan.Bytes);
        if (plan.Announced is { IsEmpty: false } announced)
        {
            WriteList("announced", announced, WriteAnnounced);
        }

        if (plan.Approved is { } approved)
        {
            _json.WriteNumber("approved", approved);
        }

        if (plan.Proposed is { } proposed)
        {
            _json.WriteStartObject("proposed");
            WriteLists(proposed.Delete, proposed.Untag, proposed.Retain, proposed.Keep);
            WriteBytes(proposed.Bytes);
            if (proposed.DeletesPackage)
            {
                _json.WriteBoolean("deletesPackage", true);
            }

            WriteList("limits", proposed.Limits, WriteLimit);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private void WriteLists(
        IReadOnlyList<PlannedManifest> delete,
        IReadOnlyList<PlannedUntag> untag,
        IReadOnlyList<PlannedManifest> retain,
        IReadOnlyList<PlannedManifest> keep
    )
    {
        WriteList("delete", delete, manifest => WriteManifest(manifest, ordered: true));
        WriteList("untag", untag, WriteUntag);
        WriteList("retain", retain, manifest => WriteManifest(manifest, ordered: false));
        WriteList("keep", keep, manifest => WriteManifest(manifest, ordered: false));
    }

    private void WriteAnnounced(AnnouncedChange change)
    {
        _json.WriteStartObject();
        _json.WriteString("digest", change.Digest);
        if (change.Tag is { } tag)
        {
            _json.WriteString("tag", tag);
        }

        WriteStrings("tags", change.Tags);
        WriteStrings("rules", change.Announcement.Rules);
        WriteTime("since", change.Announcement.Since);
        WriteTime("due", change.Announcement.Due);
        _json.WriteBoolean("isDue", change.Announcement.IsDue);
        _json.WriteEndObject();
    }

    private void WriteLimit(ExceededLimit limit)
    {
        _json.WriteStartObject();
        _json.WriteString("key", limit.Key);
        _json.WriteString("source", limit.Source);
        _json.WriteNumber("images", limit.Images);
        _json.WriteNumber("of", limit.Of);
        _json.WriteString("written", limit.Written);
        _json.WriteNumber("allowed", limit.Allowed);
        WriteNumber("approved", limit.Approved);
        _json.WriteEndObject();
    }

    private void WriteSnapshot(PlanSnapshot snapshot)
    {
        _json.WriteStartObject("snapshot");
        _json.WriteString("sha256", snapshot.Sha256);
        _json.WriteNumber("manifests", snapshot.Manifests);
        _json.WriteNumber("tags", snapshot.Tags);
        WriteTime("takenAt", snapshot.TakenAt);
        if (!snapshot.Facts.IsEmpty)
        {
            WriteList("facts", snapshot.Facts, WriteFacts);
        }

        _json.WriteEndObject();
    }

    private void WriteFacts(PlanFacts facts)
    {
        _json.WriteStartObject();
        _json.WriteString("kind", facts.Kind);
        _json.WriteString("source", facts.Source);
        WriteTime("takenAt", facts.TakenAt);
        _json.WriteString("sha256", facts.Sha256);
        _json.WriteEndObject();
    }

    private void WriteManifest(PlannedManifest manifest, bool ordered)
    {
        _json.WriteStartObject();
        if (ordered)
        {
            _json.WriteNumber("order", manifest.Order);
            if (manifest.Group is { } group)
            {
                _json.WriteNumber("group", group);
            }
        }

        _json.WriteString("digest", manifest.Digest);
        WriteStrings("tags", manifest.Tags);
        _json.WriteString("kind", PlanWords.Of(manifest.Kind));
        _json.WriteString("role", PlanWords.Of(manifest.Role));
        _json.WriteString("mediaType", manifest.MediaType);
        _json.WriteString("artifactType", manifest.ArtifactType);
        _json.WriteString("platform", manifest.Platform);
        WriteNumber("versionId", manifest.VersionId);
        WriteNumber("size", manifest.Size);
        WriteNumber("totalSize", manifest.TotalSize);
        WriteTime("pushedAt", manifest.PushedAt);
        WriteTime("ageFrom", manifest.AgeFrom);
        _json.WriteString("ageSource", manifest.AgeSource);
        WriteVerdict(manifest.Verdict);
        _json.WriteStartArray("paths");
        foreach (var path in manifest.Paths)
        {
            WriteStrings(null, path);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteUntag(PlannedUntag untag)
    {
        _json.WriteStartObject();
        _json.WriteString("tag", untag.Tag);
        _json.WriteString("digest", untag.Digest);
        WriteVerdict(untag.Verdict);
        _json.WriteEndObject();
    }

    private void WriteVerdict(Verdict verdict)
    {
        _json.WriteStartObject("verdict");
        _json.WriteString("kind", PlanWords.Of(verdict.Kind));
        _json.WriteString("rule", verdict.Rule);
        _json.WriteString("source", verdict.Source);
        _json.WriteString("text", verdict.Text);
        _json.WriteEndObject();
    }

    private void WriteFinding(PlanFinding finding)
    {
        _json.WriteStartObject();
        _json.WriteString("id", finding.Id);
        _json.WriteString("severity", SeverityText.Of(finding.Severity));
        _json.WriteString("message", finding.Message);
        _json.WriteString("digest", finding.Digest);
        _json.WriteString("source", finding.Source);
        if (finding.Decides)
        {
            _json.WriteBoolean("decides", true);
        }

        _json.WriteEndObject();
    }

    private void WriteProof(PlanProof proof)
    {
        _json.WriteStartObject("proof");
        _json.WriteNumber("keptTags", proof.KeptTags);
        _json.WriteNumber("keptManifests", proof.KeptManifests);
        _json.WriteNumber("danglingAfter", proof.DanglingAfter);
        _json.WriteEndObject();
    }

    private void WriteBytes(PlanBytes bytes)
    {
        _json.WriteStartObject("bytes");
        _json.WriteNumber("deleted", bytes.Deleted);
        _json.WriteNumber("reclaimed", bytes.Reclaimed);
        _json.WriteEndObject();
    }

    private void WriteSummary(PlanSummary summary)
    {
        _json.WriteStartObject("summary");
        _json.WriteNumber("delete", summary.Delete);
        _json.WriteNumber("untag", summary.Untag);
        _json.WriteNumber("retain", summary.Retain);
        _json.WriteNumber("keep", summary.Keep);
        _json.WriteNumber("reclaimedBytes", summary.ReclaimedBytes);
        _json.WriteEndObject();
    }

    private void WriteList<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
            if (_json.BytesPending + _buffer.WrittenCount > ChunkSize)
            {
                Drain();
            }
        }

        _json.WriteEndArray();
    }

    private void WriteStrings(string? name, ImmutableArray<string> values)
    {
        if (name is not null)
        {
            _json.WritePropertyName(name);
        }

        _json.WriteStartArray();
        foreach (var value in values)
        {
            _json.WriteStringValue(value);
        }

        _json.WriteEndArray();
    }

    private void WriteTime(string name, DateTimeOffset? time) => _json.WriteString(name, time is { } known ? PlanWords.Of(known) : null);

    private void WriteNumber(string name, long? number)
    {
        if (number is { } known)
        {
            _json.WriteNumber(name, known);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void Drain()
    {
        _json.Flush();
        _hash.Append(_buffer.WrittenSpan);
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
