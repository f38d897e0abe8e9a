using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Journaling;

/// <summary>One line of a journal (semantics.md#files). What is null was not written. Immutable.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(BeginEntry), BeginEntry.Type)]
[JsonDerivedType(typeof(RepositoryEntry), RepositoryEntry.Type)]
[JsonDerivedType(typeof(SavedEntry), "saved")]
[JsonDerivedType(typeof(IntentEntry), "intent")]
[JsonDerivedType(typeof(PlaceholderEntry), PlaceholderEntry.Type)]
[JsonDerivedType(typeof(OutcomeEntry), "outcome")]
[JsonDerivedType(typeof(EndEntry), EndEntry.Type)]
internal abstract record JournalEntry
{
    /// <summary>When the line was written, UTC.</summary>
    [JsonPropertyOrder(-2)]
    public DateTime? Time { get; init; }

    /// <summary>The line, without its end.</summary>
    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, JournalJsonContext.Default.JournalEntry);
}

/// <summary>The first line: the plan and its policies.</summary>
internal sealed record BeginEntry : JournalEntry
{
    /// <summary>The version of the format that is written and read.</summary>
    internal const int CurrentFormatVersion = 1;

    internal const string Type = "begin";

    /// <summary>The version of the format.</summary>
    [JsonPropertyOrder(-3)]
    public int? FormatVersion { get; init; }

    /// <summary>The SHA-256 of the plan file.</summary>
    [JsonPropertyOrder(-3)]
    public string? Plan { get; init; }

    /// <summary>The SHA-256 of each policy, in the order of the plan.</summary>
    [JsonPropertyOrder(-3)]
    public ImmutableArray<string>? Policies { get; init; }

    /// <summary>The path of each policy, in the order of the plan.</summary>
    [JsonPropertyOrder(-3)]
    public ImmutableArray<string>? PolicyPaths { get; init; }
}

/// <summary>Any line but the first: it is about a repository.</summary>
internal abstract record RepositoryLine : JournalEntry
{
    /// <summary>The repository, <c>registry/name</c>.</summary>
    [JsonPropertyOrder(-1)]
    public required string Repository { get; init; }
}

/// <summary>Opens a repository: where it is.</summary>
internal sealed record RepositoryEntry : RepositoryLine
{
    internal const string Type = "repository";

    /// <summary>The registry.</summary>
    public required string Registry { get; init; }

    /// <summary>The repository's name within the registry.</summary>
    public required string Name { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The registry's base URL, where it is not <c>https://</c> and its name.</summary>
    public Uri? Url { get; init; }

    /// <summary>The base URL of GitHub's REST API, where one was given.</summary>
    public Uri? ApiUrl { get; init; }

    /// <summary>Whether http to other hosts than loopback was declared.</summary>
    public bool? Insecure { get; init; }

    /// <summary>The folder of a layout, absolute.</summary>
    public string? LayoutPath { get; init; }

    /// <summary>The SHA-256 of the snapshot that the plan was made from.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The repository.</summary>
    internal RepositoryInfo Info =>
        new()
        {
            Registry = Registry,
            Name = Name,
            Provider = Provider,
        };
}

/// <summary>The bytes of a manifest are beside the journal.</summary>
internal sealed record SavedEntry : RepositoryLine
{
    /// <summary>The manifest.</summary>
    public required string Digest { get; init; }

    /// <summary>Its media type.</summary>
    public string? MediaType { get; init; }

    /// <summary>The package version's id.</summary>
    public long? VersionId { get; init; }

    /// <summary>Its place in the order of deletion, from 1; 0 for an image that is kept and only loses a tag.</summary>
    public int? Order { get; init; }

    /// <summary>All tags on it.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>The manifests that it lists, and the blobs of a layout, that were not there even when it was.</summary>
    public ImmutableArray<string>? Absent { get; init; }

    /// <summary>The rule that deletes it.</summary>
    public string? Rule { get; init; }

    /// <summary>The place of that rule, <c>path:line:column</c>.</summary>
    public string? Source { get; init; }

    /// <summary>What the provider needs to bring it back as it was.</summary>
    public string? Extra { get; init; }

    /// <summary>The manifest with its bytes.</summary>
    internal SavedManifest WithBody(byte[] body) =>
        new(new ManifestTarget(Digest, Tags ?? [], MediaType ?? "", VersionId), body) { Extra = Extra, Absent = Absent ?? [] };
}

/// <summary>A change that is about to be made.</summary>
internal sealed record IntentEntry : RepositoryLine
{
    /// <summary>The number of the change in the journal, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>What is changed.</summary>
    [JsonConverter(typeof(ActionConverter))]
    public required ApplyAction Action { get; init; }

    /// <summary>The manifest; null where a package is changed as a whole.</summary>
    public string? Digest { get; init; }

    /// <summary>The package version's id.</summary>
    public long? VersionId { get; init; }

    /// <summary>The tags that are changed.</summary>
    public ImmutableArray<string>? Tags { get; init; }
}

/// <summary>A manifest that takes a tag for a moment.</summary>
internal sealed record PlaceholderEntry : RepositoryLine
{
    internal const string Type = "placeholder";

    /// <summary>The number of the change that it is pushed for.</summary>
    public required int Sequence { get; init; }

    /// <summary>The manifest.</summary>
    public required string Digest { get; init; }

    /// <summary>The tag.</summary>
    public ImmutableArray<string>? Tags { get; init; }
}

/// <summary>What came of a change.</summary>
internal sealed record OutcomeEntry : RepositoryLine
{
    /// <summary>The number of the change.</summary>
    public required int Sequence { get; init; }

    /// <summary>What came of it.</summary>
    [JsonConverter(typeof(OutcomeConverter))]
    public required ApplyOutcome Result { get; init; }

    /// <summary>A sentence about it.</summary>
    public string? Message { get; init; }

    /// <summary>Whether what was to be changed is so now.</summary>
    internal bool IsDone =>
        Result switch
        {
            ApplyOutcome.Done or ApplyOutcome.AlreadyGone or ApplyOutcome.AlreadyThere => true,
            ApplyOutcome.Failed or ApplyOutcome.Retained or ApplyOutcome.Spared or ApplyOutcome.NotAttempted => false,
        };
}

/// <summary>A repository is finished.</summary>
internal sealed record EndEntry : RepositoryLine
{
    internal const string Type = "end";

    /// <summary>A sentence about it.</summary>
    public string? Message { get; init; }
}

/// <summary>How journal lines are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
