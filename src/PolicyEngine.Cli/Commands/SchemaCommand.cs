using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reference;
using PolicyEngine.Text;

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
                ("policytest --print-url", "The address that editors load it from"),
            ],
        };
        var printUrl = new Option<bool>("--print-url") { Description = "Print the address that editors load the schema from" };
        command.Arguments.Add(name);
        command.Options.Add(printUrl);
        runner.Bind(command, (context, _, _) =>
        {
            var wanted = context.Parsed.GetValue(name)!;
            var schema = SchemaCatalog.Find(wanted)
                ?? throw CliException.Usage(
                    $"'{wanted}' is not a known "
                        + $"schema.{Suggestion.Text(wanted, SchemaCatalog.Names)} Known: "
                        + $"{string.Join(", ", SchemaCatalog.Names)}."
                );
            var text = context.Parsed.GetValue(printUrl) ? ProjectAddress.Schema(wanted) + "\n" : schema;
            context.WriteOutput(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
