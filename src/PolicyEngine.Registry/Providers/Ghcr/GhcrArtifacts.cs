using System.Net;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Artifacts in packages: read and pushed through the registry, deleted by the id of their version. Thread-safe.</summary>
/// <param name="target">The registry.</param>
/// <param name="options">What it needs from outside.</param>
internal sealed class GhcrArtifacts(RegistryTarget target, RegistryOptions options) : IArtifactStore
{
    private const string Permission =
        "Pushing takes the scope write:packages of a classic personal access token, or the block 'permissions: { packages: write }' of a "
        + "workflow whose repository has the role Write or Admin on the package.";

    private readonly RegistryArtifacts _registry = new(GhcrRegistryClient.Connect(target, options));

    /// <inheritdoc/>
    public Task<TaggedArtifact?> ReadAsync(string repository, string tag, string type, int limit, CancellationToken cancellationToken) =>
        _registry.ReadAsync(Served(repository), tag, type, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<WriteResult> PushAsync(
        string repository,
        string tag,
        string? expected,
        Artifact artifact,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var pushed = await _registry.PushAsync(Served(repository), tag, expected, artifact, cancellationToken).ConfigureAwait(false);
            return pushed.Status is WriteStatus.Refused or WriteStatus.Denied or WriteStatus.Impossible
                ? pushed with
                {
                    Text = $"{pushed.Text} {Permission}",
                }
                : pushed;
        }
        catch (RegistryException e) when (e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new WriteResult(WriteStatus.Denied, $"{e.Message} {Permission}");
        }
    }

    /// <inheritdoc/>
    public async Task<WriteResult> DeleteAsync(string repository, string tag, ManifestTarget old, CancellationToken cancellationToken)
    {
        if (old.VersionId is null)
        {
            return new WriteResult(WriteStatus.Refused, "GitHub can only delete by version id.");
        }

        var writer = new GhcrWriter(target, options, repository);
        await using (writer.ConfigureAwait(false))
        {
            return await writer.FindVersionAsync(old, cancellationToken).ConfigureAwait(false) is not { } version ? WriteResult.Gone
                : version.Tags.Any(other => other != tag) ? new WriteResult(WriteStatus.Refused, "It has further tags.")
                : await _registry.FindTagAsync(Served(repository), tag, cancellationToken).ConfigureAwait(false) == old.Digest
                    ? new WriteResult(WriteStatus.Moved, "The tag points to it again.")
                : await writer.DeleteAsync(old, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private static string Served(string repository) =>
        PackageName.TryParse(repository, out var package)
            ? package.Repository
            : throw new RegistryException($"'{Redaction.Show(repository)}' is not a package name: expected owner/name.");
}
