using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Facts.Git;
using PolicyEngine.Registry.Providers.Ghcr;

namespace PolicyEngine.Registry.Facts.PullRequests;

/// <summary>Reads the pull requests of a repository by GitHub's REST API. Thread-safe.</summary>
internal sealed class PullRequestReader : IFactSource
{
    private const string RepositoryVariable = "GITHUB_REPOSITORY";

    /// <inheritdoc/>
    public string Kind => PullRequestSource.Keyword;

    /// <inheritdoc/>
    public async Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken)
    {
        var wanted = (PullRequestSource)source;
        var facts = new PullRequestFacts
        {
            Source = $"the pull requests of '{wanted.Repository ?? "?"}'",
            TakenAt = options.Registry.Clock.GetUtcNow(),
        };
        var cache = options.Registry.OpenCache();
        try
        {
            var repository = wanted.Repository ?? await FindRepositoryAsync(options, cancellationToken).ConfigureAwait(false);
            var credentials = new CredentialSource(options.Registry, [CredentialSource.TokenVariable, CredentialSource.GitHubVariable]);
            using var api = new GitHubApi(
                new RegistryTarget
                {
                    Provider = RegistryKind.Ghcr.Name,
                    Registry = "GitHub",
                    ApiUrl = options.ApiUrl ?? wanted.ApiUrl,
                },
                options.Registry,
                (address, token) => credentials.FindAsync(address, [], null, isApi: true, token),
                () => cache.Value
            )
            {
                IsRemembering = false,
            };
            facts = facts with { Source = $"the pull requests of '{repository}' ({Redaction.Show(api.Base.Authority)})" };
            var list = new PullRequestList(api, repository, options.Registry.Clock);
            return facts with
            {
                ByNumber = (await list.ReadAsync(cancellationToken).ConfigureAwait(false)).ToImmutableDictionary(p => p.Number),
            };
        }
        catch (RegistryException e)
        {
            return facts with { Problem = $"The facts of pull requests are unknown: {e.Message.TrimEnd('.')}." };
        }
        finally
        {
            if (cache.IsValueCreated)
            {
                cache.Value?.Dispose();
            }
        }
    }

    /// <summary>The repository of the workflow, else that of the clone that the policy lies in.</summary>
    private static async Task<string> FindRepositoryAsync(FactOptions options, CancellationToken cancellationToken)
    {
        const string Way = $"Write 'repository: OWNER/NAME' under '{PullRequestSource.Keyword}' of 'facts'.";
        if (options.Registry.Environment(RepositoryVariable)?.Trim() is { Length: > 0 } variable)
        {
            return GitHubRepositoryName.IsRepository(variable)
                ? variable
                : throw new RegistryException($"{RepositoryVariable} is not a repository such as 'acme/web'. {Way}");
        }

        string? url = null;
        try
        {
            await new GitProgram(options.Folder, options.Registry)
                .RunAsync(["remote", "get-url", "--", GitSource.UsualRemote], null, line => url ??= line, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RegistryException e)
        {
            throw new RegistryException(
                $"no repository is named, and the clone does not have a remote '{GitSource.UsualRemote}'. {Way}",
                innerException: e
            );
        }

        return url is not null && GitHubRepositoryName.OfRemote(url) is var (host, name) && IsGitHub(host, options)
            ? name
            : throw new RegistryException($"the remote '{GitSource.UsualRemote}' is not on GitHub. {Way}");
    }

    /// <summary>Whether a host is GitHub's, or that of the API that is asked.</summary>
    private static bool IsGitHub(string host, FactOptions options)
    {
        return host == "github.com"
            || new[] { options.ApiUrl?.Host, HostOf("GITHUB_SERVER_URL"), HostOf("GITHUB_API_URL") }.Contains(
                host,
                StringComparer.OrdinalIgnoreCase
            );

        string? HostOf(string variable) =>
            Uri.TryCreate(options.Registry.Environment(variable), UriKind.Absolute, out var uri) ? uri.Host : null;
    }
}
