using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>What changed between plan and apply beside the registry: what is in use, and the policies.</summary>
public sealed class ChangedSincePlannedTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Running = "running.txt";

    private static readonly string[] Tags = ["pr-1", "pr-2", "v1"];

    private static readonly Dictionary<string, string> NoVariables = [];

    [SkippableFact]
    public async Task What_was_deployed_after_the_plan_stays_and_the_rest_goes()
    {
        using var folder = await SceneAsync("deployed-later");
        folder.Write(Running, $"{registry.Host}/deployed-later:v1\n{registry.Host}/deployed-later:pr-1\n");
        var run = await ApplyAsync(folder);
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Contains("What is in use has changed since the plan was made", run.Error, StringComparison.Ordinal);
        Assert.Equal(["pr-1", "v1"], await TagsAsync("deployed-later"));
    }

    [SkippableFact]
    public async Task What_is_in_use_as_before_in_another_order_needs_no_other_plan()
    {
        using var folder = await SceneAsync("as-before");
        folder.Write(Running, $"# again\n{registry.Host}/as-before:v1\n{registry.Host}/as-before:v1\n");
        var run = await ApplyAsync(folder);
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.DoesNotContain("What is in use", run.Error, StringComparison.Ordinal);
        Assert.Equal(["v1"], await TagsAsync("as-before"));
    }

    [SkippableFact]
    public async Task Where_what_is_in_use_cannot_be_read_again_nothing_goes()
    {
        using var folder = await SceneAsync("not-here");
        File.Delete(Path.Combine(folder.Path, Running));
        var noList = await ApplyAsync(folder);
        Assert.Equal(3, noList.Status);
        Assert.Contains(
            $"What is in use is unknown: '{Running}' does not exist",
            string.Join(' ', (noList.Output + noList.Error).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );

        File.Delete(Path.Combine(folder.Path, "policy.yaml"));
        var noPolicy = await ApplyAsync(folder);
        Assert.Equal(1, noPolicy.Status);
        Assert.Contains("--in-use-as-planned", noPolicy.Error, StringComparison.Ordinal);
        Assert.Equal(["pr-1", "pr-2", "v1"], await TagsAsync("not-here"));

        var told = await ApplyAsync(folder, "--in-use-as-planned");
        Assert.True(told.Status == 0, told.Output + told.Error);
        Assert.Equal(["v1"], await TagsAsync("not-here"));
    }

    [Theory]
    [InlineData("a.yaml", "b.yaml")]
    [InlineData("b.yaml", "a.yaml")]
    public async Task Each_of_several_policies_makes_the_plan_stale_by_itself(string changed, string removed)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        const string Policy = "version: 1\nrules: [{ id: NAME, match: { tags: [\"pr-*\"] }, delete: all }]\n";
        folder.Write("a.yaml", Policy.Replace("NAME", "a", StringComparison.Ordinal));
        folder.Write("b.yaml", Policy.Replace("NAME", "b", StringComparison.Ordinal));
        var plan = await CliRun.RunAsync(
            folder.Path,
            "plan",
            "a.yaml",
            "b.yaml",
            "--target",
            "oci-layout:examples/registry",
            "--out",
            "plan.json"
        );
        Assert.True(plan.Status == 0, plan.Error);

        folder.Write(changed, folder.Read(changed) + "# edited\n");
        var afterChange = await CliRun.RunAsync(folder.Path, "apply", "plan.json");
        Assert.Equal(
            (1, $"error: The policy '{changed}' was changed after the plan was made: nothing was done. Plan again.\n"),
            (afterChange.Status, afterChange.Error)
        );

        File.Delete(Path.Combine(folder.Path, removed));
        var afterRemoval = await CliRun.RunAsync(folder.Path, "apply", "plan.json");
        Assert.Equal(
            (1, $"error: The policy '{removed}' was removed after the plan was made: nothing was done. Plan again.\n"),
            (afterRemoval.Status, afterRemoval.Error)
        );
    }

    private static Task<CliRun> ApplyAsync(TemporaryFolder folder, params string[] more) =>
        CliRun.RunAsync(
            folder.Path,
            ["apply", "plan.json", "--registry-url", folder.Read("url"), "--no-cache", .. more],
            NoVariables,
            TimeProvider.System
        );

    private static TestManifest ImageOf(string repository, string tag) => TestManifest.Image($"{repository}-{tag}");

    private async Task<List<string>> TagsAsync(string repository)
    {
        var left = new List<string>();
        foreach (var tag in Tags)
        {
            if (await registry.HasAsync(repository, ImageOf(repository, tag).Digest))
            {
                left.Add(tag);
            }
        }

        return left;
    }

    private async Task<TemporaryFolder> SceneAsync(string repository)
    {
        registry.Require();
        foreach (var tag in Tags)
        {
            await registry.PushAsync(repository, ImageOf(repository, tag), tag);
        }

        var folder = new TemporaryFolder();
        folder.Write("url", registry.Url.AbsoluteUri);
        folder.Write(Running, $"{registry.Host}/{repository}:v1\n");
        folder.Write(
            "policy.yaml",
            $$"""
            version: 1
            targets: ["{{registry.Host}}/{{repository}}"]
            settings: { age-from: [created], grace: 1s }
            protect: [{ id: running, in-use: { refs: [{{Running}}] } }]
            rules:
              - { id: old, match: { tagged: true }, delete: all }
            """
        );
        var plan = await CliRun.RunAsync(
            folder.Path,
            ["plan", "policy.yaml", "--registry-url", registry.Url.AbsoluteUri, "--no-cache", "--out", "plan.json"],
            NoVariables,
            TimeProvider.System
        );
        Assert.True(plan.Status == 0, plan.Error);
        return folder;
    }
}
