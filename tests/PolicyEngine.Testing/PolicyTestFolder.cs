using PolicyEngine.PolicyTests;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;

namespace PolicyEngine.Testing;

/// <summary>Runs the policy tests of files of the repository.</summary>
public static class PolicyTestFolder
{
    /// <summary>The test files of a folder of the repository and below, as
    /// paths from the root with forward slashes, in ordinal order.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(GeneratedFile.FullPath(folder), "*" + PolicyTestFile.Extension, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(GeneratedFile.Root, f).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>Runs a file with the policies and snapshots beside it.</summary>
    public static PolicyTestFileResult Run(string path, string? filter = null)
    {
        var file = PolicyTestCompiler.Compile(SourceText.From(path, GeneratedFile.Read(path)));
        var folder = Path.GetDirectoryName(path)!;
        var inputs = PolicyTestInputs.Empty;
        foreach (var policy in file.PolicyPaths.Where(p => File.Exists(GeneratedFile.FullPath(Path.Combine(folder, p)))))
        {
            var policyPath = Path.Combine(folder, policy).Replace(Path.DirectorySeparatorChar, '/');
            inputs = inputs.WithPolicy(policy, SourceText.From(policyPath, GeneratedFile.Read(policyPath)));
        }

        foreach (var snapshot in file.SnapshotPaths.Where(p => File.Exists(GeneratedFile.FullPath(Path.Combine(folder, p)))))
        {
            using var stream = File.OpenRead(GeneratedFile.FullPath(Path.Combine(folder, snapshot)));
            inputs = inputs.WithSnapshot(snapshot, SnapshotReader.ReadGraphs(stream));
        }

        return PolicyTestRunner.Run(file, inputs, filter);
    }
}
