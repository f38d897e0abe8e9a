using Microsoft.Extensions.Time.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>An answer that cannot be written in whole is never a success, and nothing that tells people ends the program.</summary>
public sealed class CutOutputTests
{
    public static TheoryData<string> Commands =>
        [
            "plan examples/retention.yaml",
            "plan examples/retention.yaml --format json",
            "plan examples/retention.yaml --format markdown",
            "plan examples/retention.yaml --format github",
            "plan examples/retention.yaml --format sarif",
            "run examples/retention.yaml --dry-run --format json",
            "validate examples/retention.yaml --format json",
            "validate examples/retention.yaml --format sarif",
            "schema",
            "schema plan",
            "snapshot oci-layout:examples/registry",
            "check oci-layout:examples/registry",
            "graph oci-layout:examples/registry",
            "graph oci-layout:examples/registry --format json",
            "explain pr-2 --target oci-layout:examples/registry examples/retention.yaml",
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_standard_output_does_not_take_is_exit_code_4(string command)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        foreach (var room in new[] { 0, 20 })
        {
            await using var full = new FullStream(room);
            var run = await CliRun.RunAsync(folder.Path, command.Split(' '), new Dictionary<string, string>(), with: environment =>
                environment with
                {
                    Output = full,
                }
            );
            Assert.True(run.Status == 4, $"{run.Status} {run.Error}");
            Assert.Contains(
                "error: Standard output could not be written completely: The disk is full.",
                run.Error,
                StringComparison.Ordinal
            );
        }
    }

    [SkippableTheory]
    [InlineData("--output", "/dev/full")]
    [InlineData("--output", "json=/dev/full")]
    [InlineData("--report", "/dev/full")]
    [InlineData("--out", "/dev/full")]
    public async Task What_a_file_does_not_take_is_exit_code_4(string option, string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var run = await CliRun.RunAsync(folder.Path, "plan", "examples/retention.yaml", option, path);
        Assert.Equal(4, run.Status);
    }

    [Fact]
    public async Task A_run_that_cannot_say_what_it_would_do_does_nothing()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await using var full = new FullStream(0);
        var run = await CliRun.RunAsync(
            folder.Path,
            ["run", "examples/retention.yaml"],
            new Dictionary<string, string>(),
            with: environment => environment with { Output = full }
        );
        Assert.Equal(4, run.Status);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.journal.jsonl"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_for_programs_says_in_one_document_what_was_planned_and_done(bool isFull)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await using var full = new FullStream(0);
        var run = await CliRun.RunAsync(
            folder.Path,
            ["run", "examples/retention.yaml", "--format", "json"],
            new Dictionary<string, string>(),
            with: environment => isFull ? environment with { Output = full } : environment
        );
        Assert.Equal(isFull ? 4 : 0, run.Status);
        if (!isFull)
        {
            using var json = System.Text.Json.JsonDocument.Parse(run.Output);
            var done = json.RootElement.GetProperty("repositories")[0];
            Assert.Equal(
                json.RootElement.GetProperty("plan").GetProperty("repositories")[0].GetProperty("delete").GetArrayLength(),
                done.GetProperty("deleted").GetArrayLength()
            );
            Assert.Equal(0, done.GetProperty("notAttempted").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("plan examples/retention.yaml --verbose")]
    [InlineData("run examples/retention.yaml")]
    public async Task Nobody_to_tell_is_no_failure(string command)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var run = await CliRun.RunAsync(
            folder.Path,
            command.Split(' '),
            new Dictionary<string, string>(),
            new FakeTimeProvider(CliRun.Now),
            environment => environment with { Error = new DeafWriter() }
        );
        Assert.Equal(0, run.Status);
    }

    [Fact]
    public async Task A_journal_in_a_folder_that_does_not_exist_is_told_before_anything_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var run = await CliRun.RunAsync(folder.Path, "run", "examples/retention.yaml", "--journal", "new/x.jsonl");
        Assert.Equal(new CliRun("", "error: The folder of 'new/x.jsonl' does not exist.\n", 2), run);
    }

    private sealed class DeafWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("The disk is full.");
    }

    /// <summary>A disk with so much room left.</summary>
    private sealed class FullStream(int room) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > room)
            {
                throw new IOException("The disk is full.");
            }

            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

        public override void WriteByte(byte value) => Write([value]);
    }
}
