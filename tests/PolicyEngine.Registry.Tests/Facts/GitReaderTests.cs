using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Against real repositories, which the tests make: a bare remote over file, and clones of it.</summary>
public sealed class GitReaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Branches_come_from_the_remote_and_not_from_the_clone()
    {
        await MakeAsync();
        await GitAsync("work", "branch", "only-here");
        await GitAsync("work", "push", "-q", "origin", "--delete", "feature/login");
        var facts = await ReadAsync("work");
        Assert.Null(facts.Problem);
        Assert.Equal(["main", "release/1"], facts.Branches);
        Assert.Equal(["annotated", "light"], facts.Tags);
    }

    [Fact]
    public async Task Commits_are_reachable_from_branches_and_from_annotated_tags()
    {
        var commits = await MakeAsync();
        var question = ImmutableArray.Create("main", "release/*", "tags");
        var facts = await ReadAsync("work", question);
        Assert.Null(facts.CommitProblem);
        Assert.True(facts.IsReachable(commits["main"], GitFacts.KeyOf(question)));
        Assert.True(facts.IsReachable(commits["tagged"][..8], GitFacts.KeyOf(question)));
        Assert.True(facts.IsReachable(commits["release"].ToUpperInvariant(), GitFacts.KeyOf(question)));
        Assert.False(facts.IsReachable(commits["feature"], GitFacts.KeyOf(question)));
        Assert.False(facts.IsReachable(commits["lost"], GitFacts.KeyOf(question)));
        Assert.Null(facts.IsReachable(new string('f', 40), GitFacts.KeyOf(question)));
        Assert.Null(facts.IsReachable("main", GitFacts.KeyOf(question)));
    }

    [Fact]
    public async Task A_short_hash_of_several_commits_is_unknown()
    {
        await MakeAsync();
        var question = ImmutableArray.Create("main");
        var facts = await ReadAsync("work", question) with { Commits = ["abcd0000", "abcd1111"] };
        Assert.Null(facts.IsReachable("abcd", GitFacts.KeyOf(question)));
    }

    [Fact]
    public async Task A_shallow_clone_answers_for_branches_only()
    {
        await MakeAsync();
        await GitAsync(".", "clone", "-q", "--depth", "1", new Uri(Path.Combine(_folder.Path, "remote.git")).AbsoluteUri, "shallow");
        var facts = await ReadAsync("shallow", ["main"]);
        Assert.Null(facts.Problem);
        Assert.Contains("main", facts.Branches);
        Assert.Contains("shallow", facts.CommitProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_without_the_latest_commits_answers_in_part()
    {
        await MakeAsync();
        await GitAsync(".", "clone", "-q", "remote.git", "old");
        await GitAsync("work", "commit", "-q", "--allow-empty", "-m", "new");
        await GitAsync("work", "push", "-q", "origin", "main");
        Assert.Contains("Fetch first", (await ReadAsync("old", ["main"])).CommitProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("master")]
    [InlineData("none/*")]
    public async Task A_question_that_means_no_branch_has_no_answer(string branch)
    {
        await MakeAsync();
        Assert.Contains(branch, (await ReadAsync("work", [branch])).CommitProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "origin", "does not exist")]
    [InlineData(".", "origin", "'git ls-remote' failed")]
    [InlineData("work", "upstream", "'git ls-remote' failed")]
    [InlineData("work", "--upload-pack=touch hacked", "'git ls-remote' failed")]
    public async Task What_fails_is_a_problem(string path, string remote, string problem)
    {
        await MakeAsync();
        var facts = await ReadAsync(path, remote: remote);
        Assert.Contains(problem, facts.Problem, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "work", "hacked")));
    }

    [Fact]
    public async Task A_password_in_the_address_of_a_remote_is_not_shown()
    {
        await MakeAsync();
        await GitAsync("work", "remote", "add", "secret", "http://me:hunter2@127.0.0.1:1/x.git");
        var facts = await ReadAsync("work", remote: "secret");
        Assert.NotNull(facts.Problem);
        Assert.DoesNotContain("hunter2", facts.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_without_branches_is_a_problem_unless_that_is_allowed()
    {
        await GitAsync(".", "init", "-q", "--bare", "remote.git");
        await GitAsync(".", "clone", "-q", "remote.git", "work");
        Assert.Contains("allow-empty", (await ReadAsync("work")).Problem, StringComparison.Ordinal);
        Assert.Null((await ReadAsync("work", allowsEmpty: true)).Problem);
    }

    [Fact]
    public async Task A_question_that_no_branch_matches_is_a_problem_unless_that_is_allowed()
    {
        await MakeAsync();
        var problem = (await ReadAsync("work", ["release/none-*"])).CommitProblem;
        Assert.Contains("has none of 'release/none-*'", problem, StringComparison.Ordinal);
        var kept = await ReadAsync("work", ["release/none-*"], allowsEmpty: true);
        Assert.Null(kept.CommitProblem);
        Assert.Equal(problem, kept.For(new GitSource { Policy = "policy.yaml", Location = default }).PartProblem);
    }

    private async Task<GitFacts> ReadAsync(
        string path,
        ImmutableArray<string>? question = null,
        string remote = "origin",
        bool allowsEmpty = false
    )
    {
        var source = new GitSource
        {
            Policy = "policy.yaml",
            Location = new Location(SourceText.From("policy.yaml", ""), new TextSpan(0, 0)),
            Path = path,
            Remote = remote,
            AllowsEmpty = allowsEmpty,
            Questions = question is { } asked ? [asked] : [],
        };
        var registry = new TestOptions().Options with { Clock = TimeProvider.System, Environment = Environment.GetEnvironmentVariable };
        return (GitFacts)
            await FactSourceCatalog.ReadAsync(
                source,
                new FactOptions { Registry = registry, Folder = _folder.Path },
                CancellationToken.None
            );
    }

    private Task<Dictionary<string, string>> MakeAsync() => new TestGit(_folder.Path).MakeAsync();

    private Task<string> GitAsync(string path, params string[] arguments) => new TestGit(_folder.Path).RunAsync(path, arguments);
}
