using System.Collections.Concurrent;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Manifests;

/// <summary>
/// Bounds what is held of the provenance of one repository. Where it says more, no manifest of the repository has materials: those
/// that had some are marked, whatever the order in which they were read. Thread-safe.
/// </summary>
internal sealed class MaterialLimits
{
    /// <summary>The most digests of one manifest. One statement has less.</summary>
    public const int MostOfManifest = 100_000;

    /// <summary>The most digests of all manifests of a repository together.</summary>
    public const int MostOfRepository = 1_000_000;

    private readonly ConcurrentDictionary<string, int> _counted = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Counts what a manifest has, once, and takes it away where that is too much.</summary>
    public ManifestRecord Count(ManifestRecord record)
    {
        if (record.Materials.Length > 0 && _counted.TryAdd(record.Digest, record.Materials.Length))
        {
            Interlocked.Add(ref _total, record.Materials.Length);
        }

        return Apply(record);
    }

    /// <summary>What is left of a manifest by what was counted so far.</summary>
    public ManifestRecord Apply(ManifestRecord record) =>
        record.Materials.Length > 0 && Interlocked.Read(ref _total) > MostOfRepository ? Unread(record) : record;

    /// <summary>A manifest that carries more provenance than is read.</summary>
    public static ManifestRecord Unread(ManifestRecord record) => record with { Materials = [], MaterialsUnread = true };
}
