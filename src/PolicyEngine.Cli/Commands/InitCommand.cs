using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.GitHub;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Starting;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Commands;

/// <summary>
/// <c>init [FOLDER]</c>: looks at the images and writes a first policy that fits them, a test of it and a workflow; overwrites nothing.
/// </summary>
internal static class InitCommand
{
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
        var offline = new Option<bool>("--offline")
        {
            Description = "Do not ask the registry; write a policy that is safe for any repository",
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
        var planning = new PlanningOptions();
        var sources = new SourceOptions();
        var command = new DocumentedCommand(
            "init",
            "Write a first policy that fits the images, its test and a workflow; overwrites nothing"
        )
        {
            Examples =
            [
                ("", "For the package of this repository"),
                ("--target ghcr.io/acme/web", "For another one"),
                ("--snapshot state.json.gz", "For what 'policyengine snapshot' has written"),
                ("--target registry.gitlab.com/acme/web --ci gitlab", "With a job for GitLab; also cron and kubernetes"),
                ("--from-inputs .github/workflows/cleanup.yml", "The policy that the inputs of the action in that workflow make"),
            ],
        };
        command.Arguments.Add(folder);
        command.Options.Add(target);
        planning.AddTo(command, hasTarget: false, hasPolicies: false);
        command.Options.Add(offline);
        command.Options.Add(job);
        command.Options.Add(inputs);
        command.Options.Add(force);
        sources.AddTo(command);
        ArgumentRules.RejectOptions(folder, command);
        runner.Bind(command, async (context, _, cancellationToken) =>
        {
            var parsed = context.Parsed;
            var root = Path.TrimEndingDirectorySeparator(
                parsed.GetValue(folder) is { } written ? context.Directory.Resolve(written) : context.Directory.FullPath
            );
            if (!Directory.Exists(root))
            {
                throw CliException.Usage($"The folder '{context.Directory.Show(root)}' does not exist.");
            }

            var writing = new StarterWriting(context, root, parsed.GetValue(force));
            var place = GitPlace.Of(root);
            var own = OwnImage.Find(context.Environment, place);
            if (parsed.GetResult(inputs) is { Implicit: false })
            {
                var step = ActionStep.Find(context, root, parsed.GetValue(inputs));
                writing.Write(StarterFiles.ForPolicy(step.Policy(parsed.GetValue(target) ?? own)));
                context.Messages.Info(
                    $"Next: in '{step.Workflow}', "
                        + (step.Names.Any() ? $"replace the inputs {string.Join(", ", step.Names)} by " : "add the inputs ")
                        + "'policy: policies' and 'command: run'."
                );
                return ExitCode.Done;
            }

            var decided = StartingJob.Decide(
                place,
                place.Root is { } git ? context.Directory.Show(git) : null,
                parsed.GetValue(job)!,
                isWantedSaid: parsed.GetResult(job) is { Implicit: false },
                isTargetSaid: parsed.GetValue(target) is not null,
                own
            );
            var subject = new StartingSubject(
                parsed.GetValue(target),
                own,
                planning.Snapshot(parsed),
                planning.Now(context),
                Path.Combine(root, Path.GetDirectoryName(StarterFiles.Policy)!)
            );
            var look = await subject
                .LookAsync(context, sources, parsed.GetValue(offline) || writing.IsThere(StarterFiles.Policy), cancellationToken)
                .ConfigureAwait(false);
            writing.Write(StarterFiles.For(look.Targets, look.Draft, decided.Name));
            Advise(context, writing, look, decided);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Advise(CommandContext context, StarterWriting writing, StartingLook look, StartingJob job)
    {
        foreach (var problem in look.Problems)
        {
            context.Messages.Info(problem);
        }

        if (job.Problem is { } reason)
        {
            context.Messages.Info(reason);
        }

        context.Messages.Info(
            look.Targets.Count == 0
                ? $"Next: name your repositories under 'targets' in '{writing.Show(StarterFiles.Policy)}', then run 'policyengine "
                    + $"test' and 'policyengine plan'."
                : "Next: run 'policyengine test', then 'policyengine plan', which shows what the policy would do and changes nothing."
        );
        if (job.Name is { } name)
        {
            context.Messages.Info(
                name == StarterFiles.GitHub
                    ? "The workflow shows in pull requests what changes, and runs every night once it is on the default branch; it "
                        + "announces each deletion for seven days before it carries it out."
                    : "The first lines of the job say what it needs. It only shows what it would delete until you change that in it."
            );
        }
    }
}
