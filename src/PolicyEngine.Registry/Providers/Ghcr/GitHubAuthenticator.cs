using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Sends the token as it is with each request to the REST API. Thread-safe.</summary>
/// <param name="findCredential">Finds the credentials; called once.</param>
internal sealed class GitHubAuthenticator(Func<CancellationToken, Task<Credential?>> findCredential) : IAuthenticator, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Found? _found;

    /// <summary>What is known of the token; null before the first request, and if there is none.</summary>
    internal GitHubToken? Token => _found?.Token;

    /// <inheritdoc/>
    public string Identity => _found is { Token: { } token } ? $"the token of {token.Source} was used" : "no token was found";

    /// <inheritdoc/>
    public async ValueTask<string?> GetAuthorizationAsync(string? scope, CancellationToken cancellationToken)
    {
        if (_found is { } known)
        {
            return known.Authorization;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_found is null)
            {
                var credential = await findCredential(cancellationToken).ConfigureAwait(false);
                _found = credential?.Token is { } token
                    ? new Found(
                        "Bearer " + token,
                        new GitHubToken(
                            credential.Source,
                            token.StartsWith("ghs_", StringComparison.Ordinal),
                            token.StartsWith("github_pat_", StringComparison.Ordinal)
                        )
                    )
                    : new Found(null, null);
            }

            return _found.Authorization;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AnswerAsync(string? scope, string? sent, RegistryResponse challenge, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>A class and not a record, so that printing one prints no secret.</summary>
    private sealed class Found(string? authorization, GitHubToken? token)
    {
        public string? Authorization => authorization;

        public GitHubToken? Token => token;
    }
}
