using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Planning;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Reporting.Formats.Json;

/// <summary>Reads one repository of a plan; its long lists a row at a time.</summary>
internal static class RepositoryPlanJson
{
    public static RepositoryPlan Read(ref Utf8JsonReader reader, string place)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonFields.Wrong(place, "an object");
        }

        var heads = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var manifests = new Dictionary<string, ImmutableArray<PlannedManifest>>(StringComparer.Ordinal);
        ImmutableArray<PlannedUntag>? untag = null;
        ImmutableArray<PlanFinding>? findings = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var at = $"{place}.{name}";
            reader.Read();
            switch (name)
            {
                case "delete":
                    manifests[name] = PlanJsonReader.ReadList(ref reader, at, ReadDeletion);
                    break;
                case "retain" or "keep":
                    manifests[name] = PlanJsonReader.ReadList(ref reader, at, ReadManifest);
                    break;
                case "untag":
                    untag = PlanJsonReader.ReadList(ref reader, at, ReadUntag);
                    break;
                case "findings":
                    findings = PlanJsonReader.ReadList(ref reader, at, ReadFinding);
                    break;
                default:
                    heads[name] = JsonElement.ParseValue(ref reader);
                    break;
            }
        }

        var fields = new JsonFields(heads, place);
        var snapshot = fields.Object("snapshot");
        var status = fields.Word("status", PlanWords.Statuses);
        var proof = fields.Object("proof");
        var bytes = fields.Object("bytes");
        return new RepositoryPlan
        {
            Info = new RepositoryInfo
            {
                Registry = fields.Text("registry"),
                Name = fields.Text("name"),
                Provider = fields.Text("provider"),
                TakenAt = snapshot.Time("takenAt"),
                Complete = status != PlanStatus.Incomplete,
                Reason = status == PlanStatus.Incomplete ? fields.Optional("reason") : null,
                UntaggedHidden = fields.Flag("untaggedHidden"),
            },
            Status = status,
            Reason = fields.Optional("reason"),
            Snapshot = new PlanSnapshot(snapshot.Text("sha256"), snapshot.Count("manifests"), snapshot.Count("tags"), snapshot.Time("takenAt")),
            Delete = manifests.TryGetValue("delete", out var delete) ? delete : throw JsonFields.Missing($"{place}.delete"),
            Untag = untag ?? throw JsonFields.Missing($"{place}.untag"),
            Retain = manifests.TryGetValue("retain", out var retain) ? retain : throw JsonFields.Missing($"{place}.retain"),
            Keep = manifests.TryGetValue("keep", out var keep) ? keep : throw JsonFields.Missing($"{place}.keep"),
            Findings = findings ?? throw JsonFields.Missing($"{place}.findings"),
            Proof = new PlanProof(proof.Count("keptTags"), proof.Count("keptManifests"), proof.Count("danglingAfter")),
            Bytes = new PlanBytes(bytes.Bytes("deleted"), bytes.Bytes("reclaimed")),
            DeletesPackage = fields.Flag("deletesPackage"),
        };
    }

    private static PlannedManifest ReadDeletion(ref Utf8JsonReader reader, string place)
    {
        var fields = Fields(ref reader, place);
        return ReadManifest(fields) with { Order = fields.Count("order") };
    }

    private static PlannedManifest ReadManifest(ref Utf8JsonReader reader, string place) => ReadManifest(Fields(ref reader, place));

    private static PlannedManifest ReadManifest(JsonFields fields) => new()
    {
        Digest = fields.DigestText("digest"),
        Tags = fields.Texts("tags"),
        Kind = fields.Word("kind", PlanWords.Kinds),
        Role = fields.Word("role", PlanWords.Roles),
        MediaType = fields.Text("mediaType"),
        ArtifactType = fields.Optional("artifactType"),
        Platform = fields.Optional("platform"),
        VersionId = fields.Number("versionId"),
        Size = fields.Number("size"),
        TotalSize = fields.Has("totalSize") ? fields.Number("totalSize") : null,
        PushedAt = fields.Time("pushedAt"),
        AgeFrom = fields.Time("ageFrom"),
        AgeSource = fields.Optional("ageSource"),
        Verdict = ReadVerdict(fields),
        Paths = fields.TextLists("paths"),
    };

    private static PlannedUntag ReadUntag(ref Utf8JsonReader reader, string place)
    {
        var fields = Fields(ref reader, place);
        return new PlannedUntag(fields.Text("tag"), fields.DigestText("digest"), ReadVerdict(fields));
    }

    private static PlanFinding ReadFinding(ref Utf8JsonReader reader, string place)
    {
        var fields = Fields(ref reader, place);
        return new PlanFinding(
            fields.Text("id"),
            fields.Word("severity", PlanWords.Severities),
            fields.Text("message"),
            fields.Optional("digest"),
            fields.Optional("source"));
    }

    private static Verdict ReadVerdict(JsonFields fields)
    {
        var verdict = fields.Object("verdict");
        return new Verdict(verdict.Word("kind", PlanWords.Verdicts), verdict.Optional("rule"), verdict.Optional("source"), verdict.Text("text"));
    }

    private static JsonFields Fields(ref Utf8JsonReader reader, string place) => new(JsonElement.ParseValue(ref reader), place);
}
