namespace PolicyEngine.Registry.Contract;

/// <summary>Compares hosts as users write them with the address that a request goes to. Pure.</summary>
internal static class NamedHosts
{
    /// <summary>Whether a user wrote the host of an address.</summary>
    /// <param name="written">URLs, <c>host[:port]</c>, or references that begin with one of these. What is not a host means none.</param>
    /// <param name="address">The address. A host without a port means the port of its scheme.</param>
    public static bool Contain(IEnumerable<string> written, Uri address)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(address);
        return written.Any(text =>
            Read(text) is { } named
            && named.Port == address.Port
            && (named.Scheme == address.Scheme || !HasScheme(text))
            && (Is(named, address) || (IsDockerHub(named) && IsDockerHub(address)))
        );
    }

    /// <summary>The host as users name it: with the port, where it is not the scheme's.</summary>
    /// <param name="address">The address.</param>
    public static string Name(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsDefaultPort && address.Scheme == Uri.UriSchemeHttps ? address.IdnHost : $"{address.IdnHost}:{address.Port}";
    }

    private static bool Is(Uri named, Uri address) => string.Equals(named.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsDockerHub(Uri address) =>
        address.IdnHost.ToLowerInvariant() is "docker.io" or "index.docker.io" or "registry-1.docker.io";

    private static bool HasScheme(string text) => text.Contains("://", StringComparison.Ordinal);

    private static Uri? Read(string text) =>
        Uri.TryCreate(HasScheme(text) ? text : "https://" + text.Split('/')[0], UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
            ? uri
            : null;
}
