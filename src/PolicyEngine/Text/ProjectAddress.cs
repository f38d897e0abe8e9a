using System.Reflection;

namespace PolicyEngine.Text;

/// <summary>Where the project is published, as the build wrote it into the assembly:
/// <c>RepositoryUrl</c> of Directory.Build.props, the one place that names it.</summary>
internal static class ProjectAddress
{
    /// <summary>The branch that pages and schemas are read from.</summary>
    private const string Branch = "main";

    /// <summary>The repository of the sources: <c>https://github.com/owner/name</c>.</summary>
    public static string Repository { get; } =
        typeof(ProjectAddress)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => a.Key == "RepositoryUrl")
            .Value!.TrimEnd('/');

    /// <summary>The page of the language.</summary>
    public static string Language => $"{Repository}/blob/{Branch}/schema/language.md";

    /// <summary>The page of all diagnostics.</summary>
    public static string Diagnostics => $"{Repository}/blob/{Branch}/schema/diagnostics.md";

    /// <summary>The address that editors load a schema from.</summary>
    public static string Schema(string name) =>
        $"https://raw.githubusercontent.com{new Uri(Repository).AbsolutePath}/{Branch}/schema/{name}.schema.json";

    /// <summary>The first line of a file that tells editors its schema.</summary>
    public static string Modeline(string name) => $"# yaml-language-server: $schema={Schema(name)}";
}
