using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Targets;

/// <summary>
/// The targets of a policy in the names of those of the command line: one
/// registry may be spelt in two ways, and one layout lie behind two paths.
/// </summary>
internal static class OwnTargets
{
    private const string DefaultPort = ":443";

    /// <summary>What the policy's own targets are among those of the command line; none where they cannot mean the same.</summary>
    /// <param name="targets">The targets of the command line.</param>
    /// <param name="own">The policy's.</param>
    /// <param name="folder">The folder that paths in the policy start from.</param>
    /// <param name="directory">The directory that paths on the command line start from.</param>
    public static IEnumerable<PolicyTarget> As(
        IReadOnlyList<PolicyTarget> targets,
        IEnumerable<PolicyTarget> own,
        string folder,
        string directory
    ) =>
        from mine in own
        from target in targets
        where
            mine.LayoutPath is { } path
                ? target.LayoutPath is { } other && IsSame(Path.GetFullPath(path, folder), Path.GetFullPath(other, directory))
                : HostOf(mine) == HostOf(target)
        select mine.LayoutPath is null ? mine with { Registry = target.Registry, Provider = target.Provider } : target;

    private static string HostOf(PolicyTarget target)
    {
        var host = target.Registry.ToLowerInvariant();
        return host.EndsWith(DefaultPort, StringComparison.Ordinal) ? host[..^DefaultPort.Length] : host;
    }

    private static bool IsSame(string folder, string other) => string.Equals(RealPath(folder), RealPath(other), StringComparison.Ordinal);

    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            try
            {
                real = Directory.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What is not there, or leads round, is compared as it is written.
            }
        }

        return real;
    }
}
