using PolicyEngine.Testing.Layouts;

namespace PolicyEngine.Cli.Tests;

/// <summary>Images that others are based on, over two repositories, from plan to apply.</summary>
public sealed class BaseOfKeptTests : IDisposable
{
    private const string Policy = """
        version: 1
        targets: ["oci-layout:./base", "oci-layout:./app"]
        settings: { age-from: [created] }
        protect:
          - { id: bases, base-of-kept: true }
        rules:
          - { id: old, match: { tags: ["1.*"] }, delete: all }
        """;

    private static readonly DateTimeOffset s_created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutWriter _base = new();
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

    public BaseOfKeptTests()
    {
        foreach (var tag in (string[])["1.0", "1.1", "1.2", "latest"])
        {
            var image = _base.Image("linux/amd64", s_created, $"base {tag}");
            _digests[tag] = image.Digest;
            _base.Tag(image, tag);
        }

        _base.WriteTo(Path.Combine(_folder.Path, "base"));
        WriteApp(("v1", "1.1"));
        _folder.Write("policy.yaml", Policy);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_keeps_the_bases_of_another_repository()
    {
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "run", "policy.yaml", "--yes")).Status);
        Assert.Equal(["1.1", "latest"], TagsLeft());
    }

    [Fact]
    public async Task A_run_over_one_repository_reads_the_others_that_the_policy_is_for()
    {
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "run", "policy.yaml", "--target", "oci-layout:./base", "--yes")).Status);
        Assert.Equal(["1.1", "latest"], TagsLeft());
    }

    [Fact]
    public async Task A_plan_over_one_repository_keeps_what_came_elsewhere_since()
    {
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--target", "oci-layout:./base", "--out", "plan.json");
        Assert.Contains("oci-layout/base: 2 of 4 images to delete", plan.Output, StringComparison.Ordinal);
        WriteApp(("v1", "1.1"), ("v2", "1.2"));
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "apply", "plan.json", "--yes")).Status);
        Assert.Equal(["1.1", "1.2", "latest"], TagsLeft());
    }

    [Fact]
    public async Task A_run_over_one_repository_deletes_nothing_while_another_cannot_be_read()
    {
        _folder.Write("app/index.json", "{");
        Assert.Equal(3, (await CliRun.RunAsync(_folder.Path, "run", "policy.yaml", "--target", "oci-layout:./base", "--yes")).Status);
        Assert.Equal(["1.0", "1.1", "1.2", "latest"], TagsLeft());
    }

    [Fact]
    public async Task What_came_since_the_plan_keeps_its_base()
    {
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--out", "plan.json")).Status);
        WriteApp(("v1", "1.1"), ("v2", "1.2"));
        var applied = await CliRun.RunAsync(_folder.Path, "apply", "plan.json", "--yes");
        Assert.Contains("may be based on others", applied.Error, StringComparison.Ordinal);
        Assert.Equal(["1.1", "1.2", "latest"], TagsLeft());
    }

    [Fact]
    public async Task A_saved_plan_deletes_what_is_no_base()
    {
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--out", "plan.json")).Status);
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "apply", "plan.json", "--yes")).Status);
        Assert.Equal(["1.1", "latest"], TagsLeft());
    }

    [Fact]
    public async Task A_repository_that_cannot_be_read_deletes_nothing_in_the_others()
    {
        _folder.Write("app/index.json", "{");
        var run = await CliRun.RunAsync(_folder.Path, "run", "policy.yaml", "--yes");
        Assert.Equal(3, run.Status);
        Assert.Equal(["1.0", "1.1", "1.2", "latest"], TagsLeft());
    }

    [Fact]
    public async Task An_explanation_says_whose_base_it_is()
    {
        var explained = await CliRun.RunAsync(_folder.Path, "explain", "1.1", "policy.yaml");
        Assert.Contains("Protected by 'bases': base of oci-layout/app:v1", explained.Output, StringComparison.Ordinal);
        Assert.Contains(
            "'old' condemns it",
            (await CliRun.RunAsync(_folder.Path, "explain", "1.0", "policy.yaml")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Snapshots_of_several_repositories_are_planned_alike()
    {
        Assert.Equal(
            0,
            (await CliRun.RunAsync(_folder.Path, "snapshot", "oci-layout:./base", "oci-layout:./app", "--output", "state.json")).Status
        );
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--snapshot", "state.json", "--format", "json");
        Assert.Contains("\"delete\": 2", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_provenance_names_is_a_base_too()
    {
        WriteBuilt("1.1");
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "run", "policy.yaml", "--yes")).Status);
        Assert.Equal(["1.1", "latest"], TagsLeft());
    }

    [Fact]
    public async Task A_snapshot_for_a_policy_has_what_provenance_names()
    {
        WriteBuilt("1.2");
        var args = new[] { "snapshot", "oci-layout:./base", "oci-layout:./app", "--policy", "policy.yaml", "--output", "state.json" };
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, args)).Status);
        Assert.Contains("\"materials\": [", _folder.Read("state.json"), StringComparison.Ordinal);
        var explained = await CliRun.RunAsync(_folder.Path, "explain", "1.2", "policy.yaml", "--snapshot", "state.json");
        Assert.Contains("Protected by 'bases': base of oci-layout/app:v1", explained.Output, StringComparison.Ordinal);
    }

    /// <summary>Writes an image that names its base only in the provenance that BuildKit attaches.</summary>
    private void WriteBuilt(string @base)
    {
        var app = new LayoutWriter();
        var image = app.Image("linux/amd64", s_created, "app");
        var statement =
            $$$$"""{"predicate":{"buildDefinition":{"resolvedDependencies":[{"uri":"pkg:docker/base","digest":{"sha256":"{{{{_digests[@base][7..]}}}}"}}]}}}""";
        app.Tag(app.Index([image, app.Attestation(image, statement, asArtifact: false)]), "v1");
        app.WriteTo(Path.Combine(_folder.Path, "app"));
    }

    /// <summary>Writes the images of the second repository, each with a base of the first.</summary>
    private void WriteApp(params (string Tag, string Base)[] images)
    {
        var app = new LayoutWriter();
        foreach (var (tag, @base) in images)
        {
            var labels = new Dictionary<string, string> { ["org.opencontainers.image.base.digest"] = _digests[@base] };
            app.Tag(app.Image("linux/amd64", s_created, $"app {tag}", labels), tag);
        }

        app.WriteTo(Path.Combine(_folder.Path, "app"));
    }

    private string[] TagsLeft() =>
        [
            .. _digests
                .Keys.Where(tag => _folder.Read("base/index.json").Contains($"\"{tag}\"", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
