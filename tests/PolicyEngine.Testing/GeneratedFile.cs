using System.Text;
using Xunit;

namespace PolicyEngine.Testing;

/// <summary>Files of the repository that are generated from the code and committed, so that people and editors find them.</summary>
public static class GeneratedFile
{
    /// <summary>The variable that renews generated files: <c>POLICYENGINE_UPDATE=1 dotnet test</c>.</summary>
    public const string UpdateVariable = "POLICYENGINE_UPDATE";

    /// <summary>Whether this run renews.</summary>
    public static bool IsUpdating => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>The root of the repository: the directory of the solution above the test's own.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file of the repository.</summary>
    /// <param name="path">The path from the root, with forward slashes.</param>
    public static string FullPath(string path) => Path.Combine(Root, path);

    /// <summary>The text of a file of the repository; empty where it does not exist.</summary>
    public static string Read(string path) => File.Exists(FullPath(path)) ? File.ReadAllText(FullPath(path)) : string.Empty;

    /// <summary>Fails if a committed file is not what is generated, or writes it where the run renews.</summary>
    /// <param name="path">The path from the root.</param>
    /// <param name="text">What is generated, with LF and a final newline.</param>
    public static void Verify(string path, string text)
    {
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FullPath(path))!);
            File.WriteAllText(FullPath(path), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        Assert.True(
            string.Equals(text, Read(path), StringComparison.Ordinal),
            $"{path} is stale. Renew it with '{UpdateVariable}=1 dotnet test', and "
                + $"review the difference.{FirstDifference(Read(path), text)}"
        );
    }

    private static string FirstDifference(string committed, string generated)
    {
        var (old, now) = (committed.Split('\n'), generated.Split('\n'));
        var line = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"\nLine {line + 1}\n  committed: {old.ElementAtOrDefault(line)}\n  generated: {now.ElementAtOrDefault(line)}";
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PolicyEngine.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
