using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Credentials;

/// <summary>
/// Where the tokens of the environment may go. A policy, a plan or a journal names registries too, and whoever wrote it must not choose who
/// learns a token.
/// </summary>
/// <param name="options">Gives the environment and the hosts of the command line.</param>
internal sealed class TokenHosts(RegistryOptions options)
{
    /// <summary>The environment variable with the hosts that tokens may go to: <c>host[:port]</c>, separated by commas.</summary>
    internal const string HostsVariable = "POLICYENGINE_TOKEN_HOSTS";

    private const StringSplitOptions Parts = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>Whether the user named a host, on the command line or in <see cref="HostsVariable"/>.</summary>
    internal bool IsNamed(Uri address) =>
        options.IsNamedByUser(address) || NamedHosts.Contain(options.Environment(HostsVariable)?.Split(',', Parts) ?? [], address);

    /// <summary>Whether a host is GitHub's, or that of the GitHub that the environment names.</summary>
    internal bool IsGitHub(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && IsGitHubCom(address.IdnHost.ToLowerInvariant()))
        || (options.Environment("GITHUB_API_URL")?.Trim() is { Length: > 0 } api && NamedHosts.Contain([api], address))
        || (
            options.Environment("GITHUB_SERVER_URL")?.Trim() is { Length: > 0 } server
            && Uri.TryCreate(server, UriKind.Absolute, out var site)
            && NamedHosts.Contain([server, $"{site.Scheme}://containers.{site.Authority}"], address)
        );

    /// <summary>What to say of a token that does not go to a host.</summary>
    /// <param name="what">The token, in words.</param>
    /// <param name="address">The address that it would go to.</param>
    /// <param name="isApi">Whether that is the REST API of GitHub, which has an option of its own.</param>
    internal static RegistryException Refusal(string what, Uri address, bool isApi) =>
        new(
            $"{what} is not sent to '{Redaction.Show(NamedHosts.Name(address))}': a policy, a "
                + "plan or a journal may name a registry, but not who gets a token. "
                + $"If that host is right, give {(isApi ? "--api-url" : "--registry-url")} "
                + $"{Redaction.Show(new Uri(address.GetLeftPart(UriPartial.Authority)))}, "
                + $"or set {HostsVariable}={Redaction.Show(NamedHosts.Name(address))}."
        );

    private static bool IsGitHubCom(string host) =>
        host is "github.com" or "api.github.com" or "ghcr.io" || host.EndsWith(".ghe.com", StringComparison.Ordinal);
}
