using Microsoft.Extensions.Time.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>A job that runs every night on a machine that keeps its files, with the same name for its journal.</summary>
public sealed class NightlyRunTests
{
    private const string Journal = "nightly.journal.jsonl";
    private const string Kept = "nightly.20260601T000000Z.journal.jsonl";
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public async Task A_finished_journal_is_kept_under_the_time_of_its_run_and_still_undoes_it()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        folder.Write(
            "second.yaml",
            """
            version: 1
            targets: ["oci-layout:examples/registry"]
            protect: [{ tags: ["v*", latest] }]
            rules: [{ id: more, match: { tags: [pr-4, pr-5] }, delete: all }]
            """
        );
        var whole = Blobs(folder);
        await RunAsync(folder, 0);
        var first = Blobs(folder);
        var second = await RunAsync(folder, 1, "second.yaml");
        Assert.Contains(
            $"The journal '{Journal}' belongs to an earlier, finished plan and was renamed to '{Kept}'.",
            second.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(3, new[] { whole, first, Blobs(folder) }.Distinct().Count());
        Assert.True(File.Exists(Path.Combine(folder.Path, Kept + ".plan.json")));

        await RestoreAsync(folder, Journal);
        Assert.Equal(first, Blobs(folder));
        await RestoreAsync(folder, Kept);
        Assert.Equal(whole, Blobs(folder));
    }

    [Fact]
    public async Task A_journal_that_was_not_finished_makes_room_and_what_it_began_is_finished()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await RunAsync(folder, 0);
        await RestoreAsync(folder, Journal);
        var whole = Blobs(folder);
        folder.Write(
            Journal,
            string.Concat(
                folder
                    .Read(Journal)
                    .Split('\n')
                    .Where(line => line.Length > 0 && !line.Contains("\"type\":\"end\"", StringComparison.Ordinal))
                    .Select(line => line + "\n")
            )
        );

        var next = await RunAsync(folder, 1);
        Assert.Contains($"the run of '{Journal}' is unfinished and is completed first.\n", next.Error, StringComparison.Ordinal);
        Assert.NotEqual(whole, Blobs(folder));
        await RestoreAsync(folder, Journal);
        Assert.Equal(whole, Blobs(folder));
        Assert.DoesNotContain("was not finished", (await RunAsync(folder, 2)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_of_another_that_was_not_finished_is_left_alone_by_apply()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await RunAsync(folder, 0);
        await RestoreAsync(folder, Journal);
        folder.Write(
            Journal,
            string.Concat(
                folder
                    .Read(Journal)
                    .Split('\n')
                    .Where(line => line.Length > 0 && !line.Contains("\"type\":\"end\"", StringComparison.Ordinal))
                    .Select(line => line + "\n")
            )
        );
        var (whole, before) = (Blobs(folder), folder.Read(Journal));
        await CliRun.RunAsync(folder.Path, ["plan", "examples/retention.yaml", "--out", "other.json"], NoVariables, Night(1));
        var refused = await CliRun.RunAsync(folder.Path, ["apply", "other.json", "--journal", Journal], NoVariables, Night(1));
        Assert.Equal(1, refused.Status);
        Assert.Equal(
            $"error: The journal '$DIR/{Journal}' belongs to another plan, which is unfinished: apply that one again, or name "
                + $"another file with --journal. To resume it: 'policyengine apply {Journal}.plan.json'. Nothing was deleted.\n",
            refused.Error
        );
        Assert.Equal(whole, Blobs(folder));
        Assert.Equal(before, folder.Read(Journal));
    }

    [Fact]
    public async Task A_plan_that_is_made_and_applied_every_night_under_the_same_name_is_applied()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        string? expected = null;
        for (var night = 0; night < 3; night++)
        {
            await CliRun.RunAsync(folder.Path, ["plan", "examples/retention.yaml", "--out", "nightly.json"], NoVariables, Night(night));
            var applied = await CliRun.RunAsync(folder.Path, ["apply", "nightly.json"], NoVariables, Night(night));
            Assert.True(applied.Status == 0, applied.Error);
            Assert.Equal(expected ??= Blobs(folder), Blobs(folder));
            await RestoreAsync(folder, Journal);
        }

        Assert.Equal(3, Directory.GetFiles(folder.Path, "nightly*.journal.jsonl").Length);
    }

    [Fact]
    public async Task A_journal_under_which_nothing_was_begun_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await RunAsync(folder, 0);
        for (var night = 1; night < 4; night++)
        {
            await CliRun.RunAsync(folder.Path, ["plan", "examples/retention.yaml", "--out", "idle.json"], NoVariables, Night(night));
            Assert.Equal(0, (await CliRun.RunAsync(folder.Path, ["apply", "idle.json"], NoVariables, Night(night))).Status);
        }

        Assert.Single(Directory.GetFiles(folder.Path, "idle*.journal.jsonl"));
    }

    [Fact]
    public async Task Files_of_the_user_beside_the_journal_are_left_alone()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        folder.Write("nightly.json", "the user's own");
        await RunAsync(folder, 0);
        Assert.Equal("the user's own", folder.Read("nightly.json"));
    }

    private static FakeTimeProvider Night(int number) => new(CliRun.Now.AddDays(number));

    private static async Task<CliRun> RunAsync(
        TemporaryFolder folder,
        int night,
        string policy = "examples/retention.yaml",
        int expected = 0
    )
    {
        var run = await CliRun.RunAsync(
            folder.Path,
            ["run", policy, "--output", "ignored.txt", "--journal", Journal],
            NoVariables,
            Night(night)
        );
        Assert.True(run.Status == expected, run.Error);
        return run;
    }

    private static async Task RestoreAsync(TemporaryFolder folder, string journal)
    {
        var restored = await CliRun.RunAsync(folder.Path, "restore", journal);
        Assert.True(restored.Status == 0, restored.Output + restored.Error);
    }

    private static string Blobs(TemporaryFolder folder) =>
        string.Join(
            '\n',
            Directory
                .GetFiles(Path.Combine(folder.Path, "examples", "registry", "blobs", "sha256"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
}
