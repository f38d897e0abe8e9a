using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Against a server that pages, limits and refuses as GitHub does.</summary>
public sealed class PullRequestReaderTests : IDisposable
{
    private static readonly DateTimeOffset Before = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _cache = new();
    private readonly PullRequestPages _pages = new();
    private readonly TestOptions _options = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Ten_thousand_take_a_hundred_requests_the_first_time_and_then_a_few()
    {
        _pages.Add(10_000, Before);
        await using var server = await StartAsync();
        _options.Environment["GITHUB_TOKEN"] = "secret";
        Assert.Equal(10_000, (await ReadAsync(server)).ByNumber.Count);
        Assert.Equal(100, server.Received.Count);

        _pages.All[812] = (Before.AddDays(100), true, Before.AddDays(100));
        _pages.Add(1, Before.AddDays(101));
        var facts = await ReadAsync(server);
        Assert.Equal(10_001, facts.ByNumber.Count);
        Assert.Equal(new PullRequest(812, PullRequestState.Merged, Before.AddDays(100)), facts.ByNumber[812]);
        Assert.Equal(101, server.Received.Count);

        Assert.Equal(10_001, (await ReadAsync(server)).ByNumber.Count);
        Assert.Equal(102, server.Received.Count);
        Assert.NotNull(server.Received[^1].Header("If-None-Match"));
    }

    [Fact]
    public async Task What_was_kept_is_not_believed_with_another_token()
    {
        _pages.Add(3, Before);
        await using var server = await StartAsync();
        _options.Environment["GITHUB_TOKEN"] = "one";
        await ReadAsync(server);
        _options.Environment["GITHUB_TOKEN"] = "two";
        await ReadAsync(server);
        Assert.All(server.Received, r => Assert.Contains("sort=created", r.Line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_over_several_pages_are_all_found()
    {
        _pages.Add(1000, Before);
        await using var server = await StartAsync();
        _options.Environment["GITHUB_TOKEN"] = "secret";
        await ReadAsync(server);
        for (var number = 1; number <= 250; number++)
        {
            _pages.All[number] = (Before.AddDays(9), false, Before.AddDays(9).AddSeconds(number));
        }

        var facts = await ReadAsync(server);
        Assert.All(Enumerable.Range(1, 250), number => Assert.Equal(PullRequestState.Closed, facts.ByNumber[number].State));
        Assert.Equal(13, server.Received.Count);
    }

    [Fact]
    public async Task States_and_times_are_those_of_GitHub()
    {
        _pages.Add(3, Before);
        await using var server = await StartAsync();
        var facts = await ReadAsync(server);
        Assert.Equal(new PullRequest(1, PullRequestState.Merged, Before), facts.ByNumber[1]);
        Assert.Equal(new PullRequest(2, PullRequestState.Closed, Before), facts.ByNumber[2]);
        Assert.Equal(new PullRequest(3, PullRequestState.Open, null), facts.ByNumber[3]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    public async Task A_refusal_on_any_page_is_a_problem(int status)
    {
        _pages.Add(250, Before);
        await using var server = await StartAsync();
        server.Instead = Wrap(server, request =>
            request.Line.Contains("&page=3", StringComparison.Ordinal) ? Answer.Json("""{"message":"no"}""", status) : null
        );
        var facts = await ReadAsync(server);
        Assert.NotNull(facts.Problem);
        Assert.Empty(facts.ByNumber);
    }

    [Fact]
    public async Task A_limit_is_a_problem_that_says_so()
    {
        _pages.Add(3, Before);
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
        _pages.Add(250, Before);
        await using var server = await StartAsync((page, numbers) => page == 2 ? numbers[..50] : numbers);
        Assert.Contains("may not be whole", (await ReadAsync(server)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"number\":1}]")]
    [InlineData("[{\"number\":1,\"state\":\"odd\",\"updated_at\":\"2025-01-01T00:00:00Z\"}]")]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("[null]")]
    public async Task An_answer_that_is_not_understood_is_a_problem(string body)
    {
        await using var server = await StartAsync();
        server.Instead = _ => Answer.Json(body);
        Assert.NotNull((await ReadAsync(server)).Problem);
    }

    [Fact]
    public async Task A_token_does_not_go_to_a_host_that_only_the_policy_names()
    {
        _pages.Add(3, Before);
        await using var server = await StartAsync();
        _options.Environment["GITHUB_TOKEN"] = "secret";
        var facts = await ReadAsync(server, isNamed: false);
        Assert.Contains("GITHUB_TOKEN is not sent", facts.Problem, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task The_repository_of_a_workflow_is_the_usual_one()
    {
        _pages.Add(3, Before);
        await using var server = await StartAsync();
        _options.Environment["GITHUB_REPOSITORY"] = "acme/web";
        Assert.Equal(3, (await ReadAsync(server, repository: null)).ByNumber.Count);
        _options.Environment["GITHUB_REPOSITORY"] = "../x";
        Assert.Contains("GITHUB_REPOSITORY", (await ReadAsync(server, repository: null)).Problem, StringComparison.Ordinal);
    }

    private async Task<OddServer> StartAsync(Func<int, int[], int[]>? cut = null)
    {
        var server = await OddServer.StartAsync();
        server.Instead = request => _pages.Answer(server.Url, request, cut);
        return server;
    }

    private static Func<ReceivedRequest, Answer?> Wrap(OddServer server, Func<ReceivedRequest, Answer?> before)
    {
        var after = server.Instead!;
        return request => before(request) ?? after(request);
    }

    private async Task<PullRequestFacts> ReadAsync(OddServer server, string? repository = "acme/web", bool isNamed = true)
    {
        var source = new PullRequestSource
        {
            Policy = "policy.yaml",
            Location = new Location(SourceText.From("policy.yaml", ""), new TextSpan(0, 0)),
            Repository = repository,
            ApiUrl = server.Url,
        };
        var registry = _options.Options with { CacheDirectory = _cache.Path, IsNamedByUser = _ => isNamed, MaxAttempts = 1 };
        return (PullRequestFacts)
            await FactSourceCatalog.ReadAsync(
                source,
                new FactOptions { Registry = registry, Folder = _cache.Path },
                CancellationToken.None
            );
    }
}
