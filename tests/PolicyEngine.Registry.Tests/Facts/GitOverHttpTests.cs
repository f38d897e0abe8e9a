using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Against a remote over HTTP, which the tests serve by <c>git http-backend</c>.</summary>
public sealed class GitOverHttpTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Branches_tags_and_commits_are_those_of_the_remote()
    {
        var git = new TestGit(_folder.Path);
        var commits = await git.MakeAsync();
        await using var server = await GitHttpHost.StartAsync(_folder.Path);
        await PointAsync(git, $"{server.Url}remote.git");
        await git.RunAsync("work", "branch", "only-here");
        var facts = await ReadAsync();
        Assert.Null(facts.Problem);
        Assert.Equal(["feature/login", "main", "release/1"], facts.Branches);
        Assert.Equal(["annotated", "light"], facts.Tags);
        Assert.True(facts.IsReachable(commits["main"], GitFacts.KeyOf(["main"])));
        Assert.False(facts.IsReachable(commits["feature"], GitFacts.KeyOf(["main"])));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_refusal_is_a_problem_that_asks_nobody_for_a_password_and_shows_none(int status)
    {
        var git = new TestGit(_folder.Path);
        await git.MakeAsync();
        await using var server = await OddServer.StartAsync();
        server.Instead = _ => Answer.Json("{}", status).With("WWW-Authenticate", "Basic realm=\"git\"");
        await PointAsync(git, $"http://someone:hidden@{server.Host}/remote.git");
        var facts = await ReadAsync();
        Assert.NotNull(facts.Problem);
        Assert.DoesNotContain("hidden", facts.Problem, StringComparison.Ordinal);
        Assert.Empty(facts.Branches);
    }

    [Fact]
    public async Task Half_an_answer_is_a_problem()
    {
        var git = new TestGit(_folder.Path);
        await git.MakeAsync();
        await using var server = await GitHttpHost.StartAsync(_folder.Path);
        await PointAsync(git, $"{server.Url}remote.git");
        var whole = server.Instead!;
        server.Instead = request =>
            request.Line.StartsWith("POST", StringComparison.Ordinal)
                ? new Answer { Body = "003e"u8.ToArray(), Headers = [("Content-Type", "application/x-git-upload-pack-result")] }
                : whole(request);
        var facts = await ReadAsync();
        Assert.NotNull(facts.Problem);
    }

    [Fact]
    public async Task A_repository_that_does_not_exist_is_a_problem()
    {
        var git = new TestGit(_folder.Path);
        await git.MakeAsync();
        await using var server = await GitHttpHost.StartAsync(_folder.Path);
        await PointAsync(git, $"{server.Url}gone.git");
        Assert.Contains("'git ls-remote' failed", (await ReadAsync()).Problem, StringComparison.Ordinal);
    }

    private static Task<string> PointAsync(TestGit git, string url) => git.RunAsync("work", "remote", "set-url", "origin", url);

    private async Task<GitFacts> ReadAsync()
    {
        var source = new GitSource
        {
            Policy = "policy.yaml",
            Location = new Location(SourceText.From("policy.yaml", ""), new TextSpan(0, 0)),
            Path = "work",
            Questions =
            [
                ["main"],
            ],
        };
        var registry = new TestOptions().Options with { Clock = TimeProvider.System, Environment = Environment.GetEnvironmentVariable };
        return (GitFacts)
            await FactSourceCatalog.ReadAsync(
                source,
                new FactOptions { Registry = registry, Folder = _folder.Path },
                CancellationToken.None
            );
    }
}
