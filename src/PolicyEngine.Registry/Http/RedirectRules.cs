using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>
/// Which redirects are followed, and with what. GET and HEAD only; never from https to http, never into a private network from outside,
/// never with user information; off the origin without credentials and own headers, for the rest of the way.
/// </summary>
internal static class RedirectRules
{
    /// <summary>The greatest number of hops.</summary>
    internal const int Limit = 5;

    /// <summary>Where an answer leads on; null where it is to be taken as it is.</summary>
    /// <exception cref="RegistryException">It leads where nobody may follow.</exception>
    internal static Uri? Target(RegistryRequest original, RegistryRequest hop, RegistryResponse response, RegistryEndpoint endpoint)
    {
        if (!original.IsRead || original.Redirects == RedirectScope.None || (int)response.Status is not (301 or 302 or 303 or 307 or 308))
        {
            return null;
        }

        if (response.Header("Location") is not { } location || !Uri.TryCreate(hop.Uri, location, out var target))
        {
            throw Refused(hop, "without a usable Location");
        }

        if (original.Redirects == RedirectScope.SameOrigin && !AddressRules.SameOrigin(original.Uri, target))
        {
            return null;
        }

        if (target.Scheme is not ("http" or "https") || target.UserInfo.Length > 0)
        {
            throw Refused(hop, "to a URL that is not plain http or https");
        }

        if (hop.Uri.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
        {
            throw Refused(hop, "from https to http");
        }

        if (AddressRules.IsPrivate(target) && !AddressRules.IsPrivate(endpoint.Base) && !AddressRules.SameOrigin(target, endpoint.Base))
        {
            throw Refused(hop, "into a private network");
        }

        return target;
    }

    /// <summary>The request for the next hop.</summary>
    internal static RegistryRequest Redirected(RegistryRequest hop, Uri target) =>
        AddressRules.SameOrigin(hop.Uri, target)
            ? hop with
            {
                Uri = target,
            }
            : hop with
            {
                Uri = target,
                Authorization = null,
                Headers = [],
            };

    private static RegistryException Refused(RegistryRequest hop, string how) =>
        new($"{Redaction.Show(hop.Uri)} redirects {how}; that is not followed.");
}
