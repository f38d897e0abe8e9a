namespace PolicyEngine.Registry.Contract;

/// <summary>
/// Small documents that the program keeps in the repositories of one registry, each as an artifact under a tag of its own: the third seam
/// of providers. Thread-safe.
/// </summary>
public interface IArtifactStore : IAsyncDisposable
{
    /// <summary>Reads what is under a tag; null where the tag leads to nothing.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="type">The artifact type that is expected.</param>
    /// <param name="limit">The most bytes of content that are read.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">It cannot be read, or it cannot be said what is there.</exception>
    Task<TaggedArtifact?> ReadAsync(string repository, string tag, string type, int limit, CancellationToken cancellationToken);

    /// <summary>Pushes an artifact under a tag.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="expected">What the tag leads to; null for nothing. Where it leads elsewhere, nothing is pushed under it.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> PushAsync(string repository, string tag, string? expected, Artifact artifact, CancellationToken cancellationToken);

    /// <summary>Deletes an artifact that another one has taken the tag of. One with further tags is left alone.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tag">The tag that it had.</param>
    /// <param name="old">The artifact, with the tags that it had.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> DeleteAsync(string repository, string tag, ManifestTarget old, CancellationToken cancellationToken);
}

/// <summary>What a tag leads to.</summary>
/// <param name="Digest">The digest of the manifest.</param>
/// <param name="IsOfType">Whether it is an artifact of the type that was asked for.</param>
public sealed record TaggedArtifact(string Digest, bool IsOfType)
{
    /// <summary>The content, which has the digest that the manifest states; null where there is none, or one of another type.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>Why there is no content, as the end of a sentence; null where there is some.</summary>
    public string? Problem { get; init; }
}
