using System.CommandLine;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>schema [NAME]</c>: prints a JSON schema that is embedded in the program.</summary>
internal static class SchemaCommand
{
    private const string Prefix = "schema/";
    private const string Suffix = ".schema.json";

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var names = Names();
        var name = new Argument<string?>("NAME") { Description = $"One of {string.Join(", ", names)} [default: policy]", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("schema", "Print the JSON schema of a file format") { name };
        runner.Bind(command, (context, _, _) =>
        {
            var wanted = context.Parsed.GetValue(name) ?? "policy";
            if (!names.Contains(wanted))
            {
                throw CliException.Usage($"There is no schema '{wanted}'.{Suggestion.Text(wanted, names)} All: {string.Join(", ", names)}.");
            }

            using var schema = typeof(SchemaCommand).Assembly.GetManifestResourceStream(Prefix + wanted + Suffix)!;
            context.WriteOutput(schema.CopyTo);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string[] Names() =>
    [
        .. typeof(SchemaCommand).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];
}
