using PolicyEngine.Cli.Policies;

namespace PolicyEngine.Cli.Starting;

/// <summary>Where a folder lies in a clone, as the files of git say it. Immutable.</summary>
/// <param name="Root">The root of the clone, absolute; null outside of git.</param>
/// <param name="IsRoot">Whether the folder is that root.</param>
/// <param name="Remote">The URL of the remote <c>origin</c>, or of the only one; null where there is none.</param>
internal sealed record GitPlace(string? Root, bool IsRoot, string? Remote)
{
    private const int MaxBytes = 1 << 20;
    private const string Pointer = "gitdir:";

    /// <summary>Looks at a folder and those above it.</summary>
    /// <param name="folder">The folder, absolute.</param>
    public static GitPlace Of(string folder)
    {
        var start = Path.TrimEndingDirectorySeparator(folder);
        foreach (var above in PolicyFinder.SearchedFolders(start))
        {
            if (Path.Exists(Path.Combine(above, ".git")))
            {
                return new GitPlace(above, above == start, RemoteOf(Path.Combine(above, ".git")));
            }
        }

        return new GitPlace(null, false, null);
    }

    private static string? RemoteOf(string git)
    {
        try
        {
            // In a worktree and in a submodule it is a file that says where the folder is.
            var folder = File.Exists(git)
                ? Follow(git, Lines(git).FirstOrDefault(line => line.StartsWith(Pointer, StringComparison.Ordinal))?[Pointer.Length..])
                : git;
            var common = Path.Combine(folder, "commondir");
            return Url(Lines(Path.Combine(File.Exists(common) ? Follow(common, Lines(common).FirstOrDefault()) : folder, "config")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string Follow(string file, string? written) => Path.GetFullPath((written ?? ".").Trim(), Path.GetDirectoryName(file)!);

    private static string[] Lines(string path) => File.Exists(path) && new FileInfo(path).Length <= MaxBytes ? File.ReadAllLines(path) : [];

    private static string? Url(string[] lines)
    {
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        string? remote = null;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                remote =
                    line.StartsWith("[remote \"", StringComparison.Ordinal) && line.EndsWith("\"]", StringComparison.Ordinal)
                        ? line["[remote \"".Length..^2]
                        : null;
            }
            else if (remote is not null && line.Split('=', 2) is [var key, var url] && key.Trim() == "url")
            {
                urls.TryAdd(remote, url.Trim());
            }
        }

        return urls.GetValueOrDefault("origin") ?? (urls.Count == 1 ? urls.Values.Single() : null);
    }
}
