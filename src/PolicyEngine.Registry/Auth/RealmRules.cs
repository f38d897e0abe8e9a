using System.Collections.Frozen;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Auth;

/// <summary>Where a registry may send its clients for a token, and where they take their credentials along.</summary>
/// <remarks>
/// Any public https host may be asked anonymously: that costs a request and gives nothing away. Credentials go only to the registry's own
/// host (on this machine, where each port may be somebody else's, to its own port), to a host that the registry's owner rules by DNS or
/// the other way round (<c>gitlab.example.com</c> for <c>registry.gitlab.example.com</c> and back), to the pairs known here, and to hosts
/// that the user names in <see cref="TrustedRealms"/>. Names are not resolved, so a public name with a private address is not recognised.
/// </remarks>
internal static class RealmRules
{
    /// <summary>The environment variable with more hosts that credentials may go to: <c>host[:port]</c>, separated by commas.</summary>
    internal const string TrustedRealms = "POLICYENGINE_TRUSTED_REALMS";

    private static readonly FrozenSet<(string Registry, string Realm)> Pairs = new[]
    {
        ("registry-1.docker.io", "auth.docker.io"),
        ("registry.gitlab.com", "gitlab.com"),
        ("registry.access.redhat.com", "sso.redhat.com"),
        ("registry.redhat.io", "sso.redhat.com"),
        ("registry.connect.redhat.com", "sso.redhat.com"),
        ("registry.connect.redhat.com", "registry.redhat.io"),
        ("dhi.io", "auth.docker.io"),
    }.ToFrozenSet();

    /// <summary>Makes the realm of a challenge a URL.</summary>
    /// <param name="realm">The parameter; may be relative to the answer.</param>
    /// <param name="answered">The URL that answered with it.</param>
    /// <param name="endpoint">The registry.</param>
    /// <exception cref="RegistryException">Nobody should go there.</exception>
    internal static Uri Resolve(string realm, Uri answered, RegistryEndpoint endpoint)
    {
        if (!Uri.TryCreate(answered, realm, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw Refused(endpoint, realm, "is not a URL");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Refused(endpoint, Redaction.Show(uri), "contains a user name");
        }

        var sameHost = string.Equals(uri.IdnHost, endpoint.Base.IdnHost, StringComparison.OrdinalIgnoreCase);
        if (uri.Scheme != Uri.UriSchemeHttps && (endpoint.Base.Scheme == Uri.UriSchemeHttps || !endpoint.IsSecure(uri)))
        {
            throw Refused(endpoint, Redaction.Show(uri), "is not https");
        }

        if (AddressRules.IsPrivate(uri) && !sameHost && !AddressRules.IsPrivate(endpoint.Base))
        {
            throw Refused(endpoint, Redaction.Show(uri), "is in a private network");
        }

        return uri;
    }

    /// <summary>Whether the credentials of a registry may go to a realm.</summary>
    internal static bool IsTrusted(Uri realm, RegistryEndpoint endpoint, string? trustedRealms)
    {
        var (host, registry) = (realm.IdnHost.ToLowerInvariant(), endpoint.Base.IdnHost.ToLowerInvariant());

        // On one machine every port may be another user's.
        return (
                AddressRules.IsLoopback(endpoint.Base)
                    ? AddressRules.IsLoopback(realm) && realm.Port == endpoint.Base.Port
                    : host == registry
            )
            || (realm.IsDefaultPort && (Pairs.Contains((registry, host)) || IsBelow(host, registry) || IsBelow(registry, host)))
            || (
                trustedRealms
                    ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Contains(realm.IsDefaultPort ? host : realm.Authority, StringComparer.OrdinalIgnoreCase)
                ?? false
            );
    }

    /// <summary>Whether a name lies below another of at least two labels, so that who rules the other one rules it too.</summary>
    private static bool IsBelow(string name, string parent) =>
        parent.Contains('.', StringComparison.Ordinal) && name.EndsWith("." + parent, StringComparison.Ordinal);

    private static RegistryException Refused(RegistryEndpoint endpoint, string realm, string why) =>
        new(
            $"'{Redaction.Show(endpoint.Name)}' sends its clients to "
                + $"'{Redaction.Show(realm)}' for a token, which {why}; that is not followed."
        );
}
