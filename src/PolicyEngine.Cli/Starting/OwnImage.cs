using PolicyEngine.Cli.Base;
using PolicyEngine.Facts;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Starting;

/// <summary>Guesses the package that a repository on GitHub publishes: the one of its own name.</summary>
internal static class OwnImage
{
    private static readonly string[] s_hosts = ["github.com", "ssh.github.com"];

    /// <summary><c>ghcr.io/owner/name</c>; null where nothing says what that is.</summary>
    /// <param name="environment">The surroundings.</param>
    /// <param name="folder">The folder to start from, absolute.</param>
    public static string? Find(CliEnvironment environment, string folder) => Find(environment, GitPlace.Of(folder));

    /// <summary><c>ghcr.io/owner/name</c>; null where nothing says what that is.</summary>
    /// <param name="environment">The surroundings.</param>
    /// <param name="place">Where the folder lies.</param>
    public static string? Find(CliEnvironment environment, GitPlace place)
    {
        var repository = environment.Variable("GITHUB_REPOSITORY") is { Length: > 0 } named ? named : OfRemote(place.Remote);
        var target = repository is null ? null : $"ghcr.io/{repository.ToLowerInvariant()}";
        return target is not null && TargetParser.Parse(target, out _) is { NamedRepositories.Length: 1 } ? target : null;
    }

    /// <summary>
    /// The owner and name behind a remote, if that is GitHub itself: what another host has under a similar name is somebody else's.
    /// </summary>
    private static string? OfRemote(string? url) =>
        url is not null && GitHubRepositoryName.OfRemote(url) is var (host, repository) && s_hosts.Contains(host, StringComparer.Ordinal)
            ? repository
            : null;
}
