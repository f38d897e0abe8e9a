using System.CommandLine;
using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Language;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>explain PEnnnn</c>: the page of a diagnostic.</summary>
internal static class ExplainCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var id = new Argument<string>("ID") { Description = "The id of a diagnostic, as in PE1007" };
        var command = new Command("explain", "Explain a diagnostic: why it matters and what to do") { id };
        runner.Bind(command, (context, _, _) =>
        {
            var text = context.Parsed.GetValue(id)!;
            var descriptor = DiagnosticCatalog.Find(text)
                ?? throw CliException.Usage($"There is no diagnostic '{text}'.{Suggestion.Text(text.ToUpperInvariant(), DiagnosticCatalog.All.Select(d => d.Id))}");
            var page = $"{descriptor.Id}: {descriptor.Title} ({SeverityText.Of(descriptor.DefaultSeverity)})\n\n{descriptor.Help.ReplaceLineEndings("\n").Trim()}\n";
            context.WriteOutput(stream => stream.Write(Encoding.UTF8.GetBytes(page)));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
