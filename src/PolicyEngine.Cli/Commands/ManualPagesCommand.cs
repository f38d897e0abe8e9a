using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Manual;
using PolicyEngine.Cli.Options;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>manual-pages FOLDER</c>: writes the manual pages. Not listed: only the release calls it.</summary>
internal static class ManualPagesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var folder = new Argument<string>("FOLDER") { Description = "An existing folder" };
        var command = new Command("manual-pages", "Write the manual pages into a folder") { Hidden = true };
        command.Arguments.Add(folder);
        ArgumentRules.RejectOptions(folder, command);
        runner.Bind(command, (context, _, _) =>
        {
            var root = context.Directory.Resolve(context.Parsed.GetValue(folder)!);
            if (!Directory.Exists(root))
            {
                throw CliException.Usage($"The folder '{context.Directory.Show(root)}' does not exist.");
            }

            foreach (var (file, text) in ManualPages.Render(context.Parsed.RootCommandResult.Command))
            {
                var path = Path.Combine(root, file);
                OutputFile.Write(path, context.Directory.Show(path), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
