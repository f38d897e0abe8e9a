using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Facts;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Compiling;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>facts [POLICY…]</c>: what git and GitHub say to the policies, from where, and how old it is.</summary>
internal static class FactsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var policies = new PolicyOptions();
        var sources = new SourceOptions();
        var command = new DocumentedCommand(
            "facts",
            "Print the facts that policies go by: pull requests, branches, commits; every one with --verbose"
        )
        {
            Examples =
            [
                ("", "What the policies of this repository go by"),
                ("policies/web.yaml --verbose", "Every pull request, branch and commit"),
            ],
        };
        policies.AddTo(command);
        sources.AddTo(command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var set = PolicySet.Compile(
                policies.Find(context),
                new CompilerOptions { Severities = policies.Severities(context), Inputs = InputOption.Of(context) }
            );
            if (!PolicyDiagnosticsOutput.Tell(context, set.Compilation, "text"))
            {
                return ExitCode.Failed;
            }

            // What is stated is shown also where no rule asks for it yet.
            var facts = await new FactReading(context, sources)
                .ReadAsync(set, policy => policy.KnownFacts, cancellationToken)
                .ConfigureAwait(false);
            var text = new StringBuilder();
            var isIncomplete = false;
            foreach (var policy in set.Compilation.Policies)
            {
                foreach (var source in policy.KnownFacts)
                {
                    var answer = facts.Find(policy.Source.Path, source.Key)!;
                    isIncomplete |= answer.Problem is not null || answer.PartProblem is not null;
                    var age = Duration.Describe(
                        TimeSpan.FromTicks(Math.Max(0, (context.Environment.Clock.GetUtcNow() - answer.TakenAt).Ticks))
                    );
                    text.Append(CultureInfo.InvariantCulture, $"{source.Kind}  {TerminalText.Escape(source.Location.ToString())}\n");
                    text.Append(CultureInfo.InvariantCulture, $"  from   {TerminalText.Escape(answer.Source)}\n");
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"  read   {age} ago, {answer.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\n"
                    );
                    foreach (var problem in new[] { answer.Problem, answer.PartProblem }.OfType<string>())
                    {
                        text.Append(CultureInfo.InvariantCulture, $"  error  {TerminalText.Escape(problem)}\n");
                    }

                    text.Append(CultureInfo.InvariantCulture, $"  found  {answer.Summary}\n");
                    foreach (var line in isVerbose ? answer.Lines : [])
                    {
                        text.Append(CultureInfo.InvariantCulture, $"    {TerminalText.Escape(line)}\n");
                    }
                }
            }

            context.WriteOutput(stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
            if (text.Length == 0)
            {
                context.Messages.Info("The policies go by no facts.");
            }

            return isIncomplete ? ExitCode.Incomplete : ExitCode.Done;
        });
        return command;
    }
}
