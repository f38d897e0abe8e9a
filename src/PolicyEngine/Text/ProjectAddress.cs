namespace PolicyEngine.Text;

/// <summary>Where the project is published: the one place that names it.</summary>
public static class ProjectAddress
{
    /// <summary>The repository of the sources.</summary>
    public const string Repository = "https://github.com/policyengine/policyengine";

    /// <summary>The branch that pages and schemas are read from.</summary>
    private const string Branch = "main";

    private const string Files = "https://raw.githubusercontent.com/policyengine/policyengine/" + Branch;

    /// <summary>The page of the language.</summary>
    public const string Language = Repository + "/blob/" + Branch + "/schema/language.md";

    /// <summary>The page of all diagnostics.</summary>
    public const string Diagnostics = Repository + "/blob/" + Branch + "/schema/diagnostics.md";

    /// <summary>The address that editors load a schema from.</summary>
    public static string Schema(string name) => $"{Files}/schema/{name}.schema.json";

    /// <summary>The first line of a file that tells editors its schema.</summary>
    public static string Modeline(string name) => $"# yaml-language-server: $schema={Schema(name)}";
}
