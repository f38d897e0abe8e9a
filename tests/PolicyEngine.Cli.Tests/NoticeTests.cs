namespace PolicyEngine.Cli.Tests;

/// <summary>Announced deletions on a real registry: a layout on the disk, night after night.</summary>
public sealed class NoticeTests : IDisposable
{
    private const string Notice = "retention.notice.json";
    private readonly TemporaryFolder _folder = new();

    public NoticeTests()
    {
        _folder.CopyFromRepository("examples/registry");
        _folder.Write(
            "policies/p.yaml",
            """
            version: 1
            targets: ["oci-layout:../examples/registry"]
            rules:
              - id: pulls
                match: { tags: ["pr-*"] }
                delete: { older-than: 14d, except-newest: 3 }

            """
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nights_announce_and_delete_on_the_day_that_was_said()
    {
        var first = await RunAsync("2026-06-01T03:17:00Z", "--rehearse", "7", "--cache", "cache");
        Assert.Equal(0, first.Status);
        Assert.Contains(
            "nothing to delete, 14 images kept; 3 images announced, to be deleted from 2026-06-08 on",
            first.Output,
            StringComparison.Ordinal
        );
        Assert.Contains($"Nothing was announced before in 'cache/{Notice}'", first.Error, StringComparison.Ordinal);
        Assert.Empty(Journals());
        Assert.Contains(
            "announced",
            (await RunAsync("2026-06-07T03:17:00Z", "--rehearse", "7d", "--cache", "cache")).Output,
            StringComparison.Ordinal
        );
        Assert.Empty(Journals());

        var last = await RunAsync("2026-06-08T03:16:00Z", "--rehearse", "7", "--cache", "cache");
        Assert.Equal(0, last.Status);
        Assert.Contains("3 of 14 images to delete", last.Output, StringComparison.Ordinal);
        Assert.Contains("pr-1", last.Output[last.Output.IndexOf("Done:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_and_a_dry_run_read_the_notice_and_write_nothing()
    {
        await RunAsync("2026-06-01T03:17:00Z", "--rehearse", "7", "--notice", "n.json");
        var before = _folder.Read("n.json");
        var plan = await CliRun.RunAsync(
            _folder.Path,
            "plan",
            "--now",
            "2026-06-05",
            "--rehearse",
            "7",
            "--notice",
            "n.json",
            "--no-cache"
        );
        Assert.Contains(
            "3 images are to be deleted on 2026-06-08 by 'pulls'",
            string.Join(' ', plan.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        await RunAsync("2026-06-06", "--rehearse", "7", "--notice", "n.json", "--dry-run");
        Assert.Equal(before, _folder.Read("n.json"));
        await CliRun.RunAsync(_folder.Path, "plan", "--now", "2026-06-05", "--rehearse", "7", "--notice", "other.json", "--no-cache");
        Assert.False(File.Exists(Path.Combine(_folder.Path, "other.json")));
    }

    [Fact]
    public async Task A_damaged_notice_begins_again_and_says_so()
    {
        await RunAsync("2026-06-01", "--rehearse", "7", "--notice", "n.json");
        _folder.Write(
            "n.json",
            System.Text.Encoding.UTF8.GetBytes(_folder.Read("n.json").Replace("2026-06-01", "2026-01-01", StringComparison.Ordinal))
        );
        var run = await RunAsync("2026-06-02", "--rehearse", "7", "--notice", "n.json");
        Assert.Contains(
            "warning: The notice 'n.json' cannot be used (its content does not have the SHA-256 that it states)",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("to be deleted from 2026-06-09 on", run.Output, StringComparison.Ordinal);
        Assert.Empty(Journals());
    }

    [Fact]
    public async Task Without_a_cache_the_notice_is_beside_the_journal()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "journals"));
        await RunAsync("2026-06-01", "--rehearse", "7", "--journal", "journals/j.journal.jsonl");
        Assert.True(File.Exists(Path.Combine(_folder.Path, "journals", Notice)));
    }

    [Fact]
    public async Task What_cannot_be_announced_is_not_deleted()
    {
        await RunAsync("2026-06-01", "--rehearse", "7", "--notice", "n.json");
        var content = _folder.Read("n.json");
        File.Delete(Path.Combine(_folder.Path, "n.json"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "n.json"));
        Assert.Equal(2, (await RunAsync("2026-06-08", "--rehearse", "7", "--notice", "n.json")).Status);
        Assert.Equal(2, (await RunAsync("2026-06-08", "--rehearse", "7", "--notice", "nowhere/n.json")).Status);
        Assert.Empty(Journals());
        Assert.NotEmpty(content);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1h")]
    [InlineData("x")]
    [InlineData("400")]
    public async Task What_is_not_a_number_of_days_is_wrong_usage(string days)
    {
        var run = await RunAsync("2026-06-01", $"--rehearse={days}");
        Assert.Equal(2, run.Status);
        Assert.Contains($"--rehearse: '{days}' is not a number of days from 1 to 365.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layout_keeps_its_notice_in_itself()
    {
        await RunAsync("2026-06-01T03:17:00Z", "--rehearse", "7", "--notice", "registry");
        var blobs = Directory.GetFiles(Path.Combine(_folder.Path, "examples/registry/blobs/sha256")).Length;
        await RunAsync("2026-06-05T03:17:00Z", "--rehearse", "7", "--notice", "registry");
        Assert.Empty(Journals());
        Assert.Contains("policyengine-notice", _folder.Read("examples/registry/index.json"), StringComparison.Ordinal);

        var due = await RunAsync("2026-06-08T03:17:00Z", "--rehearse", "7", "--notice", "registry");
        Assert.Equal(0, due.Status);
        Assert.Contains("3 of 14 images to delete", due.Output, StringComparison.Ordinal);
        var after = Directory.GetFiles(Path.Combine(_folder.Path, "examples/registry/blobs/sha256")).Length;
        Assert.True(after < blobs);

        // One notice takes the place of the other, with its content.
        await RunAsync("2026-06-09T03:17:00Z", "--rehearse", "7", "--notice", "registry");
        Assert.Equal(after, Directory.GetFiles(Path.Combine(_folder.Path, "examples/registry/blobs/sha256")).Length);
        Assert.False(File.Exists(Path.Combine(_folder.Path, Notice)));
    }

    [Fact]
    public async Task A_snapshot_has_no_registry_to_keep_a_notice_in()
    {
        await CliRun.RunAsync(_folder.Path, "snapshot", "oci-layout:examples/registry", "--output", "s.json");
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "--snapshot", "s.json", "--rehearse", "7", "--notice", "registry");
        Assert.Equal(2, plan.Status);
        Assert.Contains("--notice registry reads what was announced from registries", plan.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_announcements_no_notice_is_written()
    {
        await RunAsync("2026-06-01", "--cache", "cache");
        Assert.NotEmpty(Journals());
        Assert.False(File.Exists(Path.Combine(_folder.Path, "cache", Notice)));
    }

    private Task<CliRun> RunAsync(string now, params string[] args) =>
        CliRun.RunAsync(
            _folder.Path,
            [.. (string[])["run", "--now", now, "--yes"], .. args.Contains("--cache") ? Array.Empty<string>() : ["--no-cache"], .. args]
        );

    private string[] Journals() => Directory.GetFiles(_folder.Path, "*.journal.jsonl");
}
