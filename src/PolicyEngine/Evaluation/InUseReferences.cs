using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace PolicyEngine.Evaluation;

/// <summary>An image reference that was found in a file.</summary>
/// <param name="Registry">The registry, <c>docker.io</c> where the file names none.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag; null where only a digest is named.</param>
/// <param name="Digest">The digest, or null.</param>
/// <param name="Source">Where it was found, <c>path:line</c>.</param>
public sealed record ImageReference(string Registry, string Repository, string? Tag, string? Digest, string Source);

/// <summary>The image references of the files that <c>in-use</c> protections name, by the protection's place. Immutable.</summary>
public sealed class InUseReferences
{
    private readonly ImmutableDictionary<string, ImmutableArray<ImageReference>> _bySource;

    private InUseReferences(ImmutableDictionary<string, ImmutableArray<ImageReference>> bySource) => _bySource = bySource;

    /// <summary>None.</summary>
    public static InUseReferences Empty { get; } = new(ImmutableDictionary.Create<string, ImmutableArray<ImageReference>>(StringComparer.Ordinal));

    /// <summary>Adds what was found for a protection.</summary>
    /// <param name="protection">The protection's place, <c>path:line:column</c>.</param>
    /// <param name="references">The references.</param>
    public InUseReferences With(string protection, ImmutableArray<ImageReference> references) => new(_bySource.SetItem(protection, references));

    /// <summary>The SHA-256 of what was found, in lower-case hex, whatever the order and the lines; null where there is no protection.</summary>
    public string? Sha256()
    {
        if (_bySource.IsEmpty)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (protection, references) in _bySource.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(protection);
            foreach (var text in references.Select(r => (r with { Source = "" }).ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                Append(text);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
    }

    /// <summary>What was found for a protection; false where its files have not been read, so that nothing may be deleted.</summary>
    public bool TryGet(string protection, out ImmutableArray<ImageReference> references) => _bySource.TryGetValue(protection, out references);
}
