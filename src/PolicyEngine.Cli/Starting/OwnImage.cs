using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Starting;

/// <summary>Guesses the package that a repository on GitHub publishes: the one of its own name.</summary>
internal static class OwnImage
{
    private const int MaxConfigBytes = 1 << 20;

    /// <summary><c>ghcr.io/owner/name</c>; null where nothing says what that is.</summary>
    /// <param name="environment">The surroundings.</param>
    /// <param name="folder">The folder to start from, absolute.</param>
    public static string? Find(CliEnvironment environment, string folder)
    {
        var repository = environment.Variable("GITHUB_REPOSITORY") is { Length: > 0 } named ? named : OfGit(folder);
        var target = repository is null ? null : $"ghcr.io/{repository.ToLowerInvariant()}";
        return target is not null && TargetParser.Parse(target, out _) is { NamedRepositories.Length: 1 } ? target : null;
    }

    private static string? OfGit(string folder)
    {
        foreach (var above in PolicyFinder.SearchedFolders(folder))
        {
            var config = Path.Combine(above, ".git", "config");
            try
            {
                if (File.Exists(config) && new FileInfo(config).Length <= MaxConfigBytes)
                {
                    return Remote(File.ReadAllLines(config));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The owner and name behind <c>[remote "origin"]</c>, if that is GitHub.</summary>
    private static string? Remote(string[] lines)
    {
        var isOrigin = false;
        foreach (var line in lines.Select(l => l.Trim()))
        {
            if (line.StartsWith('['))
            {
                isOrigin = line == "[remote \"origin\"]";
            }
            else if (
                isOrigin
                && line.Split('=', 2) is [var key, var url]
                && key.Trim() == "url"
                && url.IndexOf("github.com", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
            )
            {
                var path = url[(at + "github.com".Length)..].Trim().TrimStart(':', '/').TrimEnd('/');
                path = path.EndsWith(".git", StringComparison.Ordinal) ? path[..^4] : path;
                return path.Split('/').Length == 2 ? path : null;
            }
        }

        return null;
    }
}
