using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Starting;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>init [FOLDER]</c>: writes a first policy, a test of it and a workflow; overwrites nothing.</summary>
internal static class InitCommand
{
    private const string Placeholder = "ghcr.io/acme/web";

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The root of the repository [default: the current directory]", Arity = ArgumentArity.ZeroOrOne };
        var target = new Option<string?>("--target") { Description = "registry/repository or oci-layout:PATH [default: the package of this repository on GitHub]", HelpName = "TARGET" };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files" };
        var command = new DocumentedCommand("init", "Write a first policy, a test of it and a GitHub workflow; overwrites nothing")
        {
            Examples =
            [
                ("", "For the package of this repository"),
                ("--target ghcr.io/acme/web", "For another one"),
            ],
        };
        command.Arguments.Add(folder);
        command.Options.Add(target);
        command.Options.Add(force);
        ArgumentRules.RejectOptions(folder, command);
        runner.Bind(command, (context, _, _) =>
        {
            var root = context.Parsed.GetValue(folder) is { } written ? context.Directory.Resolve(written) : context.Directory.FullPath;
            if (!Directory.Exists(root))
            {
                throw CliException.Usage($"The folder '{context.Directory.Show(root)}' does not exist.");
            }

            var said = context.Parsed.GetValue(target) ?? OwnImage.Find(context.Environment, root);
            var files = StarterFiles.For(TargetList.Parse(said ?? Placeholder), said ?? Placeholder);
            var kept = files.Count(f => !Write(context, root, f, context.Parsed.GetValue(force)));
            if (kept > 0)
            {
                context.Messages.Warning($"{(kept == 1 ? "One file exists" : $"{kept} files exist")} already and differ{(kept == 1 ? "s" : "")}; use --force to overwrite.");
            }

            Advise(context, root, said is null);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Writes a file; false where another one is in its place, which is kept.</summary>
    private static bool Write(CommandContext context, string root, StarterFile file, bool overwrites)
    {
        var path = Path.Combine(root, file.Path);
        var shown = context.Directory.Show(path);
        var bytes = Encoding.UTF8.GetBytes(file.Text);
        var isThere = Path.Exists(path);
        if (isThere && File.Exists(path) && InputFile.ReadAtMost(path, shown, bytes.Length).AsSpan().SequenceEqual(bytes))
        {
            context.Messages.Info($"  unchanged     {shown}");
            return true;
        }

        if (isThere && !overwrites)
        {
            context.Messages.Info($"  kept          {shown}");
            return false;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"'{shown}' cannot be written: {InputFile.Reason(e)}", e);
        }

        OutputFile.Check(path, shown);
        OutputFile.Write(path, shown, stream => stream.Write(bytes));
        context.Messages.Info($"  {(isThere ? "overwritten " : "written     ")}  {shown}");
        return true;
    }

    private static void Advise(CommandContext context, string root, bool isPlaceholder)
    {
        var policy = context.Directory.Show(Path.Combine(root, StarterFiles.Policy));
        context.Messages.Info(isPlaceholder
            ? $"Next: replace {Placeholder} in '{policy}' by your repositories, then run 'policyengine test' and 'policyengine plan'."
            : "Next: run 'policyengine test', then 'policyengine plan', which shows what the policy would do and changes nothing.");
        context.Messages.Info("The workflow plans in pull requests, and deletes every night once it is on the default branch.");
    }
}
