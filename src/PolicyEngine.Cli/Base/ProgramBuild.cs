using System.Reflection;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Base;

/// <summary>Which build of the program this is, as the build wrote it into the assembly.</summary>
internal static class ProgramBuild
{
    private static readonly Assembly Program = typeof(ProgramBuild).Assembly;

    private static readonly string[] Parts = (
        Program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0"
    ).Split('+', 2);

    /// <summary>The version: <c>1.2.0</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit in full; null where it was built without git.</summary>
    public static string? Commit => Parts is [_, { Length: 40 } commit] ? commit : null;

    /// <summary>The day of the commit, UTC; null where it was built without git.</summary>
    public static string? Date => Metadata("CommitDate");

    /// <summary>Where the sources, the releases and the action are: <c>https://github.com/owner/name</c>.</summary>
    public static Uri Home { get; } = new(ProjectAddress.Repository);

    /// <summary>The owner and name of the repository.</summary>
    public static string Repository => Home.AbsolutePath.Trim('/');

    private static string? Metadata(string key) =>
        Program.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value is { Length: > 0 } value
            ? value
            : null;
}
