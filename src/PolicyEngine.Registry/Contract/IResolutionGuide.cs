using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>
/// Lets the decision drive what is read of a repository (semantics.md#the-digest-graph, "lazy and verified"): a provider that can
/// list versions without reading them reads what may be a root or hide an index, then asks the guide, reads what it names, and
/// asks again until it names nothing new. Providers that read everything anyway ask for nothing else.
/// </summary>
/// <remarks>
/// A guide that plans should take the unread manifests for read when it builds its graph, and name those that would then be condemned: a
/// manifest that stays unread is never condemned. Called from one thread at a time for each repository.
/// </remarks>
public interface IResolutionGuide
{
    /// <summary>Whether the configs of images are to be read as well: labels, build times, the platforms of single images.</summary>
    bool NeedsConfigs { get; }

    /// <summary>Whether the provenance of images is to be read as well: what they were built of.</summary>
    bool NeedsProvenance => false;

    /// <summary>
    /// The digests that the decision goes by: a provider that cannot list untagged manifests asks for them, and
    /// for all that they lead to. Those that are not there are <see cref="RepositoryInfo.NamedButMissing"/>.
    /// </summary>
    IEnumerable<string> Named(RepositoryInfo repository) => [];

    /// <summary>
    /// Names the manifests to read next. A guide that plans names all that would go, also what is read:
    /// where an untagged one is among them, a provider may have to read what could still need it.
    /// </summary>
    /// <param name="repository">What is known of the repository.</param>
    /// <param name="manifests">Every manifest of the repository, the unread ones included, in no particular order.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>
    /// Digests; those that are read, gone or not among <paramref name="manifests"/> are passed over, and where none is left the reading
    /// ends. Enumerated once, and before anything more is read, so that it may be lazy: what is named may be nearly everything.
    /// </returns>
    ValueTask<IEnumerable<string>> NextAsync(
        RepositoryInfo repository,
        IReadOnlyCollection<ManifestRecord> manifests,
        CancellationToken cancellationToken
    );
}
