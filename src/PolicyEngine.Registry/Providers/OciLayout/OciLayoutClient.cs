using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>One OCI image layout directory, opened for reading. Thread-safe.</summary>
internal sealed class OciLayoutClient(string path, string name, RegistryOptions options) : IRegistryClient
{
    public Task<IReadOnlyList<string>> ListRepositoriesAsync(string pattern, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<string>>([name]);
    }

    public async Task<RepositoryInfo> ReadRepositoryAsync(
        string repository,
        IManifestSink sink,
        IResolutionGuide guide,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var info = new RepositoryInfo
        {
            Registry = RegistryKind.OciLayout.Name,
            Name = repository,
            Provider = RegistryKind.OciLayout.Name,
            TakenAt = options.Clock.GetUtcNow(),
        };
        if (repository != name)
        {
            return info with { Complete = false, Reason = $"The layout contains one repository, '{name}'." };
        }

        var directory = new LayoutDirectory(path);
        try
        {
            var entries = await LayoutIndex.ReadAsync(directory, cancellationToken).ConfigureAwait(false);
            var reader = new LayoutReader(directory, entries, repository, options, guide.NeedsProvenance);
            return await reader.ReadAsync(info, sink, cancellationToken).ConfigureAwait(false);
        }
        catch (LayoutException e)
        {
            return info with { Complete = false, Reason = e.Message };
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
