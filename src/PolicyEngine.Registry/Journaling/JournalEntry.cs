using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Journaling;

/// <summary>One line of a journal (semantics.md#files). Which members a line has hangs on its <see cref="Type"/>. Immutable.</summary>
public sealed record JournalEntry
{
    /// <summary>The version of the format that is written and read.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>
    /// <c>begin</c> (the first line), <c>repository</c>, <c>saved</c> (a manifest's bytes are beside the journal), <c>intent</c> (about
    /// to be done), <c>placeholder</c> (a manifest that takes a tag for a moment), <c>outcome</c>, <c>end</c> (a repository is finished).
    /// </summary>
    public required string Type { get; init; }

    /// <summary>The version of the format (begin).</summary>
    public int? FormatVersion { get; init; }

    /// <summary>The SHA-256 of the plan file (begin).</summary>
    public string? Plan { get; init; }

    /// <summary>The SHA-256 of each policy, in the order of the plan (begin).</summary>
    public ImmutableArray<string>? Policies { get; init; }

    /// <summary>The path of each policy, in the order of the plan (begin).</summary>
    public ImmutableArray<string>? PolicyPaths { get; init; }

    /// <summary>When the line was written, UTC.</summary>
    public DateTime? Time { get; init; }

    /// <summary>The repository, <c>registry/name</c>: in every line but the first.</summary>
    public string? Repository { get; init; }

    /// <summary>The registry (repository).</summary>
    public string? Registry { get; init; }

    /// <summary>The repository's name within the registry (repository).</summary>
    public string? Name { get; init; }

    /// <summary>The provider (repository).</summary>
    public string? Provider { get; init; }

    /// <summary>The registry's base URL, where it is not <c>https://</c> and its name (repository).</summary>
    public Uri? Url { get; init; }

    /// <summary>The base URL of GitHub's REST API, where one was given (repository).</summary>
    public Uri? ApiUrl { get; init; }

    /// <summary>Whether http to other hosts than loopback was declared (repository).</summary>
    public bool? Insecure { get; init; }

    /// <summary>The folder of a layout, absolute (repository).</summary>
    public string? LayoutPath { get; init; }

    /// <summary>The SHA-256 of the snapshot that the plan was made from (repository).</summary>
    public string? Snapshot { get; init; }

    /// <summary>The number of the change in the journal, from 1 (intent, placeholder, outcome).</summary>
    public int? Sequence { get; init; }

    /// <summary><c>delete</c>, <c>untag</c>, <c>delete-package</c>, <c>restore</c> or <c>tag</c> (intent).</summary>
    public string? Action { get; init; }

    /// <summary>The manifest (saved, intent, placeholder).</summary>
    public string? Digest { get; init; }

    /// <summary>Its media type (saved).</summary>
    public string? MediaType { get; init; }

    /// <summary>The package version's id (saved, intent).</summary>
    public long? VersionId { get; init; }

    /// <summary>Its place in the order of deletion, from 1; 0 for an image that is kept and only loses a tag (saved).</summary>
    public int? Order { get; init; }

    /// <summary>All tags on it (saved), or those that are deleted (intent).</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>The manifests that it lists, and the blobs of a layout, that were not there even when it was (saved).</summary>
    public ImmutableArray<string>? Absent { get; init; }

    /// <summary>The rule that deletes it (saved).</summary>
    public string? Rule { get; init; }

    /// <summary>The place of that rule, <c>path:line:column</c> (saved).</summary>
    public string? Source { get; init; }

    /// <summary>What the provider needs to bring it back as it was (saved).</summary>
    public string? Extra { get; init; }

    /// <summary>What came of it (outcome): <c>done</c>, <c>gone</c>, <c>retained</c>, <c>spared</c>, <c>failed</c>.</summary>
    public string? Result { get; init; }

    /// <summary>A sentence about it (outcome, end).</summary>
    public string? Message { get; init; }

    /// <summary>The manifest that a line of type <c>saved</c> is about.</summary>
    internal SavedManifest WithBody(byte[] body) =>
        new(new ManifestTarget(Digest!, Tags ?? [], MediaType ?? "", VersionId), body) { Extra = Extra, Absent = Absent ?? [] };

    /// <summary>The line, without its end.</summary>
    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, JournalJsonContext.Default.JournalEntry);
}

/// <summary>How journal lines are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
