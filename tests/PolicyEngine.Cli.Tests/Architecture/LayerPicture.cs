using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Architecture;

/// <summary>The layers as <c>src/README.md</c> draws them: a section for
/// each assembly, a line for each folder, the lowest layer first.</summary>
internal static class LayerPicture
{
    /// <summary>The namespaces of an assembly, in the order of the picture.</summary>
    public static List<string> Of(string assembly)
    {
        var root = RootOf(assembly);
        return
        [
            .. File.ReadLines(Path.Combine(GeneratedFile.Root, "src", "README.md"))
                .SkipWhile(line => line != $"## {root}")
                .Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => line.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1))
                .Select(folder => folder == "." ? root : $"{root}.{folder.TrimEnd('/').Replace('/', '.')}"),
        ];
    }

    /// <summary>The files that an assembly is made of.</summary>
    public static IEnumerable<string> Sources(string assembly) =>
        Directory
            .EnumerateFiles(Path.Combine(GeneratedFile.Root, "src", RootOf(assembly)), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string RootOf(string assembly) =>
        assembly switch
        {
            "PolicyEngine.Core" => "PolicyEngine",
            "policyengine" => "PolicyEngine.Cli",
            _ => assembly,
        };
}
