using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Completing;
using PolicyEngine.Cli.Options;

namespace PolicyEngine.Cli.Commands;

/// <summary>The commands. A new one is a file in this folder and a line here.</summary>
internal static class CommandCatalog
{
    /// <summary>Creates the root with all commands.</summary>
    /// <param name="environment">The surroundings.</param>
    /// <param name="program">The program, for the command that runs others; without it there is none.</param>
    public static RootCommand Create(
        CliEnvironment environment,
        Func<string[], CliEnvironment, CancellationToken, Task<int>>? program = null
    )
    {
        var console = new ConsoleOptions();
        var runner = new CommandRunner(environment, console);
        var root = new RootCommand("Retention policies for container registries, checked like code.")
        {
            InitCommand.Create(runner),
            ValidateCommand.Create(runner),
            TestCommand.Create(runner),
            PlanCommand.Create(runner),
            ApplyCommand.Create(runner),
            RunCommand.Create(runner),
            RestoreCommand.Create(runner),
            ExplainCommand.Create(runner),
            DiffCommand.Create(runner),
            GraphCommand.Create(runner),
            CheckCommand.Create(runner),
            FactsCommand.Create(runner),
            SnapshotCommand.Create(runner),
            ImportCommand.Create(runner),
            SchemaCommand.Create(runner),
            LspCommand.Create(runner),
            CompletionCommand.Create(runner),
            ManualPagesCommand.Create(runner),
        };
        if (program is not null)
        {
            root.Subcommands.Add(GitHubActionCommand.Create(runner, program));
        }

        console.AddTo(root);
        ValueCompletions.AddTo(root, environment);
        return root;
    }
}
