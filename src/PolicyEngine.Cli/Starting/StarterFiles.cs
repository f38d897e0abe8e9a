using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Policies;
using PolicyEngine.Reference;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Starting;

/// <summary>What a repository begins with: a policy, its test and a workflow. Editors
/// load the schemas of the first two from where these are published.</summary>
internal static class StarterFiles
{
    private const string Folder = Policies.PolicyFinder.DefaultFolder;

    /// <summary>The path of the policy.</summary>
    public const string Policy = Folder + "/retention.yaml";

    /// <summary>What can run a policy, the first by default, with the file that does.</summary>
    private static readonly (string Name, string Path)[] Jobs =
    [
        ("github", ".github/workflows/retention.yml"),
        ("gitlab", ".gitlab/retention.gitlab-ci.yml"),
        ("cron", "cron/retention.cron"),
        ("kubernetes", "kubernetes/retention.kubernetes.yaml"),
    ];

    /// <summary>The names of what can run a policy; the first is the default.</summary>
    public static IReadOnlyList<string> JobNames { get; } = [.. Jobs.Select(j => j.Name)];

    /// <summary>The files for a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="written">The target as the policy names it.</param>
    /// <param name="job">What runs the policy, one of <see cref="JobNames"/>.</param>
    public static IReadOnlyList<StarterFile> For(PolicyTarget target, string written, string job) =>
        [
            new(
                Policy,
                Template("retention.yaml")
                    .Replace("%MODELINE%", ProjectAddress.Modeline(SchemaCatalog.Policy), StringComparison.Ordinal)
                    .Replace("%TARGET%", Quote(written), StringComparison.Ordinal)
            ),
            new(
                Folder + "/retention.policytest.yaml",
                Template("retention.policytest.yaml")
                    .Replace("%MODELINE%", ProjectAddress.Modeline(SchemaCatalog.PolicyTest), StringComparison.Ordinal)
                    .Replace("%REPOSITORY%", Repository(target), StringComparison.Ordinal)
            ),
            Job(Jobs.Single(j => j.Name == job).Path),
        ];

    /// <summary>The files for a policy that exists already.</summary>
    /// <param name="policy">Its text.</param>
    public static IReadOnlyList<StarterFile> ForPolicy(string policy) => [new(Policy, policy)];

    /// <summary>What runs the policy, with the program of the version that writes it.</summary>
    private static StarterFile Job(string path) =>
        new(
            path,
            Template(Path.GetFileName(path))
                .Replace("%ACTION%", Action, StringComparison.Ordinal)
                .Replace("%HOME%", ProgramBuild.Home.ToString(), StringComparison.Ordinal)
                .Replace("%REPOSITORY%", ProgramBuild.Repository.ToLowerInvariant(), StringComparison.Ordinal)
                .Replace("%VERSION%", ProgramBuild.Version, StringComparison.Ordinal)
        );

    /// <summary>This action at the commit of the running program: a tag could be moved.</summary>
    private static string Action =>
        ProgramBuild.Commit is { } commit
            ? $"{ProgramBuild.Repository}@{commit} # v{ProgramBuild.Version}"
            : $"{ProgramBuild.Repository}@v{ProgramBuild.Version}";

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
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') ? text : InQuotes(text);

    /// <summary>A text in double quotes, which YAML reads as a text whatever it looks like.</summary>
    internal static string InQuotes(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Template(string name)
    {
        using var stream = typeof(StarterFiles).Assembly.GetManifestResourceStream("starting/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
