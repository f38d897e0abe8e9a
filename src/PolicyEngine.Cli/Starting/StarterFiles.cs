using System.Text;
using PolicyEngine.Policies;
using PolicyEngine.Reference;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Starting;

/// <summary>What a repository begins with: a policy, its test and a workflow. Editors load the schemas of the first two from where these are published.</summary>
internal static class StarterFiles
{
    private const string Folder = Policies.PolicyFinder.DefaultFolder;

    /// <summary>The path of the policy.</summary>
    public const string Policy = Folder + "/retention.yaml";

    /// <summary>The files for a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="written">The target as the policy names it.</param>
    public static IReadOnlyList<StarterFile> For(PolicyTarget target, string written) =>
    [
        new(Policy, Template("retention.yaml").Replace("%MODELINE%", ProjectAddress.Modeline(SchemaCatalog.Policy), StringComparison.Ordinal).Replace("%TARGET%", Quote(written), StringComparison.Ordinal)),
        new(
            Folder + "/retention.policytest.yaml",
            Template("retention.policytest.yaml").Replace("%MODELINE%", ProjectAddress.Modeline(SchemaCatalog.PolicyTest), StringComparison.Ordinal).Replace("%REPOSITORY%", Repository(target), StringComparison.Ordinal)),
        new(".github/workflows/retention.yml", Template("retention.yml").Replace("%VERSION%", Version(), StringComparison.Ordinal)),
    ];

    /// <summary>Where the target is a pattern, a test has to name a repository that it matches; empty where none is needed.</summary>
    private static string Repository(PolicyTarget target)
    {
        if (target.NamedRepositories is not null)
        {
            return "";
        }

        var name = target.Repositories.Included.Select(p => Example(p.Text)).FirstOrDefault(target.Repositories.IsMatch);
        return name is null ? "" : $"    repository: {Quote(name)}\n";
    }

    private static string Example(string pattern) =>
        pattern.Replace("**", "web", StringComparison.Ordinal).Replace("*", "web", StringComparison.Ordinal).Replace('?', 'x');

    /// <summary>Most targets need no quotes; a glob at the start of a text would be read as YAML's own.</summary>
    private static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Version() => typeof(StarterFiles).Assembly.GetName().Version!.ToString(3);

    private static string Template(string name)
    {
        using var stream = typeof(StarterFiles).Assembly.GetManifestResourceStream("starting/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
