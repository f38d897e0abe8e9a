using System.Collections.Immutable;
using System.Text.Json;

namespace PolicyEngine.Planning.Files;

/// <summary>Reads the lists of what becomes of a repository, a row at a time. Not thread-safe.</summary>
/// <param name="place">Where the object stands that holds the lists.</param>
internal sealed class PlanListsJson(string place)
{
    private readonly Dictionary<string, ImmutableArray<PlannedManifest>> _manifests = new(StringComparer.Ordinal);
    private ImmutableArray<PlannedUntag>? _untag;

    public ImmutableArray<PlannedManifest> Delete => Manifests("delete");

    public ImmutableArray<PlannedUntag> Untag => _untag ?? throw JsonFields.Missing($"{place}.untag");

    public ImmutableArray<PlannedManifest> Retain => Manifests("retain");

    public ImmutableArray<PlannedManifest> Keep => Manifests("keep");

    /// <summary>Reads the list that starts at the reader's token, or says that the name is of something else.</summary>
    public bool TryRead(ref Utf8JsonReader reader, string name, string at)
    {
        switch (name)
        {
            case "delete":
                _manifests[name] = PlanJsonReader.ReadList(ref reader, at, ReadDeletion);
                return true;
            case "retain" or "keep":
                _manifests[name] = PlanJsonReader.ReadList(ref reader, at, ReadManifest);
                return true;
            case "untag":
                _untag = PlanJsonReader.ReadList(ref reader, at, ReadUntag);
                return true;
            default:
                return false;
        }
    }

    private ImmutableArray<PlannedManifest> Manifests(string name) =>
        _manifests.TryGetValue(name, out var list) ? list : throw JsonFields.Missing($"{place}.{name}");

    private static PlannedManifest ReadDeletion(ref Utf8JsonReader reader, string place)
    {
        var fields = new JsonFields(JsonElement.ParseValue(ref reader), place);
        return ReadManifest(fields) with { Order = fields.Count("order"), Group = fields.Has("group") ? fields.Count("group") : null };
    }

    private static PlannedManifest ReadManifest(ref Utf8JsonReader reader, string place) =>
        ReadManifest(new JsonFields(JsonElement.ParseValue(ref reader), place));

    private static PlannedManifest ReadManifest(JsonFields fields) =>
        new()
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
        var fields = new JsonFields(JsonElement.ParseValue(ref reader), place);
        return new PlannedUntag(fields.Text("tag"), fields.DigestText("digest"), ReadVerdict(fields));
    }

    private static Verdict ReadVerdict(JsonFields fields)
    {
        var verdict = fields.Object("verdict");
        return new Verdict(
            verdict.Word("kind", PlanWords.Verdicts),
            verdict.Optional("rule"),
            verdict.Optional("source"),
            verdict.Text("text")
        );
    }
}
