using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Announcing;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning.Files;

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
        var lists = new PlanListsJson(place);
        ProposedPlan? proposed = null;
        ImmutableArray<PlanFinding>? findings = null;
        ImmutableArray<AnnouncedChange>? announced = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var at = $"{place}.{name}";
            reader.Read();
            switch (name)
            {
                case "proposed":
                    proposed = ReadProposed(ref reader, at);
                    break;
                case "findings":
                    findings = PlanJsonReader.ReadList(ref reader, at, ReadFinding);
                    break;
                case "announced":
                    announced = PlanJsonReader.ReadList(ref reader, at, ReadAnnounced);
                    break;
                default:
                    if (!lists.TryRead(ref reader, name, at))
                    {
                        heads[name] = JsonElement.ParseValue(ref reader);
                    }

                    break;
            }
        }

        var fields = new JsonFields(heads, place);
        var snapshot = fields.Object("snapshot");
        var status = fields.Word("status", PlanWords.Statuses);
        var proof = fields.Object("proof");
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
            Snapshot = new PlanSnapshot(
                snapshot.Text("sha256"),
                snapshot.Count("manifests"),
                snapshot.Count("tags"),
                snapshot.Time("takenAt")
            )
            {
                Facts = snapshot.Has("facts")
                    ?
                    [
                        .. snapshot
                            .Objects("facts")
                            .Select(f => new PlanFacts(
                                f.Text("kind"),
                                f.Text("source"),
                                f.Time("takenAt") ?? throw JsonFields.Missing("takenAt"),
                                f.Text("sha256")
                            )),
                    ]
                    : [],
            },
            Delete = lists.Delete,
            Untag = lists.Untag,
            Retain = lists.Retain,
            Keep = lists.Keep,
            Findings = findings ?? throw JsonFields.Missing($"{place}.findings"),
            Proof = new PlanProof(proof.Count("keptTags"), proof.Count("keptManifests"), proof.Count("danglingAfter")),
            Bytes = ReadBytes(fields),
            DeletesPackage = fields.Flag("deletesPackage"),
            Approved = fields.Has("approved") ? fields.Count("approved") : null,
            Announced = announced,
            Proposed = proposed,
        };
    }

    private static ProposedPlan ReadProposed(ref Utf8JsonReader reader, string place)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonFields.Wrong(place, "an object");
        }

        var heads = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var lists = new PlanListsJson(place);
        ImmutableArray<ExceededLimit> limits = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "limits")
            {
                limits = PlanJsonReader.ReadList(ref reader, $"{place}.limits", ReadLimit);
            }
            else if (!lists.TryRead(ref reader, name, $"{place}.{name}"))
            {
                heads[name] = JsonElement.ParseValue(ref reader);
            }
        }

        var fields = new JsonFields(heads, place);
        return new ProposedPlan(lists.Delete, lists.Untag, lists.Retain, lists.Keep, ReadBytes(fields))
        {
            Limits = limits,
            DeletesPackage = fields.Has("deletesPackage") && fields.Flag("deletesPackage"),
        };
    }

    private static AnnouncedChange ReadAnnounced(ref Utf8JsonReader reader, string place)
    {
        var fields = Fields(ref reader, place);
        return new AnnouncedChange(
            fields.DigestText("digest"),
            fields.Has("tag") ? fields.Text("tag") : null,
            fields.Texts("tags"),
            new Announcement(
                fields.Texts("rules"),
                fields.Time("since") ?? throw JsonFields.Missing($"{place}.since"),
                fields.Time("due") ?? throw JsonFields.Missing($"{place}.due"),
                fields.Flag("isDue")
            )
        );
    }

    private static ExceededLimit ReadLimit(ref Utf8JsonReader reader, string place)
    {
        var fields = Fields(ref reader, place);
        return new ExceededLimit(
            fields.Text("key"),
            fields.Optional("source"),
            fields.Count("images"),
            fields.Count("of"),
            fields.Text("written"),
            fields.Count("allowed"),
            fields.Number("approved") is null ? null : fields.Count("approved")
        );
    }

    private static PlanBytes ReadBytes(JsonFields fields)
    {
        var bytes = fields.Object("bytes");
        return new PlanBytes(bytes.Bytes("deleted"), bytes.Bytes("reclaimed"));
    }

    private static PlanFinding ReadFinding(ref Utf8JsonReader reader, string place)
    {
        var fields = Fields(ref reader, place);
        return new PlanFinding(
            fields.Text("id"),
            fields.Word("severity", PlanWords.Severities),
            fields.Text("message"),
            fields.Optional("digest"),
            fields.Optional("source")
        )
        {
            Decides = fields.Has("decides") && fields.Flag("decides"),
        };
    }

    private static JsonFields Fields(ref Utf8JsonReader reader, string place) => new(JsonElement.ParseValue(ref reader), place);
}
