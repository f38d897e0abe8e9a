using System.Net;
using System.Net.Sockets;

namespace PolicyEngine.Registry.Http;

/// <summary>What an address says of where it leads. Pure: names are not resolved.</summary>
internal static class AddressRules
{
    /// <summary>Whether a URL leads to this machine.</summary>
    internal static bool IsLoopback(Uri uri) =>
        IsLocalName(uri.IdnHost) || (TryLiteral(uri, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether a URL names, by address or by a reserved name, something that is not on the public internet.</summary>
    internal static bool IsPrivate(Uri uri)
    {
        var host = uri.IdnHost;
        return IsLocalName(host)
            || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
            || (TryLiteral(uri, out var address) && IsPrivate(address));
    }

    /// <summary>Whether two URLs have the same scheme, host and port.</summary>
    internal static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static bool TryLiteral(Uri uri, out IPAddress address)
    {
        if (!IPAddress.TryParse(uri.DnsSafeHost, out var parsed))
        {
            address = IPAddress.None;
            return false;
        }

        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal
                || address.IsIPv6SiteLocal
                || address.IsIPv6UniqueLocal
                || address.IsIPv6Multicast
                || address.Equals(IPAddress.IPv6Any);
        }

        var b = address.GetAddressBytes();
        return b[0] is 0 or 10 or >= 224
            || (b[0] == 100 && b[1] is >= 64 and < 128)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 172 && b[1] is >= 16 and < 32)
            || (b[0] == 192 && b[1] == 168);
    }
}
