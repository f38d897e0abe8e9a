using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Diagnostics;
using PolicyEngine.Importing;
using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>import FORMAT FILE</c>: another tool's configuration as a policy, with what differs.</summary>
internal static class ImportCommand
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var format = new Argument<string>("FORMAT")
        {
            Description = $"One of {string.Join(", ", ImporterCatalog.All.Select(i => i.Name))}",
        };
        var file = new Argument<string>("FILE") { Description = "The other tool's configuration: JSON, a workflow, or command lines" };
        var name = new Option<string?>("--name") { Description = "The name of the policy", HelpName = "NAME" };
        var target = new Option<string[]>("--target")
        {
            Description = "registry/repository or oci-layout:PATH as the policy's targets (repeatable)",
            HelpName = "TARGET",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write the policy to a file instead of standard output",
            HelpName = "FILE",
        };
        var command = new DocumentedCommand("import", "Turn another tool's configuration into a policy, and list what differs")
        {
            Examples =
            [
                ("ecr lifecycle-policy.json --target registry.example.com/acme/web --output web.yaml", "A lifecycle policy of ECR"),
                ("ghcr-cleanup-action .github/workflows/clean.yml", "The steps of a workflow"),
            ],
        };
        command.Arguments.Add(format);
        command.Arguments.Add(file);
        command.Options.Add(name);
        command.Options.Add(target);
        command.Options.Add(output);
        ArgumentRules.RejectOptions(format, command);
        ArgumentRules.RejectOptions(file, command);
        runner.Bind(command, (context, _, _) =>
        {
            var wanted = context.Parsed.GetValue(format)!;
            var importer = ImporterCatalog.Find(wanted)
                ?? throw CliException.Usage(
                    $"'{wanted}' is not a supported "
                        + $"format.{Suggestion.Text(wanted, ImporterCatalog.All.Select(i => i.Name))} Supported: "
                        + $"{string.Join(", ", ImporterCatalog.All.Select(i => i.Name))}."
                );
            var targets = context.Parsed.GetValue(target) ?? [];
            foreach (var text in targets)
            {
                _ = TargetList.Parse(text);
            }

            var path = context.Parsed.GetValue(output);
            if (path is not null)
            {
                OutputFile.Check(context.Directory.Resolve(path), path);
            }

            var policy = Import(
                context,
                importer,
                context.Parsed.GetValue(file)!,
                new ImportOptions(context.Parsed.GetValue(name), [.. targets])
            );
            var bytes = Encoding.UTF8.GetBytes(policy.Text);
            if (path is null)
            {
                context.WriteOutput(stream => stream.Write(bytes));
            }
            else
            {
                OutputFile.Write(context.Directory.Resolve(path), path, stream => stream.Write(bytes));
            }

            foreach (var difference in policy.Differences.AddRange(policy.Notices))
            {
                context.Messages.Warning(difference);
            }

            context.Messages.Info("Compare with 'policyengine plan' before you rely on the policy.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static ImportedPolicy Import(CommandContext context, PolicyImporter importer, string file, ImportOptions options)
    {
        var bytes = InputFile.ReadAtMost(context.Directory.Resolve(file), file, MaxBytes);
        if (bytes.Length > MaxBytes)
        {
            throw CliException.Usage($"'{file}' is longer than 1 MiB.");
        }

        try
        {
            return importer.Import(Encoding.UTF8.GetString(bytes), options);
        }
        catch (ImportException e)
        {
            throw CliException.Usage($"'{file}' cannot be imported as {importer.Title}. {e.Message}");
        }
    }
}
