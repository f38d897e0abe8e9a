using System.Collections.Concurrent;
using System.Net;
using System.Text;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// The registry's token dance, and what ghcr.io adds to it: where the token service fails or refuses, the registry takes the
/// base64 of a GitHub token as it is; and where it refuses that too, the message says which scope or role is missing. Thread-safe.
/// </summary>
internal sealed class GhcrAuthenticator(
    IAuthenticator dance,
    RegistryEndpoint endpoint,
    Func<CancellationToken, Task<Credential?>> findCredential
) : IAuthenticator
{
    /// <summary>By scope, since a service that refuses one package gives tokens for another.</summary>
    private readonly ConcurrentDictionary<string, string> _direct = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Identity => $"{dance.Identity}; {Advice}";

    private string Advice =>
        "a classic personal access token (fine-grained ones are not accepted) needs the scope read:packages "
        + $"({(endpoint.Name == "ghcr.io" ? "https://github.com/settings/tokens" : "Settings, Developer settings, Tokens")}) "
        + "and its user the role Read on the package, a workflow's token 'permissions: packages: read' and its "
        + "repository a role under Package settings, Manage Actions access";

    /// <inheritdoc/>
    public async ValueTask<string?> GetAuthorizationAsync(string? scope, CancellationToken cancellationToken)
    {
        if (_direct.TryGetValue(scope ?? "", out var direct))
        {
            return direct;
        }

        try
        {
            return await dance.GetAuthorizationAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException e)
        {
            return await DirectAsync(scope, cancellationToken).ConfigureAwait(false) ?? throw Advised(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AnswerAsync(string? scope, string? sent, RegistryResponse challenge, CancellationToken cancellationToken)
    {
        try
        {
            if (await dance.AnswerAsync(scope, sent, challenge, cancellationToken).ConfigureAwait(false))
            {
                _direct.TryRemove(scope ?? "", out _);
                return true;
            }
        }
        catch (RegistryException e)
        {
            return await DirectAsync(scope, cancellationToken).ConfigureAwait(false) is { } fallback && fallback != sent
                ? true
                : throw Advised(e);
        }

        return await DirectAsync(scope, cancellationToken).ConfigureAwait(false) is { } direct && direct != sent;
    }

    /// <summary>What the token service, which was there, says no to is told with what may be missing.</summary>
    private RegistryException Advised(RegistryException e) =>
        e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new($"{e.Message} For GitHub, {Advice}.", e.Status, e)
            : new(e.Message, e.Status, e) { LimitedFor = e.LimitedFor };

    /// <summary>The token as it is, from now on for all requests of the scope, or null if there is none.</summary>
    private async Task<string?> DirectAsync(string? scope, CancellationToken cancellationToken) =>
        endpoint.IsSecure(endpoint.Base) && (await findCredential(cancellationToken).ConfigureAwait(false))?.Token is { } token
            ? _direct[scope ?? ""] = "Bearer " + Convert.ToBase64String(Encoding.UTF8.GetBytes(token))
            : null;
}
