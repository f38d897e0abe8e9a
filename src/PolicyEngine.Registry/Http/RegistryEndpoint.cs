using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>Where a registry answers, and what may be reached on its behalf. Immutable.</summary>
internal sealed class RegistryEndpoint
{
    private RegistryEndpoint(string name, Uri baseUri, bool insecure)
    {
        Name = name;
        Base = baseUri;
        Insecure = insecure;
    }

    /// <summary>The registry as users name it, <c>host[:port]</c>.</summary>
    internal string Name { get; }

    /// <summary>The base URL, without a trailing slash in its path.</summary>
    internal Uri Base { get; }

    /// <summary>Whose registry it is, by its name or by the host that serves it.</summary>
    internal RegistryVendor Vendor =>
        RegistryVendors.Of(Name) is not RegistryVendor.Other and var named ? named : RegistryVendors.Of(Base.IdnHost);

    /// <summary>Whether http to other hosts than loopback was declared.</summary>
    internal bool Insecure { get; }

    /// <summary>Finds the base URL of a target and checks that it may be used.</summary>
    /// <exception cref="RegistryException">The URL is none, or is http without being loopback or declared.</exception>
    internal static RegistryEndpoint Create(RegistryTarget target)
    {
        var shown = Redaction.Show(target.Registry);
        var uri = target.Url;
        if (uri is null && !Uri.TryCreate($"https://{ServingHost(target.Registry)}", UriKind.Absolute, out uri))
        {
            throw new RegistryException($"'{shown}' is not a registry name: expected host or host:port.");
        }

        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new RegistryException($"The URL of the registry '{shown}' must be an absolute http or https URL without query.");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new RegistryException($"The URL of the registry '{shown}' must not contain credentials.");
        }

        if (target.Url is null && uri.AbsolutePath != "/")
        {
            throw new RegistryException($"'{shown}' is not a registry name: expected host or host:port.");
        }

        var endpoint = new RegistryEndpoint(target.Registry, uri, target.Insecure);
        endpoint.EnsureSecure(uri);
        return endpoint;
    }

    /// <summary>A URL below the base.</summary>
    /// <param name="path">The path with its leading slash, already escaped where it needs to be.</param>
    internal Uri At(string path) => new(Base.GetLeftPart(UriPartial.Authority) + Base.AbsolutePath.TrimEnd('/') + path);

    /// <summary>Whether secrets and requests may go to a URL as far as its scheme is concerned.</summary>
    internal bool IsSecure(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps
        || (uri.Scheme == Uri.UriSchemeHttp && (AddressRules.IsLoopback(uri) || (Insecure && uri.IdnHost == Base.IdnHost)));

    /// <summary>Refuses a URL that is neither https nor loopback nor declared.</summary>
    /// <exception cref="RegistryException">It is refused.</exception>
    internal void EnsureSecure(Uri uri)
    {
        if (!IsSecure(uri))
        {
            throw new RegistryException(
                $"{Redaction.Show(uri)} is not https: plain http is only used for "
                    + $"loopback addresses, or if the target has 'insecure: true'."
            );
        }
    }

    /// <summary>Docker Hub answers under another name than the one users write.</summary>
    private static string ServingHost(string registry) => registry is "docker.io" or "index.docker.io" ? "registry-1.docker.io" : registry;
}
