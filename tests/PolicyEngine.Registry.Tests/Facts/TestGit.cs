using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Makes real git repositories in a folder.</summary>
internal sealed class TestGit(string folder)
{
    /// <summary>A remote with three branches and two tags, and the clone that
    /// they came from, which also has a commit that nothing reaches.</summary>
    public async Task<Dictionary<string, string>> MakeAsync()
    {
        var commits = new Dictionary<string, string>(StringComparer.Ordinal);
        await RunAsync(".", "init", "-q", "--bare", "-b", "main", "remote.git");
        await RunAsync(".", "clone", "-q", "remote.git", "work");
        await RunAsync("work", "checkout", "-q", "-b", "main");
        await CommitAsync("first");
        await CommitAsync("main");
        foreach (
            var (branch, name) in new[] { ("feature/login", "feature"), ("release/1", "release"), ("lost", "lost"), ("for-tag", "tagged") }
        )
        {
            await RunAsync("work", "checkout", "-q", "-b", branch, "main");
            await CommitAsync(name);
        }

        await RunAsync("work", "tag", "-a", "-m", "a tag", "annotated", "for-tag");
        await RunAsync("work", "tag", "light", "main");
        await RunAsync("work", "push", "-q", "origin", "main", "feature/login", "release/1", "annotated", "light");
        await RunAsync("work", "checkout", "-q", "main");
        await RunAsync("work", "branch", "-q", "-D", "lost");
        return commits;

        async Task CommitAsync(string name)
        {
            await RunAsync("work", "commit", "-q", "--allow-empty", "-m", name);
            commits[name] = (await RunAsync("work", "rev-parse", "HEAD")).Trim();
        }
    }

    /// <summary>Runs git, which has to succeed.</summary>
    public async Task<string> RunAsync(string path, params string[] arguments)
    {
        var variables = new Dictionary<string, string?>
        {
            ["GIT_AUTHOR_NAME"] = "Ann",
            ["GIT_AUTHOR_EMAIL"] = "ann@example.com",
            ["GIT_COMMITTER_NAME"] = "Ann",
            ["GIT_COMMITTER_EMAIL"] = "ann@example.com",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
        };
        var ended = await TestProcess.RunAsync("git", arguments, Path.Combine(folder, path), variables);
        Assert.True(ended.Status == 0, $"git {string.Join(' ', arguments)}: {ended.Error}");
        return ended.Output;
    }
}
