namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Where people look at a package on GitHub.</summary>
internal static class PackagePage
{
    /// <summary>The address of a package's page; null where the addresses of registry and API do not tell the host.</summary>
    /// <param name="registry">The registry's name: <c>ghcr.io</c>, or that of an Enterprise Server.</param>
    /// <param name="api">The API's base address.</param>
    /// <param name="family">The start of the API's paths to the owner's packages (<see cref="OwnerFamilies"/>).</param>
    /// <param name="package">The package.</param>
    internal static string? Of(string registry, Uri api, string family, PackageName package)
    {
        var host = registry == "ghcr.io" ? "github.com"
            : api.AbsolutePath.TrimEnd('/') == "/api/v3" ? api.Authority
            : api.Host.StartsWith("api.", StringComparison.Ordinal) ? api.Authority["api.".Length..]
            : null;
        var owners = family.StartsWith("/orgs/", StringComparison.Ordinal) ? "orgs" : "users";
        return host is null ? null : $"https://{host}/{owners}/{Uri.EscapeDataString(package.Owner)}/packages/container/{package.Escaped}";
    }
}
