using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reference;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>schema [NAME]</c>: prints the JSON schema of a file format.</summary>
internal static class SchemaCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var name = new Argument<string>("NAME")
        {
            Description = $"One of {string.Join(", ", SchemaCatalog.Names)}",
            DefaultValueFactory = _ => SchemaCatalog.Policy,
        };
        var command = new DocumentedCommand("schema", "Print the JSON schema of a file format")
        {
            Examples =
            [
                ("policy", "For an editor that checks policies"),
            ],
        };
        command.Arguments.Add(name);
        runner.Bind(command, (context, _, _) =>
        {
            var wanted = context.Parsed.GetValue(name)!;
            var schema = SchemaCatalog.Find(wanted)
                ?? throw CliException.Usage($"'{wanted}' is not a known schema.{Suggestion.Text(wanted, SchemaCatalog.Names)} Known: {string.Join(", ", SchemaCatalog.Names)}.");
            context.WriteOutput(stream => stream.Write(Encoding.UTF8.GetBytes(schema)));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
