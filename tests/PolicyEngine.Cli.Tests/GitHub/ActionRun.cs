namespace PolicyEngine.Cli.Tests.GitHub;

/// <summary>One step of a workflow that uses the action: its inputs become the variables that <c>action.yml</c> makes of them.</summary>
internal sealed class ActionRun : IDisposable
{
    public const string LayoutPolicy = """
        version: 1
        targets: ["oci-layout:../examples/registry"]
        protect: [{ id: released, tags: ["v*", latest] }]
        rules: [{ id: old, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 3 } }]
        """;

    public TemporaryFolder Folder { get; } = new();

    public Dictionary<string, string> Variables { get; } =
        new(StringComparer.Ordinal)
        {
            ["CI"] = "true",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_REPOSITORY"] = "acme/web",
        };

    /// <summary>The example registry, as a target of the policy in the folder of the step.</summary>
    public static string Layout => "oci-layout:../../../examples/registry";

    public string Summary => Folder.Read("summary.md");

    /// <summary>The outputs of the last step.</summary>
    public IReadOnlyDictionary<string, string> Outputs =>
        Folder
            .Read("outputs")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.Contains('=', StringComparison.Ordinal))
            .GroupBy(l => l.Split('=')[0], l => l.Split('=', 2)[1], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public async Task<CliRun> RunAsync(params (string Name, string Value)[] inputs)
    {
        var variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
        {
            ["RUNNER_TEMP"] = Path.Combine(Folder.Path, "temp"),
            ["GITHUB_OUTPUT"] = Path.Combine(Folder.Path, "outputs"),
            ["GITHUB_STEP_SUMMARY"] = Path.Combine(Folder.Path, "summary.md"),
        };
        foreach (var (name, value) in inputs)
        {
            variables["INPUT_" + name.ToUpperInvariant().Replace('-', '_')] = value;
        }

        return await CliRun.RunAsync(Folder.Path, ["github-action"], variables);
    }

    public void Dispose() => Folder.Dispose();
}
