using PolicyEngine.Facts;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Facts.Git;
using PolicyEngine.Registry.Providers.Ghcr;

namespace PolicyEngine.Registry.Facts.GitHub;

/// <summary>Asks GitHub's REST API about a repository: which one, where, and with whose token.</summary>
/// <param name="what">What it is asked for, as in <c>pull requests</c>.</param>
/// <param name="place">Where a policy names the repository, as in <c>'pull-requests' of 'facts'</c>.</param>
/// <param name="options">What is needed from outside.</param>
internal sealed class GitHubAsking(string what, string place, FactOptions options)
{
    private const string RepositoryVariable = "GITHUB_REPOSITORY";

    private string Way => $"Write 'repository: OWNER/NAME' under {place}.";

    /// <summary>Asks. What goes wrong is a problem of the answer.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="stated">The repository as the policy states it, or null.</param>
    /// <param name="apiUrl">The base URL of the API as the policy states it, or null.</param>
    /// <param name="isRemembering">Whether answers of lists are kept for later runs.</param>
    /// <param name="create">Creates an answer without any fact.</param>
    /// <param name="ask">Asks the API for a repository.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<T> AskAsync<T>(
        string? stated,
        Uri? apiUrl,
        bool isRemembering,
        Func<string, T> create,
        Func<T, GitHubApi, string, CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
        where T : FactAnswer
    {
        var facts = create($"the {what} of '{stated ?? "?"}'");
        var cache = options.Registry.OpenCache();
        try
        {
            var repository = stated ?? await FindRepositoryAsync(cancellationToken).ConfigureAwait(false);
            var credentials = new CredentialSource(options.Registry, [CredentialSource.TokenVariable, CredentialSource.GitHubVariable]);
            using var api = new GitHubApi(
                new RegistryTarget
                {
                    Provider = RegistryKind.Ghcr.Name,
                    Registry = "GitHub",
                    ApiUrl = options.ApiUrl ?? apiUrl,
                },
                options.Registry,
                (address, token) => credentials.FindAsync(address, [], null, isApi: true, token),
                () => cache.Value
            )
            {
                IsRemembering = isRemembering,
            };
            facts = create($"the {what} of '{repository}' ({Redaction.Show(api.Base.Authority)})");
            return await ask(facts, api, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException e)
        {
            return facts with { Problem = $"The facts of {what} are unknown: {e.Message.TrimEnd('.')}." };
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
    private async Task<string> FindRepositoryAsync(CancellationToken cancellationToken)
    {
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

        return url is not null && GitHubRepositoryName.OfRemote(url) is var (host, name) && IsGitHub(host)
            ? name
            : throw new RegistryException($"the remote '{GitSource.UsualRemote}' is not on GitHub. {Way}");
    }

    /// <summary>Whether a host is GitHub's, or that of the API that is asked.</summary>
    private bool IsGitHub(string host)
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
