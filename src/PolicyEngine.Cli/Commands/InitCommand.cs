using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.GitHub;
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
        var folder = new Argument<string>("FOLDER")
        {
            Description = "The root of the repository [default: the current directory]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new Option<string?>("--target")
        {
            Description = "registry/repository or oci-layout:PATH [default: the package of this repository on GitHub]",
            HelpName = "TARGET",
        };
        var job = new Option<string>("--ci")
        {
            Description = "What runs the policy every night",
            HelpName = string.Join('|', StarterFiles.JobNames),
            DefaultValueFactory = _ => StarterFiles.JobNames[0],
        };
        job.AcceptOnlyFromAmong([.. StarterFiles.JobNames]);
        var inputs = new Option<string?>("--from-inputs")
        {
            Description = "Only write the policy that the inputs of the action in a workflow make [default: the workflow that uses it]",
            HelpName = "WORKFLOW",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var force = new Option<bool>("--force") { Description = "Overwrite existing files" };
        var command = new DocumentedCommand("init", "Write a first policy, a test of it and a workflow; overwrites nothing")
        {
            Examples =
            [
                ("", "For the package of this repository"),
                ("--target ghcr.io/acme/web", "For another one"),
                ("--target registry.gitlab.com/acme/web --ci gitlab", "With a job for GitLab; also cron and kubernetes"),
                ("--from-inputs .github/workflows/cleanup.yml", "The policy that the inputs of the action in that workflow make"),
            ],
        };
        command.Arguments.Add(folder);
        command.Options.Add(target);
        command.Options.Add(job);
        command.Options.Add(inputs);
        command.Options.Add(force);
        ArgumentRules.RejectOptions(folder, command);
        runner.Bind(command, (context, _, _) =>
        {
            var root = context.Parsed.GetValue(folder) is { } written ? context.Directory.Resolve(written) : context.Directory.FullPath;
            if (!Directory.Exists(root))
            {
                throw CliException.Usage($"The folder '{context.Directory.Show(root)}' does not exist.");
            }

            var own = OwnImage.Find(context.Environment, root);
            if (context.Parsed.GetResult(inputs) is { Implicit: false })
            {
                var step = ActionStep.Find(context, root, context.Parsed.GetValue(inputs));
                WriteAll(
                    context,
                    root,
                    StarterFiles.ForPolicy(step.Policy(context.Parsed.GetValue(target) ?? own)),
                    context.Parsed.GetValue(force)
                );
                context.Messages.Info(
                    $"Next: in '{step.Workflow}', replace the inputs "
                        + $"{string.Join(", ", step.Names)} by 'policy: policies' and 'command: "
                        + $"run'."
                );
                return Task.FromResult(ExitCode.Done);
            }

            var said = context.Parsed.GetValue(target) ?? own;
            var files = StarterFiles.For(TargetList.Parse(said ?? Placeholder), said ?? Placeholder, context.Parsed.GetValue(job)!);
            WriteAll(context, root, files, context.Parsed.GetValue(force));
            Advise(context, root, said is null, context.Parsed.GetValue(job)!);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void WriteAll(CommandContext context, string root, IReadOnlyList<StarterFile> files, bool overwrites)
    {
        var kept = files.Count(f => !Write(context, root, f, overwrites));
        if (kept > 0)
        {
            context.Messages.Warning(
                $"{(kept == 1 ? "One file exists" : $"{kept} files exist")} already and "
                    + $"differ{(kept == 1 ? "s" : "")}; use --force to overwrite."
            );
        }
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

    private static void Advise(CommandContext context, string root, bool isPlaceholder, string job)
    {
        var policy = context.Directory.Show(Path.Combine(root, StarterFiles.Policy));
        context.Messages.Info(
            isPlaceholder
                ? $"Next: replace {Placeholder} in '{policy}' by your repositories, then run 'policyengine test' and 'policyengine plan'."
                : "Next: run 'policyengine test', then 'policyengine plan', which shows what the policy would do and changes nothing."
        );
        context.Messages.Info(
            job == StarterFiles.JobNames[0]
                ? "The workflow shows in pull requests what changes, and deletes every night once it is on "
                    + "the default branch; its first five runs only show what they would delete."
                : "The first lines of the job say what it needs. It only shows what it would delete until you change that in it."
        );
    }
}
