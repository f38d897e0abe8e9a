using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Against a server that pages, limits and refuses as GitHub does.</summary>
public sealed class DeploymentReaderTests : IDisposable
{
    private readonly TemporaryDirectory _cache = new();
    private readonly DeploymentPages _pages = new();
    private readonly TestOptions _options = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Only_what_succeeded_counts_also_when_it_was_replaced_since()
    {
        _pages
            .Add(1, "inactive success in_progress")
            .Add(2, "failure in_progress")
            .Add(3, "error")
            .Add(4, "inactive success")
            .Add(5)
            .Add(6, "")
            .Add(7, "in_progress");
        await using var server = await StartAsync();
        var facts = await ReadAsync(server);
        Assert.Null(facts.Problem);
        AssertCommits(facts, 5, 4, 1);
        Assert.All(facts.Commits, commit => Assert.Equal(("production", 3), (commit.Environment, commit.Newest)));
    }

    [Fact]
    public async Task A_commit_counts_once_where_it_was_deployed_last()
    {
        _pages.Add(1).Add(2).Add(1).Add(2).Add(1);
        await using var server = await StartAsync();
        AssertCommits(await ReadAsync(server), 1, 2);
    }

    [Fact]
    public async Task Thousands_of_deployments_take_few_requests_and_the_next_time_none_that_counts()
    {
        for (var i = 0; i < 3000; i++)
        {
            _pages.Add(i, "inactive success");
        }

        _options.Environment["GITHUB_TOKEN"] = "secret";
        await using var server = await StartAsync();
        Assert.Equal(2999, Commits(await ReadAsync(server))[0]);
        var cold = server.Received.Count;
        Assert.InRange(cold, 4, 60);
        await ReadAsync(server);
        Assert.All(server.Received.Skip(cold), request => Assert.NotNull(request.Header("If-None-Match")));
    }

    [Fact]
    public async Task Deployments_that_failed_are_passed_over_on_all_pages()
    {
        _pages.Add(1);
        for (var i = 2; i <= 250; i++)
        {
            _pages.Add(i, "failure");
        }

        await using var server = await StartAsync();
        AssertCommits(await ReadAsync(server), 1);
    }

    [Fact]
    public async Task Each_environment_counts_by_itself()
    {
        _pages.Add(1).Add(2, environment: "pre/prod stage").Add(3);
        await using var server = await StartAsync();
        var facts = await ReadAsync(server, source => source with { Environments = ["pre/prod stage", "production"] });
        AssertCommits(facts, 2, 3, 1);
        Assert.Equal("3 deployed commits in 2 environments", facts.Summary);
    }

    [Fact]
    public async Task An_environment_without_a_successful_deployment_is_a_problem_unless_that_is_allowed()
    {
        _pages.Add(1).Add(2, "failure", "staging");
        await using var server = await StartAsync();
        var problem = (await ReadAsync(server, source => source with { Environments = ["production", "staging"] })).Problem;
        Assert.Contains("no successful deployment of 'acme/web' to 'staging'", problem, StringComparison.Ordinal);
        Assert.Contains("allow-empty: true", problem, StringComparison.Ordinal);
        Assert.Null((await ReadAsync(server, source => source with { Environments = ["staging"], AllowsEmpty = true })).Problem);

        // What was allowed to one policy may be kept in a snapshot, and is a problem for another.
        var kept = await ReadAsync(server, source => source with { Environments = ["production", "staging"], AllowsEmpty = true });
        Assert.Null(kept.Problem);
        var strict = new DeploymentSource { Policy = "policy.yaml", Location = default };
        Assert.Equal(problem, kept.For(strict).Problem);
        Assert.Same(kept, kept.For(strict with { AllowsEmpty = true }));
    }

    [Theory]
    [InlineData("/deployments?", 403)]
    [InlineData("/deployments?", 404)]
    [InlineData("/statuses?", 401)]
    [InlineData("/statuses?", 500)]
    public async Task A_refusal_is_a_problem(string part, int status)
    {
        _pages.Add(1);
        await using var server = await StartAsync();
        var after = server.Instead!;
        server.Instead = request =>
            request.Line.Contains(part, StringComparison.Ordinal) ? Answer.Json("""{"message":"no"}""", status) : after(request);
        var facts = await ReadAsync(server);
        Assert.Contains($"({status}, no)", facts.Problem, StringComparison.Ordinal);
        Assert.Empty(facts.Commits);
    }

    [Fact]
    public async Task A_limit_is_a_problem_that_says_so()
    {
        await using var server = await StartAsync();
        server.Instead = _ =>
            Answer
                .Json("""{"message":"API rate limit exceeded"}""", 403)
                .With("x-ratelimit-remaining", "0")
                .With("x-ratelimit-reset", "4102444800");
        Assert.Contains("too many requests", (await ReadAsync(server)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_page_is_a_problem()
    {
        for (var i = 0; i < 250; i++)
        {
            _pages.Add(i, "failure");
        }

        await using var server = await StartAsync(
            (line, entries) => line.Contains("&page=2", StringComparison.Ordinal) ? entries[..50] : entries
        );
        Assert.Contains("may not be whole", (await ReadAsync(server)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"id\":1}]")]
    [InlineData("[{\"id\":1,\"sha\":\"main\",\"environment\":\"production\",\"created_at\":\"2026-01-01T00:00:00Z\"}]")]
    [InlineData("[null]")]
    public async Task An_answer_that_is_not_understood_is_a_problem(string body)
    {
        await using var server = await StartAsync();
        server.Instead = _ => Answer.Json(body);
        Assert.Contains("does not answer as GitHub's API does", (await ReadAsync(server)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_repository_of_a_workflow_is_the_usual_one()
    {
        _pages.Add(1);
        await using var server = await StartAsync();
        Assert.Contains(
            "under 'github-deployments' of 'in-use'",
            (await ReadAsync(server, s => s with { Repository = null })).Problem,
            StringComparison.Ordinal
        );
        _options.Environment["GITHUB_REPOSITORY"] = "acme/web";
        AssertCommits(await ReadAsync(server, s => s with { Repository = null }), 1);
    }

    private static void AssertCommits(UsedImages facts, params int[] expected) => Assert.Equal(expected, Commits(facts));

    private static int[] Commits(UsedImages facts)
    {
        var known = Enumerable.Range(0, 3000).ToDictionary(DeploymentPages.Hash);
        return [.. facts.Commits.Select(commit => known[commit.Hash])];
    }

    private async Task<OddServer> StartAsync(Func<string, object[], object[]>? cut = null)
    {
        var server = await OddServer.StartAsync();
        server.Instead = request => _pages.Answer(server.Url, request, cut);
        return server;
    }

    private async Task<UsedImages> ReadAsync(OddServer server, Func<DeploymentSource, DeploymentSource>? change = null)
    {
        var source = new DeploymentSource
        {
            Policy = "policy.yaml",
            Location = new Location(SourceText.From("policy.yaml", ""), new TextSpan(0, 0)),
            Environments = ["production"],
            Newest = 3,
            Repository = "acme/web",
            ApiUrl = server.Url,
        };
        var registry = _options.Options with { CacheDirectory = _cache.Path, MaxAttempts = 1 };
        return (UsedImages)
            await FactSourceCatalog.ReadAsync(
                change?.Invoke(source) ?? source,
                new FactOptions { Registry = registry, Folder = _cache.Path },
                CancellationToken.None
            );
    }
}
