using System.Collections.Concurrent;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Auth;

/// <summary>Answers the challenges of registries: Bearer by their token service, Basic directly. Thread-safe.</summary>
/// <param name="findCredential">Finds the credentials; called at the first challenge, then never again.</param>
internal sealed class ChallengeAuthenticator(
    RegistryEndpoint endpoint,
    HttpTransport transport,
    RegistryOptions options,
    Func<CancellationToken, Task<Credential?>> findCredential
) : IAuthenticator, IDisposable
{
    /// <summary>What ghcr.io asks for where it does not look at the repository:
    /// nobody has such a one, and a token service may refuse it.</summary>
    private const string Placeholder = "repository:user/image:";

    private readonly TokenClient _client = new(endpoint, transport, options.Clock);
    private readonly ConcurrentDictionary<TokenKey, TokenSlot> _slots = new();
    private readonly ConcurrentDictionary<string, TokenKey> _keys = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Found? _found;

    /// <summary>Is told which token service a challenge names: some registries are known by it.</summary>
    internal Action<string>? Named { get; init; }

    private volatile string? _direct;

    /// <inheritdoc/>
    public string Identity =>
        _found switch
        {
            { Credential: { } credential } => $"the credentials of {credential.Source} were used",
            _ => $"no credentials were found for '{Redaction.Show(endpoint.Name)}'",
        };

    /// <inheritdoc/>
    public async ValueTask<string?> GetAuthorizationAsync(string? scope, CancellationToken cancellationToken) =>
        _direct
        ?? (_keys.TryGetValue(scope ?? "", out var key) ? await SlotOf(key).GetAsync(null, cancellationToken).ConfigureAwait(false) : null);

    /// <inheritdoc/>
    public async ValueTask<bool> AnswerAsync(string? scope, string? sent, RegistryResponse challenge, CancellationToken cancellationToken)
    {
        var challenges = ChallengeParser.Parse(challenge.Headers["WWW-Authenticate"]);
        var credential = await CredentialAsync(cancellationToken).ConfigureAwait(false);
        if (challenges.FirstOrDefault(c => c.Scheme == "bearer" && c["realm"] is not null) is { } bearer)
        {
            return credential?.RegistryToken is { } ready
                ? TakeDirect("Bearer " + ready, sent)
                : await AnswerBearerAsync(bearer, scope, sent, challenge.Uri, cancellationToken).ConfigureAwait(false);
        }

        if (!challenges.Any(c => c.Scheme == "basic"))
        {
            return false;
        }

        if (credential is null)
        {
            throw new RegistryException(
                $"'{Redaction.Show(endpoint.Name)}' requires credentials, but none were found. {Credential.HowToGive}",
                challenge.Status
            );
        }

        if (credential.Basic is not { } basic)
        {
            throw new RegistryException(
                $"'{Redaction.Show(endpoint.Name)}' requires a user and a password; "
                    + $"{credential.Source} only has a token for a token service.",
                challenge.Status
            );
        }

        if (sent == basic)
        {
            throw new RegistryException(
                $"'{Redaction.Show(endpoint.Name)}' rejects the user or the password of {credential.Source}.",
                challenge.Status
            );
        }

        endpoint.EnsureSecure(challenge.Uri);
        return TakeDirect(basic, sent);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }

        _gate.Dispose();
    }

    private bool TakeDirect(string authorization, string? sent)
    {
        _direct = authorization;
        return sent != authorization;
    }

    private async ValueTask<bool> AnswerBearerAsync(
        Challenge bearer,
        string? scope,
        string? sent,
        Uri answered,
        CancellationToken cancellationToken
    )
    {
        var realm = RealmRules.Resolve(bearer["realm"]!, answered, endpoint);
        if (bearer["service"] is { } service)
        {
            Named?.Invoke(service);
        }

        var key = TokenKey.Create(
            realm,
            bearer["service"],
            scope is null ? bearer.Scopes : bearer.Scopes.Where(s => !s.StartsWith(Placeholder, StringComparison.Ordinal)).Append(scope)
        );
        _keys.TryGetValue(scope ?? "", out var known);
        var refused = key == known ? sent : null;

        // Fetched here, so that what goes wrong is said as the answer to this request, and one 401 costs one token at most.
        var authorization = await SlotOf(key).GetAsync(refused, cancellationToken).ConfigureAwait(false);
        _keys[scope ?? ""] = key;
        return authorization != sent;
    }

    private TokenSlot SlotOf(TokenKey key) =>
        _slots.GetOrAdd(key, static (key, self) => new TokenSlot(self.Clock, token => self.FetchAsync(key, token)), this);

    private TimeProvider Clock => options.Clock;

    private async Task<AccessToken> FetchAsync(TokenKey key, CancellationToken cancellationToken)
    {
        var credential = await CredentialAsync(cancellationToken).ConfigureAwait(false);
        if (credential is not null && !RealmRules.IsTrusted(key.Realm, endpoint, options.Environment(RealmRules.TrustedRealms)))
        {
            throw new RegistryException(
                $"'{Redaction.Show(endpoint.Name)}' sends its clients to "
                    + $"{Redaction.Show(key.Realm)} for a token; the credentials of "
                    + $"{credential.Source} "
                    + "are not sent to another host because a registry says so. If that host is right, set "
                    + $"{RealmRules.TrustedRealms}={Redaction.Show(key.Realm.IsDefaultPort ? key.Realm.IdnHost : key.Realm.Authority)}."
            );
        }

        return await _client.FetchAsync(key, credential, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Credential?> CredentialAsync(CancellationToken cancellationToken)
    {
        if (_found is { } found)
        {
            return found.Credential;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _found ??= new Found(await findCredential(cancellationToken).ConfigureAwait(false));
            return _found.Credential;
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed record Found(Credential? Credential);
}
