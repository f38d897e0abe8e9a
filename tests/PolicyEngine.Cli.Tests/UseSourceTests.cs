using System.Text.Json;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>Policies that ask a cluster, or GitHub's deployments, what is in use: from plan to apply.
/// They also run on a native program, which has only a part of the client of Kubernetes.</summary>
public sealed class UseSourceTests : IAsyncLifetime, IDisposable
{
    private const string Hash = "8f14e45fceea167a5a36dedd4bea2543c9c1f2b0";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<string> _images = ["oci-layout/registry:pr-1"];
    private OddServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync();
        _server.Instead = request => request.Line.Contains("/api", StringComparison.Ordinal) ? List(request.Line) : null;
        _folder.CopyFromRepository("examples/registry");
        _folder.Write(
            "kubeconfig",
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [ { name: main, cluster: { server: "{{_server.Url}}" } } ]
            users: [ { name: someone, user: { token: secret } } ]
            contexts: [ { name: prod, context: { cluster: main, user: someone } } ]
            """
        );
        _variables["KUBECONFIG"] = Path.Combine(_folder.Path, "kubeconfig");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_cluster_runs_is_kept_also_when_it_runs_only_since_the_plan()
    {
        Write("kubernetes: { contexts: prod }");
        _images[0] = $"registry.example.com/mirror@{Digest("pr-1")}";
        Assert.Equal(0, (await RunAsync("plan", "policy.yaml", "--out", "plan.json")).Status);
        var explained = await RunAsync("explain", "pr-1", "policy.yaml");
        Assert.Contains("Protected by 'running': runs in prod, Pod shop/web-0", explained.Output, StringComparison.Ordinal);

        _images.Add($"registry.example.com/mirror@{Digest("pr-2")}");
        var applied = await RunAsync("apply", "plan.json", "--yes");
        Assert.Contains("What is in use has changed since the plan was made", applied.Error, StringComparison.Ordinal);
        Assert.True(Has("pr-1") && Has("pr-2") && !Has("pr-3"), _folder.Read("examples/registry/index.json"));
    }

    [Fact]
    public async Task A_cluster_that_refuses_one_kind_deletes_nothing()
    {
        Write("kubernetes: { contexts: prod }");
        var answer = _server.Instead!;
        _server.Instead = request =>
            request.Line.Contains("/jobs?", StringComparison.Ordinal) ? Answer.Json("""{"message":"no"}""", 403) : answer(request);
        var run = await RunAsync("run", "policy.yaml", "--yes");
        Assert.Equal(3, run.Status);
        Assert.Contains("does not list jobs (403, no)", run.Output, StringComparison.Ordinal);
        Assert.True(Has("pr-3"));
        Assert.Equal(3, (await RunAsync("facts", "policy.yaml")).Status);
    }

    [Fact]
    public async Task What_was_deployed_is_kept()
    {
        Write($$"""github-deployments: { environments: [production], repository: acme/web, api-url: "{{_server.Url}}" }""");
        _server.On(
            "GET /repos/acme/web/deployments",
            Answer.Json($$"""[{"id":7,"sha":"{{Hash}}","environment":"production","created_at":"2026-05-01T00:00:00Z"}]""")
        );
        _server.On("GET /repos/acme/web/deployments/7/statuses", Answer.Json("""[{"state":"inactive"},{"state":"success"}]"""));
        Retag("pr-1", "sha-8f14e45");
        var facts = await RunAsync("facts", "policy.yaml", "--verbose");
        Assert.Equal(0, facts.Status);
        Assert.Contains($"{Hash} was deployed to production at 2026-05-01T00:00:00Z", facts.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("run", "policy.yaml", "--yes")).Status);
        Assert.True(Has("sha-8f14e45") && !Has("pr-3"));
    }

    [Fact]
    public async Task An_environment_without_a_deployment_deletes_nothing()
    {
        Write($$"""github-deployments: { environments: [production], repository: acme/web, api-url: "{{_server.Url}}" }""");
        _server.On("GET /repos/acme/web/deployments", Answer.Json("[]"));
        var run = await RunAsync("run", "policy.yaml", "--yes");
        Assert.Equal(3, run.Status);
        Assert.Contains("no successful deployment of 'acme/web' to 'production'", run.Output, StringComparison.Ordinal);
        Assert.True(Has("pr-3"));
    }

    [Fact]
    public async Task A_snapshot_with_facts_is_planned_without_asking_again()
    {
        Write("kubernetes: { contexts: prod }");
        _images[0] = $"registry.example.com/mirror@{Digest("pr-1")}";
        var taken = await RunAsync("snapshot", "oci-layout:./examples/registry", "--policy", "policy.yaml", "-o", "state.json.gz");
        Assert.Equal(0, taken.Status);
        _server.Instead = _ => Answer.Json("{}", 500);
        var asked = _server.Received.Count;
        foreach (
            var command in (string[][])
                [
                    ["plan", "policy.yaml"],
                    ["explain", "pr-1", "policy.yaml"],
                    ["diff", "policy.yaml", "policy.yaml"],
                ]
        )
        {
            Assert.Equal(0, (await RunAsync([.. command, "--snapshot", "state.json.gz"])).Status);
        }

        Assert.Equal(asked, _server.Received.Count);
        var plan = await RunAsync("plan", "policy.yaml", "--snapshot", "state.json.gz");
        Assert.Contains("in use, protected by 'running'", plan.Output, StringComparison.Ordinal);

        // Of a source that the snapshot does not have, nobody knows the answer: it is asked.
        Write("kubernetes: { contexts: [prod, prod2] }");
        Assert.Equal(3, (await RunAsync("plan", "policy.yaml", "--snapshot", "state.json.gz")).Status);
    }

    [Fact]
    public async Task An_image_that_cannot_be_told_deletes_nothing()
    {
        Write("kubernetes: { contexts: prod }");
        _images.Add("registry.example.com/Mirror:1");
        var run = await RunAsync("run", "policy.yaml", "--yes");
        Assert.Equal(3, run.Status);
        Assert.Contains("'registry.example.com/Mirror:1' is not an image reference", run.Output, StringComparison.Ordinal);
        Assert.True(Has("pr-3"));
    }

    [Fact]
    public async Task An_empty_answer_of_a_snapshot_counts_only_for_a_policy_that_allows_it()
    {
        Write("kubernetes: { contexts: prod, allow-empty: true }");
        _images.Clear();
        var taken = await RunAsync("snapshot", "oci-layout:./examples/registry", "--policy", "policy.yaml", "-o", "state.json");
        Assert.Equal(0, taken.Status);
        Assert.Equal(0, (await RunAsync("plan", "policy.yaml", "--snapshot", "state.json")).Status);
        Write("kubernetes: { contexts: prod }");
        var plan = await RunAsync("plan", "policy.yaml", "--snapshot", "state.json");
        Assert.Equal(3, plan.Status);
        Assert.Contains("'allow-empty: true'", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_of_which_a_source_fails_says_so()
    {
        Write("kubernetes: { contexts: prod }");
        _server.Instead = _ => Answer.Json("""{"message":"no"}""", 403);
        var taken = await RunAsync("snapshot", "oci-layout:./examples/registry", "--policy", "policy.yaml", "-o", "state.json");
        Assert.Equal(3, taken.Status);
        Assert.Contains("does not list cronjobs (403, no)", taken.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("plan", "policy.yaml", "--snapshot", "state.json")).Status);
        Assert.Contains("\"kind\": \"kubernetes\"", _folder.Read("state.json"), StringComparison.Ordinal);
        _folder.Write("state.json", _folder.Read("state.json").Replace("(403, no)", "(403)", StringComparison.Ordinal));
        Assert.Equal(2, (await RunAsync("plan", "policy.yaml", "--snapshot", "state.json")).Status);
    }

    private Answer List(string line)
    {
        var items = line.Contains("/pods?", StringComparison.Ordinal)
            ? _images.Select(
                (image, i) =>
                    new { metadata = new { name = $"web-{i}", @namespace = "shop" }, spec = new { containers = new[] { new { image } } } }
            )
            : [];
        return Answer.Json(
            JsonSerializer.Serialize(
                new
                {
                    kind = "List",
                    metadata = new { },
                    items,
                }
            )
        );
    }

    private void Write(string source) =>
        _folder.Write(
            "policy.yaml",
            $$"""
            version: 1
            targets: ["oci-layout:./examples/registry"]
            settings: { age-from: [created] }
            protect:
              - { id: running, in-use: { {{source}} } }
              - { tags: [latest] }
            rules:
              - { id: pull-requests, match: { tags: ["pr-*", "sha-*"] }, delete: all }
            """
        );

    private void Retag(string from, string to) =>
        _folder.Write(
            "examples/registry/index.json",
            _folder.Read("examples/registry/index.json").Replace($"\"{from}\"", $"\"{to}\"", StringComparison.Ordinal)
        );

    private string Digest(string tag)
    {
        using var index = JsonDocument.Parse(_folder.Read("examples/registry/index.json"));
        return index
            .RootElement.GetProperty("manifests")
            .EnumerateArray()
            .First(entry =>
                entry.TryGetProperty("annotations", out var notes)
                && notes.TryGetProperty("org.opencontainers.image.ref.name", out var name)
                && name.GetString() == tag
            )
            .GetProperty("digest")
            .GetString()!;
    }

    private bool Has(string tag) => _folder.Read("examples/registry/index.json").Contains($"\"{tag}\"", StringComparison.Ordinal);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfBinaryAsync(_folder.Path, arguments, _variables);
}
