using PolicyEngine.Cli.Files;
using PolicyEngine.Graph;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Reading;

/// <summary>
/// Finds OCI image layouts in a snapshot. A layout has no name but its path, which
/// a snapshot keeps as it was written then: from another folder, or from the root.
/// </summary>
internal static class SnapshotLayouts
{
    /// <summary>The target by the name that its layout has in a snapshot; the
    /// target itself if there is none, or more than one that may be it.</summary>
    /// <param name="target">A target.</param>
    /// <param name="folder">The folder that its path starts from.</param>
    /// <param name="directory">The folder that paths in the snapshot start from, as far as anybody knows.</param>
    /// <param name="graphs">The snapshot.</param>
    public static PolicyTarget Find(PolicyTarget target, string folder, WorkingDirectory directory, IReadOnlyList<DigestGraph> graphs)
    {
        if (target.LayoutPath is not { } path || graphs.Any(g => target.Covers(g.Info.Registry, g.Info.Name)))
        {
            return target;
        }

        var full = Path.GetFullPath(path, folder);
        var names = graphs.Where(g => g.Info.Registry == TargetParser.Layout).Select(g => g.Info.Name).ToArray();
        string[] same = [.. names.Where(n => Path.GetFullPath(n, directory.FullPath) == full)];
        string[] fitting = same.Length > 0 ? same : [.. names.Where(n => IsEndOf(n, full))];
        return fitting is [var name]
            ? target with
            {
                Repositories = TargetParser.Parse($"{TargetParser.Layout}:{name}", out _)!.Repositories,
                LayoutPath = name,
            }
            : target;
    }

    private static bool IsEndOf(string name, string full) =>
        !Path.IsPathRooted(name)
        && full.Replace(Path.DirectorySeparatorChar, '/').EndsWith("/" + name.TrimStart('.', '/'), StringComparison.Ordinal);
}
