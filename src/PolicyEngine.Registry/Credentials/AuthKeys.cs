namespace PolicyEngine.Registry.Credentials;

/// <summary>The keys under which files of container tools keep credentials.</summary>
internal static class AuthKeys
{
    /// <summary>The key of Docker Hub.</summary>
    internal const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>The keys that fit a repository, the longest first: <c>host/a/b</c>, <c>host/a</c>, <c>host</c>.</summary>
    internal static IEnumerable<string> For(string registry, string? repository)
    {
        var key = repository is null ? Canonical(registry) : Canonical(registry) + "/" + repository;
        for (var slash = key.Length; slash > 0; slash = key.LastIndexOf('/'))
        {
            key = key[..slash];
            yield return key;
        }
    }

    /// <summary>
    /// A key as it is compared: without scheme, and without the path that old Dockers wrote behind it; the names of Docker Hub are one.
    /// </summary>
    internal static string Canonical(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var bare = scheme < 0 ? key : key[(scheme + 3)..];
        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (bare, "") : (bare[..slash], bare[slash..].TrimEnd('/'));
        host = host.ToLowerInvariant() is "index.docker.io" or "registry-1.docker.io" or "docker.io"
            ? "docker.io"
            : host.ToLowerInvariant();
        return scheme >= 0 || path is "/v1" or "/v2" ? host : host + path;
    }

    /// <summary>What a helper is asked for.</summary>
    internal static string ForHelper(string registry) => Canonical(registry) is "docker.io" ? DockerHub : registry;
}
