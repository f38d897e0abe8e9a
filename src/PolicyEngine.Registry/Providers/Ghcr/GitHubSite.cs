using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Where people look at a package, and set what it or a token lacks. Pure.</summary>
internal static class GitHubSite
{
    /// <summary>The site that an API belongs to, without a slash at its end:
    /// GitHub's own, or that of an Enterprise Server or a tenant.</summary>
    /// <param name="api">An address of the API.</param>
    internal static string Of(Uri api) => "https://" + (HostOf(api) ?? "github.com");

    /// <summary>The address of a package's page; null where the addresses of registry and API do not tell the host.</summary>
    /// <param name="registry">The registry's name: <c>ghcr.io</c>, or that of an Enterprise Server.</param>
    /// <param name="api">The API's base address.</param>
    /// <param name="family">The start of the API's paths to the owner's packages (<see cref="OwnerFamilies"/>).</param>
    /// <param name="package">The package.</param>
    internal static string? Page(string registry, Uri api, string family, PackageName package) =>
        (registry == "ghcr.io" ? "github.com" : HostOf(api)) is { } host
            ? Page($"https://{host}", family.StartsWith("/orgs/", StringComparison.Ordinal), package.Owner, package.Name)
            : null;

    /// <summary>Where a token is made.</summary>
    internal static string NewToken(Uri api) =>
        $"create one at {Of(api)}/settings/tokens/new?scopes=read:packages (to delete, also with delete:packages)";

    /// <summary>Where the scopes of a token are.</summary>
    internal static string Tokens(Uri api) => $"{Of(api)}/settings/tokens";

    /// <summary>Where the roles on a package are.</summary>
    internal static string Package(Uri api, string owner, string package) => Page(Of(api), !IsUser(api), owner, package) + "/settings";

    /// <summary>Whether the owner is a user, as the path that was asked for tells.</summary>
    internal static bool IsUser(Uri api) => !api.AbsolutePath.Contains("/orgs/", StringComparison.Ordinal);

    private static string Page(string site, bool isOrganization, string owner, string package) =>
        $"{site}/{(isOrganization ? "orgs" : "users")}/{Uri.EscapeDataString(owner)}/packages/container/{Uri.EscapeDataString(package)}";

    /// <summary>The host of the site; null where the address of the API does not tell it.</summary>
    private static string? HostOf(Uri api) =>
        AddressRules.IsLoopback(api) ? null
        : api.AbsolutePath.StartsWith("/api/v3", StringComparison.Ordinal) ? api.Authority
        : api.Host.StartsWith("api.", StringComparison.Ordinal) ? api.Authority["api.".Length..]
        : null;
}
