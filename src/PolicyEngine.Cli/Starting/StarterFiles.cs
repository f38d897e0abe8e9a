using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Policies;
using PolicyEngine.Reference;
using PolicyEngine.Starting;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Starting;

/// <summary>What a repository begins with: a policy, its test and a workflow. Editors
/// load the schemas of the first two from where these are published.</summary>
internal static class StarterFiles
{
    private const string Folder = Policies.PolicyFinder.DefaultFolder;

    /// <summary>The path of the policy.</summary>
    public const string Policy = Folder + "/retention.yaml";

    /// <summary>The name of a workflow on GitHub, which runs a policy by default.</summary>
    public const string GitHub = "github";

    /// <summary>
    /// What can run a policy, the first by default, with the file that does, and whether that works only in the root of a repository.
    /// </summary>
    private static readonly (string Name, string Path, bool BelongsToRoot)[] Jobs =
    [
        (GitHub, ".github/workflows/retention.yml", true),
        ("gitlab", ".gitlab/retention.gitlab-ci.yml", true),
        ("cron", "cron/retention.cron", false),
        ("kubernetes", "kubernetes/retention.kubernetes.yaml", false),
    ];

    /// <summary>The names of what can run a policy; the first is the default.</summary>
    public static IReadOnlyList<string> JobNames { get; } = [.. Jobs.Select(j => j.Name)];

    /// <summary>Whether what runs a policy works only in the root of a repository.</summary>
    public static bool BelongsToRoot(string job) => Jobs.Single(j => j.Name == job).BelongsToRoot;

    /// <summary>The files for targets.</summary>
    /// <param name="targets">The targets as the policy names them; none where they are not known.</param>
    /// <param name="draft">The policy that fits what the targets have; null for the one that is safe for any.</param>
    /// <param name="job">What runs the policy, one of <see cref="JobNames"/>; null for nothing.</param>
    public static IReadOnlyList<StarterFile> For(IReadOnlyList<string> targets, StarterDraft? draft, string? job)
    {
        var (policy, test) = (ProjectAddress.Modeline(SchemaCatalog.Policy), ProjectAddress.Modeline(SchemaCatalog.PolicyTest));
        var repository = Repository(targets);
        return
        [
            new(Policy, draft?.Policy(policy) ?? Fill("retention.yaml", ("%MODELINE%", policy), ("%TARGETS%", Targets(targets)))),
            new(
                Folder + "/retention.policytest.yaml",
                draft?.Test(test, Path.GetFileName(Policy), repository)
                    ?? Fill(
                        "retention.policytest.yaml",
                        ("%MODELINE%", test),
                        ("%REPOSITORY%", repository is null ? "" : $"    repository: {Quote(repository)}\n")
                    )
            ),
            .. job is null ? [] : new[] { Job(Jobs.Single(j => j.Name == job).Path) },
        ];
    }

    /// <summary>The files for a policy that exists already.</summary>
    /// <param name="policy">Its text.</param>
    public static IReadOnlyList<StarterFile> ForPolicy(string policy) => [new(Policy, policy)];

    /// <summary>What runs the policy, with the program of the version that writes it.</summary>
    private static StarterFile Job(string path) =>
        new(
            path,
            Fill(
                Path.GetFileName(path),
                ("%ACTION%", Action),
                ("%HOME%", ProgramBuild.Home.ToString()),
                ("%REPOSITORY%", ProgramBuild.Repository.ToLowerInvariant()),
                ("%VERSION%", ProgramBuild.Version)
            )
        );

    /// <summary>This action at the commit of the running program: a tag could be moved.</summary>
    private static string Action =>
        ProgramBuild.Commit is { } commit
            ? $"{ProgramBuild.Repository}@{commit} # v{ProgramBuild.Version}"
            : $"{ProgramBuild.Repository}@v{ProgramBuild.Version}";

    /// <summary>A name under which a stranger could have images is not written.</summary>
    private static string Targets(IReadOnlyList<string> targets) =>
        targets.Count > 0
            ? $"targets:\n{string.Concat(targets.Select(target => $"  - {Quote(target)}\n"))}"
            : "# targets:                       # your repositories, or globs of them; else name one with --target\n#   - "
                + "registry.example.com/team/web\n";

    /// <summary>Where the targets do not name a repository, a test has to: one that they match; null where none is needed.</summary>
    private static string? Repository(IReadOnlyList<string> targets)
    {
        PolicyTarget[] parsed = [.. targets.Select(target => TargetParser.Parse(target, out _)).OfType<PolicyTarget>()];
        return parsed.Length == 0 ? "team/web"
            : parsed is [{ NamedRepositories: not null }] ? null
            : parsed
                .Select(target =>
                    target.NamedRepositories is [var name, ..]
                        ? name
                        : target.Repositories.Included.Select(p => Example(p.Text)).FirstOrDefault(target.Repositories.IsMatch)
                )
                .FirstOrDefault(name => name is not null);
    }

    private static string Example(string pattern) =>
        pattern.Replace("**", "web", StringComparison.Ordinal).Replace("*", "web", StringComparison.Ordinal).Replace('?', 'x');

    /// <summary>Most targets need no quotes; a glob at the start of a text would be read as YAML's own.</summary>
    private static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') ? text : InQuotes(text);

    /// <summary>A text in double quotes, which YAML reads as a text whatever it looks like.</summary>
    internal static string InQuotes(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A template with what stands for its marks.</summary>
    private static string Fill(string name, params (string Mark, string Text)[] marks)
    {
        using var stream = typeof(StarterFiles).Assembly.GetManifestResourceStream("starting/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return marks.Aggregate(reader.ReadToEnd(), (text, mark) => text.Replace(mark.Mark, mark.Text, StringComparison.Ordinal));
    }
}
