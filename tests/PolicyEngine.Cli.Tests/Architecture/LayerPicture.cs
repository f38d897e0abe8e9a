using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Architecture;

/// <summary>The layers as <c>src/README.md</c> draws them: a section for each assembly, a line for each folder, the lowest layer first.</summary>
internal static class LayerPicture
{
    /// <summary>The namespaces of an assembly, in the order of the picture.</summary>
    public static List<string> Of(string assembly)
    {
        var root = assembly switch { "PolicyEngine.Core" => "PolicyEngine", "policyengine" => "PolicyEngine.Cli", _ => assembly };
        return [.. File.ReadLines(Path.Combine(GeneratedFile.Root, "src", "README.md"))
            .SkipWhile(line => line != $"## {root}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1))
            .Select(folder => folder == "." ? root : $"{root}.{folder.TrimEnd('/').Replace('/', '.')}")];
    }
}
