using PolicyEngine.Text;

namespace PolicyEngine.Cli.Policies;

/// <summary>A policy file as it was read. Immutable.</summary>
/// <param name="FullPath">Its absolute path.</param>
/// <param name="Source">Its text, under the path that is shown.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record PolicyFile(string FullPath, SourceText Source, byte[] Bytes)
{
    /// <summary>The folder of policies that it was found in, under the path that is shown; null where it was named itself.</summary>
    public string? FoundIn { get; init; }

    /// <summary>The folder that the paths in it start from.</summary>
    public string Folder => Path.GetDirectoryName(FullPath)!;
}
