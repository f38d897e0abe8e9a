using System.Net;
using System.Text;
using PolicyEngine.Registry.Auth;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// The registry's token dance, and what ghcr.io adds to it: where the token service fails, the registry takes the base64 of a GitHub token as
/// it is; and where it refuses, the message says which scope or role is missing. Thread-safe.
/// </summary>
internal sealed class GhcrAuthenticator(
    IAuthenticator dance, RegistryEndpoint endpoint, Func<CancellationToken, Task<Credential?>> findCredential) : IAuthenticator
{
    private volatile string? _direct;

    /// <inheritdoc/>
    public string Identity => $"{dance.Identity}; {Advice}";

    private static string Advice =>
        "a classic personal access token (fine-grained ones are not taken) needs the scope read:packages (https://github.com/settings/tokens) and its user the role Read on the package, a workflow's token 'permissions: packages: read' and its repository a role under Package settings, Manage Actions access";

    /// <inheritdoc/>
    public async ValueTask<string?> GetAuthorizationAsync(string? scope, CancellationToken cancellationToken)
    {
        if (_direct is { } direct)
        {
            return direct;
        }

        try
        {
            return await dance.GetAuthorizationAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException e) when (IsRefusal(e))
        {
            throw Advised(e);
        }
        catch (RegistryException)
        {
            if (await DirectAsync(cancellationToken).ConfigureAwait(false) is { } fallback)
            {
                return fallback;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AnswerAsync(string? scope, string? sent, RegistryResponse challenge, CancellationToken cancellationToken)
    {
        try
        {
            if (await dance.AnswerAsync(scope, sent, challenge, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (RegistryException e) when (IsRefusal(e))
        {
            throw Advised(e);
        }
        catch (RegistryException)
        {
            if (await DirectAsync(cancellationToken).ConfigureAwait(false) is { } fallback && fallback != sent)
            {
                return true;
            }

            throw;
        }

        return await DirectAsync(cancellationToken).ConfigureAwait(false) is { } direct && direct != sent;
    }

    /// <summary>Whether the token service was there and said no: another way in would be the same token again.</summary>
    private static bool IsRefusal(RegistryException e) => e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    private static RegistryException Advised(RegistryException e) => new($"{e.Message} For GitHub, {Advice}.", e.Status, e);

    private async Task<string?> DirectAsync(CancellationToken cancellationToken)
    {
        if (_direct is null && endpoint.IsSecure(endpoint.Base) && (await findCredential(cancellationToken).ConfigureAwait(false))?.Token is { } token)
        {
            _direct = "Bearer " + Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
        }

        return _direct;
    }
}
