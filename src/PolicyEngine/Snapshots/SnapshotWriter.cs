using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;
using PolicyEngine.Text;

namespace PolicyEngine.Snapshots;

/// <summary>Writes snapshot files (semantics.md#files). Pure but for the stream that it is given.</summary>
/// <remarks>
/// The same repositories give the same bytes: repositories by registry and name, manifests by digest, tags and maps in ordinal order,
/// times in UTC; entries and layers stay as the documents have them. What is absent is left out. Compressing is the caller's business.
/// </remarks>
public sealed class SnapshotWriter : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private readonly Utf8JsonWriter _json;

    private SnapshotWriter(Stream stream, bool indented) =>
        _json = new Utf8JsonWriter(
            stream,
            new JsonWriterOptions
            {
                Indented = indented,
                IndentSize = 2,
                NewLine = "\n",
                Encoder = LogSafeJson.Encoder,
            }
        );

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to; it is not closed.</param>
    /// <param name="repositories">The repositories, in any order.</param>
    /// <param name="indented">Whether to write for readers, with two blanks a level; the default.</param>
    /// <param name="facts">What sources of facts said; null for nothing.</param>
    public static void Write(
        Stream stream,
        IEnumerable<SnapshotRepository> repositories,
        bool indented = true,
        IReadOnlyCollection<SnapshotFact>? facts = null
    )
    {
        using var writer = new SnapshotWriter(stream, indented);
        writer.WriteDocument(repositories, facts ?? []);
        writer._json.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteDocument(IEnumerable<SnapshotRepository> repositories, IReadOnlyCollection<SnapshotFact> facts)
    {
        _json.WriteStartObject();
        _json.WriteNumber("formatVersion", SnapshotReader.FormatVersion);
        if (facts.Count > 0)
        {
            // Before the repositories, so that they are known when these are planned.
            _json.WriteStartArray("facts");
            new FactWriter(_json).Write(facts);
            _json.WriteEndArray();
        }

        _json.WriteStartArray("repositories");
        foreach (
            var repository in repositories
                .OrderBy(static r => r.Info.Registry, StringComparer.Ordinal)
                .ThenBy(static r => r.Info.Name, StringComparer.Ordinal)
        )
        {
            WriteRepository(repository);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteRepository(SnapshotRepository repository)
    {
        var info = repository.Info;
        _json.WriteStartObject();
        _json.WriteString("registry", info.Registry);
        _json.WriteString("name", info.Name);
        _json.WriteString("provider", info.Provider);
        Write("vendor", info.Vendor == RegistryVendor.Other ? null : RegistryVendors.NameOf(info.Vendor));
        Write("takenAt", info.TakenAt);
        _json.WriteBoolean("complete", info.Complete);
        Write("reason", info.Reason);
        Write("untaggedHidden", info.UntaggedHidden);
        Write("untagRefused", info.UntagRefused);
        Write("page", info.Page);
        Write("danglingTags", info.DanglingTags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Write("listedButGone", info.ListedButGone.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        _json.WriteStartArray("manifests");
        foreach (var manifest in repository.Manifests.OrderBy(static m => m.Digest, StringComparer.Ordinal))
        {
            WriteManifest(manifest);
            if (_json.BytesPending > FlushAt)
            {
                _json.Flush();
            }
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteManifest(ManifestRecord manifest)
    {
        _json.WriteStartObject();
        _json.WriteString("digest", manifest.Digest);
        Write("mediaType", manifest.MediaType);
        Write("artifactType", manifest.ArtifactType);
        Write("size", manifest.Size);
        Write("platform", manifest.Platform);
        Write("pushedAt", manifest.PushedAt);
        Write("updatedAt", manifest.UpdatedAt);
        Write("createdAt", manifest.CreatedAt);
        Write("pulledAt", manifest.PulledAt);
        Write("tags", manifest.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Write("versionId", manifest.VersionId);
        Write("locked", manifest.Locked);
        Write("unread", manifest.Unread);
        if (manifest.Manifests is { } entries)
        {
            _json.WriteStartArray("manifests");
            foreach (var entry in entries)
            {
                WriteEntry(entry);
            }

            _json.WriteEndArray();
        }

        Write("subject", manifest.Subject);
        Write("mentions", manifest.Mentions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        WriteConfig(manifest.Config);
        WriteLayers(manifest);
        Write("annotations", manifest.Annotations);
        Write("materials", manifest.Materials.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Write("materialsUnread", manifest.MaterialsUnread);
        _json.WriteEndObject();
    }

    private void WriteEntry(DescriptorRecord entry)
    {
        _json.WriteStartObject();
        _json.WriteString("digest", entry.Digest);
        Write("mediaType", entry.MediaType);
        Write("artifactType", entry.ArtifactType);
        Write("size", entry.Size);
        Write("platform", entry.Platform);
        Write("annotations", entry.Annotations);
        _json.WriteEndObject();
    }

    private void WriteConfig(ConfigRecord? config)
    {
        if (config is null)
        {
            return;
        }

        _json.WriteStartObject("config");
        Write("digest", config.Digest);
        Write("mediaType", config.MediaType);
        Write("size", config.Size);
        Write("labels", config.Labels);
        _json.WriteEndObject();
    }

    private void WriteLayers(ManifestRecord manifest)
    {
        if (manifest.Layers.IsEmpty)
        {
            return;
        }

        _json.WriteStartArray("layers");
        foreach (var layer in manifest.Layers)
        {
            _json.WriteStartObject();
            _json.WriteString("digest", layer.Digest);
            Write("size", layer.Size);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Write(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void Write(string name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
    }

    private void Write(string name, bool value)
    {
        if (value)
        {
            _json.WriteBoolean(name, value);
        }
    }

    private void Write(string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            _json.WriteString(name, time.UtcDateTime);
        }
    }

    private void Write(string name, IEnumerable<string> values)
    {
        var isStarted = false;
        foreach (var value in values)
        {
            if (!isStarted)
            {
                _json.WriteStartArray(name);
                isStarted = true;
            }

            _json.WriteStringValue(value);
        }

        if (isStarted)
        {
            _json.WriteEndArray();
        }
    }

    private void Write(string name, ImmutableSortedDictionary<string, string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        _json.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            _json.WriteString(key, value);
        }

        _json.WriteEndObject();
    }
}
