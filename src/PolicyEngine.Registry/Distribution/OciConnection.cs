using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Auth;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Distribution;

/// <summary>The distribution API of one registry: transport, warnings and, for each repository, authentication. Thread-safe.</summary>
internal sealed class OciConnection : IDisposable
{
    private readonly ConcurrentDictionary<string, ChallengeAuthenticator> _authenticators = new(StringComparer.Ordinal);
    private readonly CredentialSource _credentials;
    private readonly TokenHosts _hosts;
    private readonly Func<IAuthenticator, IAuthenticator> _decorate;
    private readonly WarningLog _warnings;

    /// <summary>What Harbor calls its token service, wherever it runs.</summary>
    private const string HarborService = "harbor-registry";
    private volatile bool _isHarbor;

    private OciConnection(
        RegistryEndpoint endpoint,
        RegistryOptions options,
        ImmutableArray<string> moreVariables,
        Func<IAuthenticator, IAuthenticator> decorate
    )
    {
        _decorate = decorate;
        Endpoint = endpoint;
        Options = options;
        Transport = new HttpTransport(endpoint, options);
        Referrers = new ReferrersSupport();
        _hosts = new TokenHosts(options);
        _credentials = new CredentialSource(options, [CredentialSource.TokenVariable, .. moreVariables]);
        _warnings = new WarningLog(options.Log);
    }

    /// <summary>Where the registry is.</summary>
    internal RegistryEndpoint Endpoint { get; }

    /// <summary>The options that it was opened with.</summary>
    internal RegistryOptions Options { get; }

    /// <summary>Whose registry it is, by its host or by what it said of itself.</summary>
    internal RegistryVendor Vendor => Endpoint.Vendor == RegistryVendor.Other && _isHarbor ? RegistryVendor.Harbor : Endpoint.Vendor;

    /// <summary>What carries the requests, for more APIs of the same registry.</summary>
    internal HttpTransport Transport { get; }

    /// <summary>Whether the registry has the referrers API, as far as it is known.</summary>
    internal ReferrersSupport Referrers { get; }

    /// <summary>Opens a connection. Does no I/O yet.</summary>
    /// <param name="moreVariables">Environment variables that are asked for a token after <c>POLICYENGINE_TOKEN</c>.</param>
    /// <param name="decorate">Puts something round the authentication of each repository; null for nothing.</param>
    /// <exception cref="RegistryException">The target's URL cannot be used.</exception>
    internal static OciConnection Open(
        RegistryTarget target,
        RegistryOptions options,
        ImmutableArray<string> moreVariables,
        Func<IAuthenticator, IAuthenticator>? decorate = null
    ) => new(RegistryEndpoint.Create(target), options, moreVariables, decorate ?? (authenticator => authenticator));

    /// <summary>Requests for one repository, or for the registry as a whole (null): credentials may differ by namespace.</summary>
    internal RegistryHttp For(string? repository)
    {
        var authenticator = _authenticators.GetOrAdd(
            repository ?? "",
            static (_, self) =>
                new ChallengeAuthenticator(self.Connection.Endpoint, self.Connection.Transport, self.Connection.Options, token =>
                    self.Connection.FindCredentialAsync(self.Repository, token)
                )
                {
                    Named = service => self.Connection._isHarbor |= service == HarborService,
                },
            (Connection: this, Repository: repository)
        );
        return new RegistryHttp(Endpoint, Transport, _decorate(authenticator), _warnings);
    }

    /// <summary>The credentials for a repository, or for the registry as a whole (null), or null if there are none.</summary>
    internal Task<Credential?> FindCredentialAsync(string? repository, CancellationToken cancellationToken) =>
        _credentials.FindAsync(Endpoint.Base, Registries(), repository, isApi: false, cancellationToken);

    /// <summary>
    /// The credentials for an API of the registry at another address. Those that files have for the registry go there only where the user
    /// named the address, or where one of the two rules the other.
    /// </summary>
    internal Task<Credential?> FindApiCredentialAsync(Uri api, CancellationToken cancellationToken)
    {
        var isKnown =
            _hosts.IsNamed(api)
            || _hosts.IsGitHub(api)
            || AddressRules.SameOrigin(api, Endpoint.Base)
            || (!AddressRules.IsLoopback(api) && RealmRules.IsTrusted(api, Endpoint, null));
        return _credentials.FindAsync(api, isKnown ? Registries() : [], null, isApi: true, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var authenticator in _authenticators.Values)
        {
            authenticator.Dispose();
        }

        Referrers.Dispose();
        Transport.Dispose();
    }

    /// <summary>
    /// The names under which credentials are looked up. Where a policy gives a URL, that is the host of the URL, so that a policy
    /// cannot send the credentials of one registry to another; where the user named a loopback URL, the registry's own name counts too.
    /// </summary>
    internal ImmutableArray<string> Registries()
    {
        var served = Endpoint.Base.IsDefaultPort ? Endpoint.Base.IdnHost : Endpoint.Base.Authority;
        return AddressRules.IsLoopback(Endpoint.Base) && Endpoint.Name != served && _hosts.IsNamed(Endpoint.Base)
            ? [served, Endpoint.Name]
            : [served];
    }
}
