using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.PolicyTests;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>test [PATH…]</c>: runs policy tests; needs no network.</summary>
internal static class TestCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description =
                "Test files (*.policytest.yaml), or folders of them, searched through "
                + "[default: the policy folder, else the current directory]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var reporting = new ReportingOptions(ReportFormats.PolicyTests.Names);
        var filter = new Option<string?>("--filter")
        {
            Description = "Only tests with this text in their name, ignoring case; coverage is not checked",
            HelpName = "TEXT",
        };
        var requireCoverage = new Option<bool>("--require-coverage") { Description = "Fail if no test exercises a rule or protection" };
        var command = new DocumentedCommand("test", "Run policy tests; needs no registry")
        {
            Examples =
            [
                ("", "All tests of this repository"),
                ("policies --require-coverage --format github", "In CI: each rule needs a test"),
            ],
        };
        command.Arguments.Add(paths);
        ArgumentRules.RejectOptions(paths, command);
        reporting.AddTo(command);
        command.Options.Add(filter);
        command.Options.Add(InputOption.Create());
        command.Options.Add(requireCoverage);
        var watch = new FileWatch();
        watch.AddTo(command);
        runner.Bind(command, (context, isVerbose, cancellationToken) =>
        {
            IReadOnlyCollection<string> files = [];
            return watch.RunAsync(
                context,
                () => Task.FromResult(Test(context, isVerbose, out files, cancellationToken)),
                () => files,
                cancellationToken
            );
        });
        return command;

        int Test(CommandContext context, bool isVerbose, out IReadOnlyCollection<string> files, CancellationToken cancellationToken)
        {
            files = [context.Directory.FullPath];
            var (text, needsCoverage) = (context.Parsed.GetValue(filter), context.Parsed.GetValue(requireCoverage));
            if (text is not null && needsCoverage)
            {
                throw CliException.Usage("--require-coverage needs all tests: it cannot be combined with --filter.");
            }

            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            var reading = new PolicyTestReading(context.Directory, InputOption.Of(context, hasVariables: false));
            var found = new PolicyTestFinder(context.Directory).Find(context.Parsed.GetValue(paths) ?? []);
            files = reading.Files;
            var run = Run(reading, found, text, cancellationToken);
            files = [.. reading.Files, .. found.Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal)];
            reporting.Write(context, options, (format, how, stream) => ReportFormats.PolicyTests.Find(format)!.Write(run, how, stream));
            var isCovered = !needsCoverage || run.NotExercised.IsEmpty;
            if (!isCovered)
            {
                context.Messages.Error("Some rules or protections are not exercised by any test.");
            }

            return run.Succeeded && isCovered ? ExitCode.Done : ExitCode.Failed;
        }
    }

    private static PolicyTestRun Run(
        PolicyTestReading reading,
        IReadOnlyList<string> paths,
        string? filter,
        CancellationToken cancellationToken
    )
    {
        var files = new List<PolicyTestFileResult>();
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = reading.Run(path, filter);
            if (filter is null || result.HasErrors || result.Tests.Length > 0)
            {
                files.Add(result);
            }
        }

        return files.Count > 0 ? new PolicyTestRun([.. files]) : throw CliException.Usage($"No test has '{filter}' in its name.");
    }
}
