using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Policies;

namespace PolicyEngine.Cli.PolicyTests;

/// <summary>Finds the files of policy tests that a user means.</summary>
internal sealed class PolicyTestFinder(WorkingDirectory directory)
{
    private static readonly string[] Extensions = [".policytest.yaml", ".policytest.yml"];
    private static readonly EnumerationOptions Visible = new()
    {
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>The absolute paths, each once, in ordinal order: of files, and of all test files in folders and below. Without
    /// arguments, those of the policy folder, searched upward to the git root, or else of the current directory.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public IReadOnlyList<string> Find(IReadOnlyList<string> arguments)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in arguments.Count > 0 ? arguments.Select(directory.Resolve) : [DefaultFolder()])
        {
            var found = Directory.Exists(path) ? [.. InFolder(path)] : new[] { path };
            if (found.Length == 0)
            {
                throw CliException.Usage($"No policy test (*{Extensions[0]}) found in or below '{directory.Show(path)}'.");
            }

            files.UnionWith(found);
        }

        return [.. files];
    }

    private string DefaultFolder()
    {
        foreach (var folder in PolicyFinder.SearchedFolders(directory.FullPath))
        {
            var policies = Path.Combine(folder, PolicyFinder.DefaultFolder);
            if (Directory.Exists(policies) && InFolder(policies).Any())
            {
                return policies;
            }
        }

        return directory.FullPath;
    }

    /// <summary>Folders whose names begin with a dot are passed over, but for
    /// GitHub's; links as well, since they may lead in circles.</summary>
    private static IEnumerable<string> InFolder(string folder)
    {
        var pending = new Stack<string>([folder]);
        while (pending.TryPop(out var next))
        {
            foreach (var file in Directory.EnumerateFiles(next, "*", Visible))
            {
                if (Extensions.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
                {
                    yield return file;
                }
            }

            foreach (var below in Directory.EnumerateDirectories(next, "*", Visible))
            {
                if (Path.GetFileName(below) is ['.', ..] and not ".github" or "node_modules")
                {
                    continue;
                }

                pending.Push(below);
            }
        }
    }
}
