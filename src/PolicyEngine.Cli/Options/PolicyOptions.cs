using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Running;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reference;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Options;

/// <summary>Which policies, and how severe their diagnostics are.</summary>
internal sealed class PolicyOptions
{
    private const int MaxShown = 60;
    private const int MostIds = 3;

    private readonly Argument<string[]> _policies = new("POLICY")
    {
        Description = "Policy files, or folders of them [default: policies/ or .github/retention.yaml, searched upward to the git root]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _severity = new("--severity")
    {
        Description = "Change the severity of a diagnostic or plan finding: error (refuses the plan), warning, info or none (repeatable)",
        HelpName = "ID=LEVEL",
    };
    private readonly Option<string[]> _set = InputOption.Create();
    private readonly Option<bool> _warnAsError = new("--warn-as-error")
    {
        Description = "Treat policy warnings as errors (for plan findings use --severity)",
    };

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasArgument">Whether there is POLICY; commands that name policies themselves have none.</param>
    public void AddTo(Command command, bool hasArgument = true)
    {
        if (hasArgument)
        {
            ArgumentRules.RejectOptions(_policies, command);
            command.Arguments.Add(_policies);
        }

        command.Options.Add(_set);
        command.Options.Add(_severity);
        command.Options.Add(_warnAsError);
    }

    /// <summary>Whether policies are named.</summary>
    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_policies) is { Length: > 0 };

    /// <summary>Finds and reads the files.</summary>
    /// <exception cref="CliException">There is none, or one cannot be read.</exception>
    public IReadOnlyList<PolicyFile> Find(CommandContext context) =>
        new PolicyFinder(context.Directory, context.Messages).Find(context.Parsed.GetValue(_policies) ?? []);

    /// <summary>The severities in force.</summary>
    /// <exception cref="CliException">One is misspelt.</exception>
    public SeverityOverrides Severities(CommandContext context)
    {
        var overrides = context.Parsed.GetValue(_severity) ?? [];
        foreach (var text in overrides)
        {
            if (text.Split('=') is [{ Length: > 0 } id, _] && DiagnosticCatalog.Find(id)?.Id != id)
            {
                throw NoId(id);
            }
        }

        if (!SeverityOverrides.TryParse(overrides, context.Parsed.GetValue(_warnAsError), out var severities, out var problem))
        {
            throw CliException.Usage($"--severity: {problem}");
        }

        foreach (var id in severities.Ids)
        {
            if (DiagnosticCatalog.Find(id)!.DefaultSeverity == DiagnosticSeverity.Error)
            {
                context.Messages.Warning($"--severity: {id} is an error and stays one; only warnings and infos can be changed.");
            }
        }

        return severities;
    }

    private static CliException NoId(string id) =>
        CliException.Usage(
            $"--severity: '{TerminalText.Escape(id, MaxShown)}' is not the id of a "
                + "diagnostic."
                + Suggestion.Text(Suggestion.Closest(id.ToUpperInvariant(), DiagnosticCatalog.All.Select(d => d.Id)).Take(MostIds))
        );
}
