using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Text;

namespace PolicyEngine.Selecting;

/// <summary>An image reference that was found in a file, or that a cluster or a deployment uses.</summary>
/// <param name="Registry">The registry, <c>docker.io</c> where the file names none.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag; null where only a digest is named.</param>
/// <param name="Digest">The digest, or null.</param>
/// <param name="Source">Where it was found, <c>path:line</c>.</param>
/// <remarks>A digest is that of an image or of its config, in whatever repository it
/// is found. A tag counts in its own repository, and only without a digest.</remarks>
public sealed record ImageReference(string Registry, string Repository, string? Tag, string? Digest, string Source)
{
    /// <summary>The text of a reference that a variable leaves open, as written; null where all of it is stated.</summary>
    public string? OpenText { get; init; }

    /// <summary>
    /// What an open reference could mean: <c>registry/repository:tag</c> with <c>*</c> for what is left open, or
    /// <c>registry/repository@*</c>, which could mean any image of the repository; null where all of it is stated.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>The beginning of a digest, where that is all that is stated: <c>sha256:3e23e8160039</c>.</summary>
    public string? DigestPrefix { get; init; }

    /// <summary>The deployed commit that leads to the image; null where the image itself is named.</summary>
    public DeployedCommit? Commit { get; init; }

    /// <summary>Whether a cluster runs it, rather than a file naming it.</summary>
    public bool IsRunning { get; init; }

    /// <summary>How it is used, as a phrase: <c>runs in prod/eu-1, Deployment shop/web</c>; null where a file names it.</summary>
    internal string? Use =>
        Commit is not null ? $"deployed to {Source}"
        : IsRunning ? $"runs in {Source}"
        : null;

    /// <summary>Whether it means what has a digest, wherever that is found.</summary>
    internal bool NamesDigest => Digest is not null || DigestPrefix is not null;

    /// <summary>Whether it names a repository.</summary>
    internal bool IsIn(Oci.RepositoryInfo repository) =>
        string.Equals(
            $"{Registry}/{Repository}",
            $"{Selecting.ImageReferenceText.Normalize(repository.Registry)}/{repository.Name}",
            StringComparison.OrdinalIgnoreCase
        );

    /// <summary>A digest or a tag alone, which counts in every repository.</summary>
    /// <param name="tag">The tag, or null.</param>
    /// <param name="digest">The digest, or null.</param>
    /// <param name="source">Where it was found.</param>
    public static ImageReference Anywhere(string? tag, string? digest, string source) =>
        new(string.Empty, string.Empty, tag, digest, source);
}

/// <summary>The image references of the files that <c>in-use</c> protections name, by the protection's place. Immutable.</summary>
public sealed class InUseReferences
{
    private readonly ImmutableDictionary<string, ImmutableArray<ImageReference>> _bySource;
    private readonly ImmutableDictionary<string, string> _problems;

    private InUseReferences(
        ImmutableDictionary<string, ImmutableArray<ImageReference>> bySource,
        ImmutableDictionary<string, string> problems
    ) => (_bySource, _problems) = (bySource, problems);

    /// <summary>None.</summary>
    public static InUseReferences Empty { get; } =
        new(
            ImmutableDictionary.Create<string, ImmutableArray<ImageReference>>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, string>(StringComparer.Ordinal)
        );

    /// <summary>Adds what was found for a protection.</summary>
    /// <param name="protection">The protection's place, <c>path:line:column</c>.</param>
    /// <param name="references">The references.</param>
    /// <param name="problem">Why they may not be all, as a sentence: nothing may then be deleted where the protection counts.</param>
    public InUseReferences With(string protection, ImmutableArray<ImageReference> references, string? problem = null) =>
        new(
            _bySource.SetItem(protection, references),
            problem is null ? _problems.Remove(protection) : _problems.SetItem(protection, problem)
        );

    /// <summary>Why what was found for a protection may not be all; null where it is.</summary>
    public string? ProblemOf(string protection) => _problems.GetValueOrDefault(protection);

    /// <summary>The SHA-256 of what was found, in lower-case hex, whatever
    /// the order and the lines; null if there is no protection.</summary>
    public string? Sha256() =>
        _bySource.IsEmpty
            ? null
            : TextHash.Of(
                _bySource
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .SelectMany(pair =>
                        pair.Value.Select(r => (r with { Source = "" }).ToString())
                            .Distinct(StringComparer.Ordinal)
                            .Order(StringComparer.Ordinal)
                            .Prepend(ProblemOf(pair.Key) ?? string.Empty)
                            .Prepend(pair.Key)
                    )
            );

    /// <summary>What was found for a protection; false where its files have not been read, so that nothing may be deleted.</summary>
    public bool TryGet(string protection, out ImmutableArray<ImageReference> references) =>
        _bySource.TryGetValue(protection, out references);
}
