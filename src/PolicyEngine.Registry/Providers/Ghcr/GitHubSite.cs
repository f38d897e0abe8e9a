using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Where people set what a token or a package lacks. Pure.</summary>
internal static class GitHubSite
{
    /// <summary>The site that an API belongs to, without a slash at its end: GitHub's own, or that of an Enterprise Server or a tenant.</summary>
    /// <param name="api">An address of the API.</param>
    internal static string Of(Uri api) => "https://" + (AddressRules.IsLoopback(api) ? "github.com"
        : api.AbsolutePath.StartsWith("/api/v3", StringComparison.Ordinal) ? api.Authority
        : api.Host.StartsWith("api.", StringComparison.Ordinal) ? api.Authority["api.".Length..]
        : "github.com");

    /// <summary>Where a token is made.</summary>
    internal static string NewToken(Uri api) => $"create one at {Of(api)}/settings/tokens/new?scopes=read:packages (to delete, also with delete:packages)";

    /// <summary>Where the scopes of a token are.</summary>
    internal static string Tokens(Uri api) => $"{Of(api)}/settings/tokens";

    /// <summary>Where the roles on a package are.</summary>
    internal static string Package(Uri api, string owner, string package) =>
        $"{Of(api)}/{(IsUser(api) ? "users" : "orgs")}/{Uri.EscapeDataString(owner)}/packages/container/{Uri.EscapeDataString(package)}/settings";

    /// <summary>Whether the owner is a user, as the path that was asked for tells.</summary>
    internal static bool IsUser(Uri api) => !api.AbsolutePath.Contains("/orgs/", StringComparison.Ordinal);
}
