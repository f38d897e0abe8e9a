using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.Files;

/// <summary>The directory that users' paths start from, and how paths are shown: relative to it, with forward slashes. Immutable.</summary>
internal sealed class WorkingDirectory(string path)
{
    /// <summary>Its absolute path.</summary>
    public string FullPath { get; } = path;

    /// <summary>The absolute path of what a user wrote.</summary>
    /// <exception cref="CliException">It is not a path.</exception>
    public string Resolve(string written)
    {
        if (written.Length == 0 || written.Contains('\0', StringComparison.Ordinal))
        {
            throw CliException.Usage("A path is empty or contains a NUL character.");
        }

        return Path.GetFullPath(written, FullPath);
    }

    /// <summary>How a path is shown.</summary>
    public string Show(string fullPath) => Path.GetRelativePath(FullPath, fullPath).Replace(Path.DirectorySeparatorChar, '/');
}
