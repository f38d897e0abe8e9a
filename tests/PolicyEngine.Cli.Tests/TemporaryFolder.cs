using System.Text;

namespace PolicyEngine.Cli.Tests;

/// <summary>A folder of one test, removed afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("policyengine-test-").FullName;

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    public void Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public void Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Read(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        return File.Exists(path) ? File.ReadAllText(path) : "(does not exist)\n";
    }

    public void CopyFromRepository(string folder)
    {
        var source = System.IO.Path.Combine(Repository, folder);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            Write(System.IO.Path.Combine(folder, System.IO.Path.GetRelativePath(source, file)), File.ReadAllBytes(file));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "PolicyEngine.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests have to run within the repository.");
        }

        return folder;
    }
}
