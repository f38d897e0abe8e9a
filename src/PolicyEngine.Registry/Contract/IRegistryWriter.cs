using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>
/// The writing side of one repository: the second seam of providers, apart from <see cref="IRegistryClient"/>,
/// so that what only reads cannot change anything. Methods may be called from several threads at once.
/// </summary>
/// <remarks>
/// Refusals are results; a <see cref="RegistryException"/> means that nobody knows whether a change was carried out (no answer), or that
/// something could not be read. Nothing here is tried twice, but for answers that say "too many requests".
/// </remarks>
public interface IRegistryWriter : IAsyncDisposable
{
    /// <summary>What this kind of registry can do.</summary>
    WriterTraits Traits { get; }

    /// <summary>Takes the hold that keeps others from changing the repository, where there is one. Given back by disposing.</summary>
    /// <exception cref="RegistryException">Somebody else holds it.</exception>
    ValueTask EnterAsync(CancellationToken cancellationToken);

    /// <summary>Lists what there is, cheaply: tags, and manifests where the registry lists them. Later looks compare with it.</summary>
    /// <exception cref="RegistryException">It cannot be listed whole.</exception>
    Task<RepositoryListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>Which of some manifests are there.</summary>
    /// <exception cref="RegistryException">It cannot be said of one.</exception>
    Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken);

    /// <summary>Looks at a manifest just before it is deleted: whether it is there,
    /// its tags, and what came to the repository since the listing.</summary>
    /// <param name="target">The manifest.</param>
    /// <param name="departed">Manifests that are gone, and may refer to it: one that is there again has come.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">It cannot be looked at.</exception>
    Task<ManifestLook> LookAsync(ManifestTarget target, IReadOnlyCollection<string> departed, CancellationToken cancellationToken);

    /// <summary>Looks at manifests that are deleted at once, by as few requests as that takes; the looks in their order.</summary>
    /// <param name="targets">The manifests, none of which keeps another one alive, each with what may refer to it and is gone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">They cannot be looked at together.</exception>
    async Task<IReadOnlyList<ManifestLook>> LookTogetherAsync(
        IReadOnlyList<(ManifestTarget Target, IReadOnlyCollection<string> Departed)> targets,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(targets);
        var looks = new List<ManifestLook>();
        foreach (var (target, departed) in targets)
        {
            looks.Add(await LookAsync(target, departed, cancellationToken).ConfigureAwait(false));
        }

        return looks;
    }

    /// <summary>The requests that may be on their way now: fewer after an answer "too many requests". What
    /// goes by one look is not more, since a deletion that waits for its turn goes by a look that gets old.</summary>
    int RequestsAtOnce => Traits.Concurrency;

    /// <summary>The number of the list's page on which a manifest stood when it was listed: those of one page are best looked
    /// at together. 0 where pages do not matter.</summary>
    int PageOf(ManifestTarget target) => 0;

    /// <summary>Reads a manifest's bytes and checks that they have the digest; null where it is gone.</summary>
    /// <exception cref="RegistryException">It cannot be read, or does not have the digest.</exception>
    Task<SavedManifest?> ReadAsync(ManifestTarget target, CancellationToken cancellationToken);

    /// <summary>Deletes a manifest, and with it its tags.</summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken);

    /// <summary>What has to be waited for before so many manifests can be deleted
    /// in one go; null where nothing is known to stand against it.</summary>
    RegistryLimit? LimitBefore(int deletions) => null;

    /// <summary>Takes a tag off an image that is kept. Never deletes the image.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="image">The image.</param>
    /// <param name="announce">Is told of a manifest that stands in for a moment, before it is pushed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> UntagAsync(string tag, SavedManifest image, Action<string> announce, CancellationToken cancellationToken);

    /// <summary>Deletes the repository as a whole, where there is such a thing (a GitHub package).</summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> DeleteRepositoryAsync(CancellationToken cancellationToken);

    /// <summary>Brings back a repository that was deleted as a whole.</summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> RestoreRepositoryAsync(CancellationToken cancellationToken);

    /// <summary>Brings a deleted manifest back. What it refers to must be there.</summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> RestoreAsync(SavedManifest manifest, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="RestoreAsync"/> has nothing left to do for a manifest
    /// that is there: one that was killed may have brought only a part.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    Task<bool> IsRestoredAsync(SavedManifest manifest, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>
    /// Points a tag at a manifest that is there, if it leads to nothing, or to what
    /// stood in for the manifest. A tag that leads to it already is left alone.
    /// </summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    Task<WriteResult> TagAsync(string tag, SavedManifest manifest, CancellationToken cancellationToken);

    /// <summary>Removes what only deleted manifests needed, where that is the client's to do (layouts).</summary>
    /// <param name="deleted">The manifests that are gone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What users should know of it; empty if nothing.</returns>
    /// <exception cref="RegistryException">It could not be done.</exception>
    Task<IReadOnlyList<string>> SweepAsync(IReadOnlyCollection<ManifestRecord> deleted, CancellationToken cancellationToken);
}

/// <summary>What a kind of registry can do.</summary>
public sealed record WriterTraits
{
    /// <summary>How many manifests may be deleted at once. 1 by default.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>How many manifests are deleted at once after one look at them. 1 by default: each is looked at by itself.</summary>
    public int Together { get; init; } = 1;

    /// <summary>How many manifests may be read at once. 1 by default.</summary>
    public int ReadConcurrency { get; init; } = 1;

    /// <summary>The deletions a minute, of manifests and tags, that it allows; null where it sets no limit.</summary>
    public int? DeletesPerMinute { get; init; }
}
