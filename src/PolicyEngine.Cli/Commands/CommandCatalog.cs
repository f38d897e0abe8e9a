using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;

namespace PolicyEngine.Cli.Commands;

/// <summary>The commands. A new one is a file in this folder and a line here.</summary>
internal static class CommandCatalog
{
    /// <summary>Creates the root with all commands.</summary>
    public static RootCommand Create(CliEnvironment environment)
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
            SnapshotCommand.Create(runner),
            ImportCommand.Create(runner),
            SchemaCommand.Create(runner),
            LspCommand.Create(runner),
            CompletionCommand.Create(runner),
        };
        console.AddTo(root);
        return root;
    }
}
