namespace PolicyEngine.Cli.Tests;

/// <summary>A plan that was made from a folder of policies is stale when one of them came, changed or went.</summary>
public sealed class PolicyFolderTests
{
    private const string Policy = "version: 1\nrules: [{ id: NAME, match: { tags: [\"pr-*\"] }, delete: all }]\n";
    private const string Protection = "version: 1\ntargets: [\"oci-layout:examples/registry\"]\nprotect: [{ tags: [\"*\"] }]\nrules: []\n";

    public static TheoryData<string, string, string> Changes =>
        new()
        {
            { "edit", "policies/a.yaml", "The policy 'policies/a.yaml' was changed after the plan was made" },
            { "edit", "policies/b.yml", "The policy 'policies/b.yml' was changed after the plan was made" },
            { "remove", "policies/a.yaml", "The policy 'policies/a.yaml' was removed after the plan was made" },
            { "remove", "policies/b.yml", "The policy 'policies/b.yml' was removed after the plan was made" },
            { "remove", "policies/a.yaml policies/b.yml", "was removed after the plan was made" },
            { "remove", "policies", "that folder is missing here" },
            { "add", "policies/c.yaml", "The policy 'policies/c.yaml' was added after the plan was made" },
            { "add", "policies/0.yml", "The policy 'policies/0.yml' was added after the plan was made" },
            { "break", "policies/c.yaml", "The policy 'policies/c.yaml' was added after the plan was made" },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Each_change_makes_the_plan_stale_by_itself(string change, string paths, string expected)
    {
        foreach (var named in new[] { ["policies"], ["policies/"], Array.Empty<string>(), ["policies/b.yml", "policies"] })
        {
            using var folder = await PlanAsync(named);
            foreach (var path in paths.Split(' '))
            {
                Change(folder, change, path);
            }

            var run = await CliRun.RunAsync(folder.Path, "apply", "plan.json");
            Assert.True(run.Status == 1, $"{string.Join(' ', named)}: {run.Status} {run.Error}");
            Assert.Contains(expected, run.Error, StringComparison.Ordinal);
            Assert.Contains("nothing was done", run.Error, StringComparison.Ordinal);
            Assert.Equal(Blobs(TemporaryFolder.Repository), Blobs(folder.Path));
        }
    }

    [Fact]
    public async Task What_is_no_policy_of_the_folder_makes_nothing_stale()
    {
        using var folder = await PlanAsync("policies");
        folder.Write("policies/values.yaml", "replicas: 3\n");
        folder.Write("policies/a.policytest.yaml", "policy: a.yaml\ntests: []\n");
        folder.Write("policies/README.md", Protection);
        folder.Write("policies/more/c.yaml", Protection);
        folder.Write("other.yaml", Protection);
        var run = await CliRun.RunAsync(folder.Path, "apply", "plan.json");
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.NotEqual(Blobs(TemporaryFolder.Repository), Blobs(folder.Path));
    }

    [Fact]
    public async Task A_plan_of_named_files_does_not_look_at_their_folder()
    {
        using var folder = await PlanAsync("policies/a.yaml", "policies/b.yml");
        folder.Write("policies/c.yaml", Protection);
        var run = await CliRun.RunAsync(folder.Path, "apply", "plan.json");
        Assert.True(run.Status == 0, run.Output + run.Error);
    }

    [Fact]
    public async Task A_machine_that_never_had_the_folder_has_to_be_told()
    {
        using var folder = await PlanAsync("policies");
        Directory.Delete(Path.Combine(folder.Path, "policies"), recursive: true);
        var run = await CliRun.RunAsync(folder.Path, "apply", "plan.json", "--in-use-as-planned");
        Assert.True(run.Status == 0, run.Output + run.Error);
    }

    private static void Change(TemporaryFolder folder, string change, string path)
    {
        var full = Path.Combine(folder.Path, path);
        switch (change)
        {
            case "edit":
                folder.Write(path, folder.Read(path) + "# edited\n");
                break;
            case "remove" when Directory.Exists(full):
                Directory.Delete(full, recursive: true);
                break;
            case "remove":
                File.Delete(full);
                break;
            case "break":
                folder.Write(path, "protect: [{ tags: [\n");
                break;
            default:
                folder.Write(path, Protection);
                break;
        }
    }

    private static async Task<TemporaryFolder> PlanAsync(params string[] named)
    {
        var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        folder.Write("policies/a.yaml", Policy.Replace("NAME", "a", StringComparison.Ordinal));
        folder.Write("policies/b.yml", Policy.Replace("NAME", "b", StringComparison.Ordinal));
        var plan = await CliRun.RunAsync(folder.Path, ["plan", .. named, "--target", "oci-layout:examples/registry", "--out", "plan.json"]);
        Assert.True(plan.Status == 0, plan.Error);
        return folder;
    }

    private static string Blobs(string folder) =>
        string.Join(
            '\n',
            Directory
                .GetFiles(Path.Combine(folder, "examples", "registry", "blobs", "sha256"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
}
