using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Reference;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>validate [POLICY…]</c>: compiles and prints all diagnostics; needs no network.</summary>
internal static class ValidateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var policies = new PolicyOptions();
        var reporting = new ReportingOptions(ReportFormats.Diagnostics.Names, hasTemplate: false);
        var fix = new Option<bool>("--fix") { Description = "Apply the safe fixes to the files; comments and layout are kept" };
        var schema = new Option<bool>("--no-schema")
        {
            Description = "Skip the check of valid policies against the published JSON schema (saves 0.1 s)",
        };
        var command = new DocumentedCommand("validate", "Compile policies and print all diagnostics; needs no network")
        {
            Examples =
            [
                ("", "The policies of this repository"),
                ("policies --format github", "Annotations in a pull request"),
                ("policies/web.yaml --fix", "Correct what can be corrected safely"),
            ],
        };
        policies.AddTo(command);
        reporting.AddTo(command);
        command.Options.Add(fix);
        command.Options.Add(schema);
        runner.Bind(command, (context, isVerbose, _) =>
        {
            var options = reporting.Create(context, isVerbose) with { Descriptors = DiagnosticCatalog.All };
            reporting.Check(context);
            var severities = policies.Severities(context);
            var files = policies.Find(context);
            if (context.Parsed.GetValue(fix))
            {
                files = [.. files.Select(f => PolicyFixing.Fix(f, context.Messages))];
            }

            var compilation = PolicySet
                .Compile(
                    files,
                    new CompilerOptions
                    {
                        Severities = severities,
                        Inputs = InputOption.Of(context),
                        CheckSchema = !context.Parsed.GetValue(schema),
                        CheckSettings = true,
                    }
                )
                .Compilation;
            reporting.Write(context, options, (format, how, stream) =>
                ReportFormats.Diagnostics.Find(format)!.Write(compilation.Diagnostics, how, stream)
            );
            foreach (var policy in compilation.Policies.Where(p => p.Targets.IsEmpty))
            {
                context.Messages.Info($"'{policy.Source.Path}' has no 'targets': it only applies to what --target or --snapshot names.");
            }

            context.Messages.Info(Summary(files.Count, compilation));
            return Task.FromResult(compilation.HasErrors ? ExitCode.Failed : ExitCode.Done);
        });
        return command;
    }

    private static string Summary(int files, PolicyCompilation compilation)
    {
        string[] counts =
        [
            .. new[] { DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Info }
                .Select(s => (Count: compilation.Diagnostics.Count(d => d.Severity == s), Word: SeverityText.Of(s)))
                .Where(c => c.Count > 0)
                .Select(c => Count(c.Count, c.Word)),
        ];
        return $"{Count(files, "file")}: {(counts.Length == 0 ? "no mistakes" : string.Join(", ", counts))}.";
    }

    private static string Count(int count, string word) =>
        FormattableString.Invariant($"{count} {word}{(count == 1 || word == "info" ? "" : "s")}");
}
