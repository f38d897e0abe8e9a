using System.Text.Json;

namespace PolicyEngine.Registry.Manifests;

/// <summary>How much of a document is read at most; more is refused, never cut.</summary>
internal static class ManifestLimits
{
    /// <summary>The greatest size of a manifest or a config, in bytes: 8 MiB. Registries take 4 MiB.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The deepest nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>The greatest number of entries of all lists and maps of one document together.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>The greatest number of annotations, or of labels, of one
    /// document together; those of the entries of an index count too.</summary>
    public const int MaxValues = 10_000;

    /// <summary>The greatest number of characters of these.</summary>
    public const int MaxValueLength = 1024 * 1024;

    /// <summary>Strict JSON (RFC 7493): no comments, no duplicate names.</summary>
    public static JsonDocumentOptions Json { get; } = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
}
