using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.GitHub;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Starting;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>github-action</c>: runs the command that the inputs of the action mean,
/// and gives its outputs. Not listed: only <c>action.yml</c> calls it.</summary>
internal static class GitHubActionCommand
{
    private const int MaxSummary = 200_000;

    /// <summary>What messages about a missing permission say, where it is the job that can lack it.</summary>
    private const string OfJob = "workflow's token";
    private const string Permission = "packages: ";

    /// <summary>Creates the command.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="program">Runs another command, as the program does.</param>
    public static Command Create(CommandRunner runner, Func<string[], CliEnvironment, CancellationToken, Task<int>> program)
    {
        var command = new Command("github-action", "Run the command that the inputs of the GitHub action mean") { Hidden = true };
        runner.Bind(command, async (context, _, cancellationToken) =>
        {
            var inputs = ActionInputs.Of(context.Environment);
            var files = ActionFiles.Create(context.Environment, inputs);
            var line = ActionCommandLine.Read(
                inputs,
                files,
                OptionsOf,
                PolicyFinder.HasDefault(context.Directory.FullPath),
                OwnImage.Find(context.Environment, context.Directory.FullPath)
            );
            if (line.OwnPolicy is { } policy)
            {
                OutputFile.Write(files.Policy, files.Policy, stream => stream.Write(Encoding.UTF8.GetBytes(policy)));
                context.WriteOutput(stream =>
                    stream.Write(
                        Encoding.UTF8.GetBytes(
                            $"::group::The policy that the inputs make ('policyengine init "
                                + $"--from-inputs' writes it into your repository)\n{policy}::endgroup::\n"
                        )
                    )
                );
            }

            var comment =
                inputs.Flag("comment") && OptionsOf(line.Command).Contains("--output") ? Path.Combine(files.Folder, "comment.md") : null;
            var output = new CopyingStream(context.Environment.Output, MaxSummary);
            await using (output.ConfigureAwait(false))
            {
                var error = new CopyingWriter(context.Environment.Error, MaxSummary);
                await using (error.ConfigureAwait(false))
                {
                    var words = comment is null ? line.Words : [.. line.Words, "--output", $"markdown={comment}"];
                    var code = await program([.. words], context.Environment with { Output = output, Error = error }, cancellationToken)
                        .ConfigureAwait(false);
                    if (!OptionsOf(line.Command).Contains("--report"))
                    {
                        Summarize(context, files, line.Command, output);
                    }

                    if (comment is not null && File.Exists(comment))
                    {
                        await CommentAsync(context, line.Command, comment, cancellationToken).ConfigureAwait(false);
                    }

                    var figures = ActionFigures.Read(files.Outcome) ?? ActionFigures.Read(files.Plan);
                    if (code is not (ExitCode.Done or ExitCode.Changes) && LacksPermission(error.Text + output.Text))
                    {
                        TellPermission(
                            context,
                            files,
                            OptionsOf(line.Command).Contains("--journal") ? "packages: write" : "packages: read"
                        );
                    }

                    var exitCode = code == ExitCode.Changes ? ExitCode.Done : code;
                    WriteOutputs(context, files, figures, exitCode);
                    return exitCode;
                }
            }

            IReadOnlyCollection<string> OptionsOf(string name) =>
                CommandCatalog
                    .Create(context.Environment)
                    .Subcommands.FirstOrDefault(c => c.Name == name && !c.Hidden)
                    ?.Options.Select(o => o.Name)
                    .ToHashSet(StringComparer.Ordinal)
                ?? [];
        });
        return command;
    }

    /// <summary>What a command without a report of its own printed.</summary>
    private static void Summarize(CommandContext context, ActionFiles files, string command, CopyingStream output)
    {
        if (files.Report is not { } report || output.Text is not { Length: > 0 } text)
        {
            return;
        }

        // A fence is longer than any run of backticks in it.
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        var cut = output.IsCut ? "\n… cut; the log of the step has all of it." : "";
        OutputFile.Append(context.Directory.Resolve(report), report, stream =>
            stream.Write(Encoding.UTF8.GetBytes($"### policyengine {command}\n\n{fence}text\n{text.TrimEnd('\n')}{cut}\n{fence}\n"))
        );
    }

    private static int LongestRun(string text)
    {
        var (longest, current) = (0, 0);
        foreach (var c in text)
        {
            current = c == '`' ? current + 1 : 0;
            longest = Math.Max(longest, current);
        }

        return longest;
    }

    /// <summary>A comment that cannot be written (a fork has no permission) makes no run fail.</summary>
    private static async Task CommentAsync(CommandContext context, string command, string path, CancellationToken cancellationToken)
    {
        using var comment = PullRequestComment.Of(context.Environment);
        if (comment is null)
        {
            context.Messages.Info("comment: nothing was written, because this run does not belong to a pull request.");
            return;
        }

        try
        {
            await comment
                .WriteAsync(command, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or IOException)
        {
            context.Messages.Warning(
                $"comment: the comment could not be written ({e.Message}). The job needs the "
                    + $"permission 'pull-requests: write', which runs for forks never have."
            );
        }
    }

    private static bool LacksPermission(string messages)
    {
        // Reports break their lines.
        var text = string.Join(' ', messages.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Contains(OfJob, StringComparison.OrdinalIgnoreCase) || text.Contains(Permission, StringComparison.Ordinal);
    }

    private static void TellPermission(CommandContext context, ActionFiles files, string missing)
    {
        const string Advice = "The job may lack a permission. Paste this into the job of your workflow:";
        var block = $"permissions:\n  contents: read\n  {missing}\n";
        context.Messages.Error(Advice);
        context.Messages.Block(block);
        if (files.Report is { } report)
        {
            OutputFile.Append(context.Directory.Resolve(report), report, stream =>
                stream.Write(Encoding.UTF8.GetBytes($"\n{Advice}\n\n```yaml\n{block}```\n"))
            );
        }
    }

    private static void WriteOutputs(CommandContext context, ActionFiles files, ActionFigures? figures, int exitCode)
    {
        (string Name, string? Path)[] paths =
        [
            ("plan", File.Exists(files.Plan) ? files.Plan : files.Journal + ApplyJournal.PlanSuffix),
            ("journal", files.Journal),
            ("report", files.Report is { } report ? context.Directory.Resolve(report) : null),
            ("policy", files.Policy),
        ];
        var hasJournal = Directory.EnumerateFiles(files.JournalFolder).Any();
        List<(string Name, string Value)> outputs =
        [
            ("exit-code", exitCode.ToString(CultureInfo.InvariantCulture)),
            .. figures?.Outputs ?? [("has-changes", "false")],
        ];
        outputs.AddRange(paths.Where(p => File.Exists(p.Path)).Select(p => (p.Name, p.Path!)));
        if (hasJournal)
        {
            outputs.Add(("journal-folder", files.JournalFolder));
        }

        if (context.Environment.Variable("GITHUB_OUTPUT") is { Length: > 0 } file)
        {
            // A value that has a line end would become an output of its own.
            var lines = outputs.Where(o => !o.Value.AsSpan().ContainsAny('\r', '\n')).Select(o => $"{o.Name}={o.Value}\n");
            OutputFile.Append(context.Directory.Resolve(file), file, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines))));
        }
    }
}
