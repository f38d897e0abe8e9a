using System.Globalization;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing.Registries;

/// <summary>Takes the manifests of a repository and prints them, one a line, so that tests show what was read.</summary>
public sealed class ManifestList : IManifestSink
{
    private readonly SortedDictionary<string, ManifestRecord> _records = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ManifestRecord> Records => _records.Values;

    public ManifestRecord this[string digest] => _records[digest];

    public void Add(ManifestRecord manifest) => _records.Add(manifest.Digest, manifest);

    public override string ToString() =>
        string.Concat(
            _records.Values.OrderBy(record => string.Join(',', record.Tags) + "~" + record.Digest, StringComparer.Ordinal).Select(Print)
        );

    private static string Print(ManifestRecord record)
    {
        var parts = new[]
        {
            Short(record.Digest),
            record.MediaType?.Split('.')[^2],
            record.Unread ? "unread" : null,
            record.ArtifactType,
            record.Tags.IsEmpty ? null : $"tags [{string.Join(", ", record.Tags)}]",
            record.Platform,
            record.CreatedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            record.Manifests is { } entries ? $"lists [{string.Join(", ", entries.Select(entry => Short(entry.Digest)))}]" : null,
            record.Subject is null ? null : $"subject {Short(record.Subject)}",
            record.Mentions.IsEmpty ? null : $"mentions [{string.Join(", ", record.Mentions.Select(Short))}]",
            record.Config is { Labels.IsEmpty: false } config
                ? $"labels [{string.Join(", ", config.Labels.Select(label => $"{label.Key}={label.Value}"))}]"
                : null,
        };
        return string.Join("  ", parts.Where(part => part is not null)) + "\n";
    }

    private static string Short(string digest) => digest[..Math.Min(digest.Length, "sha256:".Length + 8)];
}
