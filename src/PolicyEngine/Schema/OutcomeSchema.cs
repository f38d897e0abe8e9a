using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Applying;

namespace PolicyEngine.Schema;

/// <summary>The JSON schema of what <c>apply</c>, <c>run</c> and <c>restore</c>
/// print with <c>--format json</c>. Pure and thread-safe.</summary>
/// <remarks>Draft-07, as <see cref="PolicySchema"/>. The words of the enumerations are taken from them.</remarks>
internal static class OutcomeSchema
{
    /// <summary>The lists that repeat steps by what came of them; a restore has none of them.</summary>
    private static readonly (string Name, string Description)[] Lists =
    [
        ("deleted", "The steps that deleted something, or found it already gone."),
        ("untagged", "The steps that removed a tag, or found it already gone."),
        ("retained", "What the registry refuses to delete by its own known rules. Not a failure."),
        ("spared", "What is kept because the repository changed, or because what needs it is kept."),
        ("failed", "What should have been done but was not."),
        ("notAttempted", "What is left to the next run: a budget was used up, the run was cancelled, or a permission is missing."),
    ];

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of <c>schema/outcome.schema.json</c>, with a final newline.</summary>
    public static string Generate() => Create().ToJsonString(Indented) + "\n";

    private static JsonObject Create()
    {
        var schema = Mapping(
            "What was done to repositories: printed by 'policyengine apply', 'run' and 'restore' with '--format json'.",
            [
                (
                    "formatVersion",
                    new JsonObject
                    {
                        ["type"] = "integer",
                        ["enum"] = new JsonArray(1),
                        ["description"] = "The version of the format: 1.",
                    }
                ),
                (
                    "plan",
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["description"] =
                            "The plan that was carried out, as the schema 'plan' describes it; it is missing after a restore.",
                        ["required"] = new JsonArray("formatVersion", "now", "policies", "repositories", "sha256"),
                    }
                ),
                ("cancelled", Flag("Whether the run was cancelled before its end.")),
                ("leftUndone", Flag("Whether something that should have been done was not: exit code 4.")),
                (
                    "repositories",
                    List(
                        Reference("repository"),
                        "The repositories: first those in which something was finished that an "
                            + "earlier run had begun, then those of the plan in its order."
                    )
                ),
            ],
            optional: ["plan"]
        );
        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "PolicyEngine outcome",
            ["description"] = schema["description"]!.DeepClone(),
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = schema["properties"]!.DeepClone(),
            ["required"] = schema["required"]!.DeepClone(),
            ["definitions"] = new JsonObject { ["repository"] = Repository(), ["step"] = Step() },
        };
    }

    private static JsonObject Repository() =>
        Mapping(
            "What was done in one repository.",
            [
                ("repository", Text("The repository: registry/name.")),
                (
                    "status",
                    Word<ApplyStatus>("How it ended: 'applied' as far as the steps say; otherwise nothing, or not everything, was done.")
                ),
                ("reason", Text("Why, if it is not 'applied'.", orNull: true)),
                ("changes", Texts("What had changed since the plan was made, a sentence each.")),
                ("steps", List(Reference("step"), "Every step, in the order of the plan.")),
                .. Lists.Select(list => (list.Name, List(Reference("step"), list.Description))),
                ("notes", Texts("Notes that belong to no step, a sentence each.")),
                (
                    "bytes",
                    Mapping(
                        "Bytes; each blob and manifest counts once.",
                        [
                            ("planned", Count("What the plan expects to be reclaimed when all of it is done.")),
                            ("reclaimed", Count("What the deletions so far free; registries free it by their own garbage collection.")),
                            ("exact", Flag("Whether 'reclaimed' is exact; otherwise it is a lower bound.")),
                        ]
                    )
                ),
                (
                    "proofBefore",
                    OrNull(
                        Mapping(
                            "What the plan had proven; null where nothing was planned.",
                            [
                                ("keptTags", Count("The tags that are kept.")),
                                ("keptManifests", Count("The manifests that are kept.")),
                                ("danglingAfter", Count("Parts of kept manifests among the deletions.")),
                            ]
                        )
                    )
                ),
                (
                    "proof",
                    OrNull(
                        Mapping(
                            "What was found afterwards; null if it was not checked.",
                            [
                                ("keptManifests", Count("The kept manifests that were found.")),
                                ("keptTags", Count("The kept tags that were found on the right manifest.")),
                                ("missing", Texts("The manifests that should have been kept but are missing.")),
                                ("lostTags", Texts("The tags that should have been kept but are missing.")),
                            ]
                        )
                    )
                ),
            ],
            optional: [.. Lists.Select(list => list.Name)]
        );

    private static JsonObject Step() =>
        Mapping(
            "One step and what came of it.",
            [
                ("action", Word<ApplyAction>("What it does.")),
                ("digest", Text("The manifest; empty for the whole package.")),
                ("tags", Texts("The tags on it in the plan, or the one that is removed.")),
                ("result", Word<ApplyOutcome>("What came of it.")),
                ("message", Text("One or more sentences; empty if there is nothing to say, or if a note of the repository covers it.")),
            ]
        );

    private static JsonObject Mapping(string description, (string Name, JsonObject Type)[] properties, params string[] optional) =>
        new()
        {
            ["type"] = "object",
            ["description"] = description,
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Type))),
            ["required"] = new JsonArray([
                .. properties.Select(property => property.Name).Except(optional, StringComparer.Ordinal).Select(name => (JsonNode)name),
            ]),
        };

    private static JsonObject OrNull(JsonObject mapping)
    {
        mapping["type"] = new JsonArray("object", "null");
        return mapping;
    }

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    private static JsonObject List(JsonObject items, string description) =>
        new()
        {
            ["type"] = "array",
            ["description"] = description,
            ["items"] = items,
        };

    private static JsonObject Texts(string description) => List(new JsonObject { ["type"] = "string" }, description);

    private static JsonObject Text(string description, bool orNull = false) =>
        new() { ["type"] = orNull ? new JsonArray("string", "null") : "string", ["description"] = description };

    private static JsonObject Flag(string description) => new() { ["type"] = "boolean", ["description"] = description };

    private static JsonObject Count(string description) =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = 0,
            ["description"] = description,
        };

    private static JsonObject Word<T>(string description)
        where T : struct, Enum =>
        new()
        {
            ["type"] = "string",
            ["description"] = description,
            ["enum"] = new JsonArray([.. Enum.GetNames<T>().Select(name => (JsonNode)JsonNamingPolicy.KebabCaseLower.ConvertName(name))]),
        };
}
