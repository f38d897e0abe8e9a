using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>No file chooses who learns a token: a listener stands where a
/// policy, a plan or a journal leads, and looks at what it gets.</summary>
public sealed class TokenHostTests
{
    private static readonly Dictionary<string, string> Tokens = new()
    {
        ["POLICYENGINE_TOKEN"] = "secret-one",
        ["GITHUB_TOKEN"] = "secret-two",
    };

    private static readonly Answer Refusal = new() { Status = 401, Headers = [("WWW-Authenticate", "Basic realm=\"registry\"")] };

    public static TheoryData<string, string> Places =>
        new()
        {
            { "{ registry: ghcr.io, api-url: URL, repositories: [acme/web] }", "--api-url" },
            { "{ registry: ghcr.io, url: URL, api-url: URL, repositories: [acme/web] }", "--api-url" },
            { "{ registry: ghcr.io, api-url: URL, repositories: [\"acme/*\"] }", "--api-url" },
            { "{ registry: registry.example.com, provider: ghcr, url: URL, api-url: URL, repositories: [acme/web] }", "--api-url" },
            { "{ registry: registry.example.com, url: URL, repositories: [acme/web] }", "--registry-url" },
            { "{ registry: registry.example.com, url: URL, repositories: [\"acme/*\"] }", "--registry-url" },
        };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_token_does_not_go_where_a_policy_leads(string target, string option)
    {
        await using var listener = await StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy(target, listener));
        foreach (
            var command in (string[][])
                [
                    ["plan", "policy.yaml"],
                    ["run", "policy.yaml", "--yes"],
                    ["run", "policy.yaml", "--dry-run"],
                ]
        )
        {
            var run = await RunAsync(folder, listener, [.. command, "--no-cache"], Tokens);
            Assert.Equal(3, run.Status);
            Assert.Contains(option, run.Output + run.Error, StringComparison.Ordinal);
            Assert.Contains("POLICYENGINE_TOKEN_HOSTS", run.Output + run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_for_the_right_API_does_not_go_to_the_registry_that_a_policy_names()
    {
        await using var package = await PlannedPackage.StartAsync();
        await using var listener = await StartAsync();
        foreach (var digest in package.State.Split('\n').Select(line => line.Split(' ')[0]))
        {
            listener.On($"GET /v2/acme/web/manifests/{digest}", Refusal);
        }

        package.Folder.Write("policy.yaml", Policy("{ registry: ghcr.io, url: URL, repositories: [acme/web] }", listener));
        var variables = new Dictionary<string, string> { ["GITHUB_TOKEN"] = "token", ["GITHUB_API_URL"] = package.Direct[3] };
        var run = await RunAsync(package.Folder, listener, ["plan", "policy.yaml", "--no-cache"], variables);
        Assert.Equal(3, run.Status);
        Assert.Contains("--registry-url", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_of_Docker_for_one_registry_does_not_go_where_a_policy_leads()
    {
        await using var listener = await StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write("config.json", "{\"auths\":{\"ghcr.io\":{\"auth\":\"bWU6c2VjcmV0LXRocmVl\"}}}");
        folder.Write("policy.yaml", Policy("{ registry: ghcr.io, url: URL, api-url: URL, repositories: [acme/web] }", listener));
        var run = await RunAsync(
            folder,
            listener,
            ["plan", "policy.yaml", "--no-cache"],
            new Dictionary<string, string> { ["DOCKER_CONFIG"] = folder.Path }
        );
        Assert.Equal(3, run.Status);
    }

    [Theory]
    [InlineData("--registry-url", null)]
    [InlineData("--target", null)]
    [InlineData(null, "HOST")]
    [InlineData(null, "other.example.com, HOST")]
    public async Task A_token_goes_to_the_host_that_the_user_names(string? option, string? hosts)
    {
        await using var listener = await StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy($"{{ registry: \"{listener.Host}\", url: URL, repositories: [acme/web] }}", listener));
        var variables = new Dictionary<string, string>(Tokens);
        if (hosts is not null)
        {
            variables["POLICYENGINE_TOKEN_HOSTS"] = hosts.Replace("HOST", listener.Host, StringComparison.Ordinal);
        }

        string[] named = option is null ? [] : [option, option == "--target" ? $"{listener.Host}/acme/web" : listener.Url.AbsoluteUri];
        if (option == "--target")
        {
            named = [.. named, "--registry-url", listener.Url.AbsoluteUri];
        }

        await CliRun.RunAsync(folder.Path, ["plan", "policy.yaml", "--no-cache", .. named], variables, TimeProvider.System);
        Assert.Contains(listener.Received, request =>
            request.Header("Authorization")?.StartsWith("Basic ", StringComparison.Ordinal) ?? false
        );
    }

    [Fact]
    public async Task Apply_and_restore_send_no_token_where_a_policy_or_a_journal_leads()
    {
        await using var package = await PlannedPackage.StartAsync();
        await using var listener = await StartAsync();
        package.Folder.Write(
            "policy.yaml",
            package.Folder.Read("policy.yaml")
                + $"\ntargets: [{{ registry: ghcr.io, url: \"{listener.Url}\", api-url: \"{listener.Url}\", repositories: [acme/web] }}]\n"
        );
        await KilledApplyTests.PlanAsync(package.Folder, "ghcr.io/acme/web", package.Direct);
        var state = package.State;
        var led = await RunAsync(package.Folder, listener, ["apply", "plan.json", "--no-cache"], Tokens);
        Assert.NotEqual(0, led.Status);
        Assert.Contains("POLICYENGINE_TOKEN_HOSTS", led.Output + led.Error, StringComparison.Ordinal);
        Assert.Equal(state, package.State);
        var applied = await CliRun.RunAsync(
            package.Folder.Path,
            ["apply", "plan.json", .. package.Direct],
            KilledApplyTests.Token,
            TimeProvider.System
        );
        Assert.True(applied.Status == 0, applied.Output + applied.Error);
        var journal = package.Folder.Read("plan.journal.jsonl");
        var address = package.Direct.First(text => text.StartsWith("http", StringComparison.Ordinal)).TrimEnd('/');
        Assert.Contains(address, journal, StringComparison.Ordinal);
        foreach (var text in package.Direct.Where(text => text.StartsWith("http", StringComparison.Ordinal)))
        {
            journal = journal.Replace(text.TrimEnd('/'), listener.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        }

        package.Folder.Write("plan.journal.jsonl", journal);
        var restored = await RunAsync(package.Folder, listener, ["restore", "plan.journal.jsonl", "--no-cache"], Tokens);
        Assert.NotEqual(0, restored.Status);
        Assert.Contains("POLICYENGINE_TOKEN_HOSTS", restored.Output + restored.Error, StringComparison.Ordinal);
    }

    private static string Policy(string target, OddServer listener) =>
        $$"""
            version: 1
            targets: [{{target.Replace("URL", $"\"{listener.Url.AbsoluteUri}\"", StringComparison.Ordinal)}}]
            rules:
              - { id: old, match: { tags: ["pr-*"] }, delete: { older-than: 1d } }
            """;

    /// <summary>A listener that asks everyone for a password.</summary>
    private static async Task<OddServer> StartAsync()
    {
        var listener = await OddServer.StartAsync();
        foreach (
            var path in (string[])
                ["/v2/", "/v2/_catalog", "/v2/acme/web/tags/list", "/token", "/users/acme", "/orgs/acme/packages/container/web/versions"]
        )
        {
            listener.On("GET " + path, Refusal);
        }

        return listener;
    }

    private static async Task<CliRun> RunAsync(
        TemporaryFolder folder,
        OddServer listener,
        string[] args,
        Dictionary<string, string> variables
    )
    {
        var run = await CliRun.RunAsync(folder.Path, args, variables, TimeProvider.System);
        Assert.All(listener.Received, request => Assert.Null(request.Header("Authorization")));
        return run;
    }
}
