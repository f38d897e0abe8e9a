using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Inputs;
using PolicyEngine.PolicyTests;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.PolicyTests;

/// <summary>Reads test files and what they name.</summary>
internal sealed class PolicyTestReading(WorkingDirectory directory, InputValues values)
{
    /// <summary>The longest policy or test file, in bytes (semantics.md#diagnostics);
    /// of longer ones as much as shows that they are.</summary>
    private const int MaxBytes = 1 << 20;

    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>The files that were read, or should have been, absolute.</summary>
    public IReadOnlyCollection<string> Files => _files;

    /// <summary>Reads a test file and runs its tests.</summary>
    /// <exception cref="CliException">The test file itself cannot be read.</exception>
    public PolicyTestFileResult Run(string path, string? filter)
    {
        var file = PolicyTestCompiler.Compile(ReadText(path));
        var folder = Path.GetDirectoryName(path)!;
        var inputs = PolicyTestInputs.Empty.WithInputs(values);
        foreach (var policy in file.PolicyPaths)
        {
            inputs = Read(inputs, policy, () => inputs.WithPolicy(policy, ReadText(Resolve(folder, policy))));
        }

        foreach (var snapshot in file.SnapshotPaths)
        {
            inputs = Read(inputs, snapshot, () => ReadSnapshot(inputs, folder, snapshot));
        }

        return PolicyTestRunner.Run(file, inputs, filter);
    }

    private static PolicyTestInputs Read(PolicyTestInputs inputs, string path, Func<PolicyTestInputs> read)
    {
        try
        {
            return read();
        }
        catch (CliException e)
        {
            return inputs.WithProblem(path, e.Message.TrimEnd('.'));
        }
    }

    private PolicyTestInputs ReadSnapshot(PolicyTestInputs inputs, string folder, string path)
    {
        var fullPath = Resolve(folder, path);
        _files.Add(fullPath);
        using var stream = InputFile.Open(fullPath, directory.Show(fullPath));
        try
        {
            var graphs = SnapshotReader.ReadGraphs(stream);
            if (!stream.CanSeek)
            {
                return inputs.WithSnapshot(path, graphs);
            }

            stream.Position = 0;
            return inputs.WithSnapshot(path, graphs, SnapshotReader.ReadFacts(stream));
        }
        catch (Exception e) when (e is SnapshotFormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return inputs.WithProblem(path, e.Message.TrimEnd('.'));
        }
    }

    private SourceText ReadText(string fullPath)
    {
        _files.Add(fullPath);
        var shown = directory.Show(fullPath);
        return SourceText.From(shown, InputFile.ReadAtMost(fullPath, shown, MaxBytes));
    }

    private static string Resolve(string folder, string path) =>
        path.Contains('\0', StringComparison.Ordinal)
            ? throw CliException.Usage("It is not a valid path.")
            : Path.GetFullPath(path, folder);
}
