using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Running;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.Options;

/// <summary>How a plan is carried out.</summary>
internal sealed class ApplyingOptions
{
    private const string BudgetName = "--time-budget";
    private readonly Option<string?> _journal = new("--journal")
    {
        Description = "The journal, from which an apply is resumed or undone",
        HelpName = "FILE",
    };
    private readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "Confirm; required when run interactively, not in CI or without a terminal (cron)",
    };
    private readonly Option<int?> _maxDeletes = new("--max-deletes")
    {
        Description = "Stop after N deletions; the next run continues",
        HelpName = "N",
    };
    private readonly Option<int?> _perMinute = new("--deletes-per-minute")
    {
        Description = "At most N deletions of manifests and tags a minute [default: 180 on ghcr, else as fast as the registry allows]",
        HelpName = "N",
    };
    private readonly Option<string?> _budget = new(BudgetName)
    {
        Description = "Start nothing new after this time, planning included (30m); the next run continues",
        HelpName = "DURATION",
    };

    /// <summary>Creates the options.</summary>
    public ApplyingOptions()
    {
        RequirePositive(_maxDeletes);
        RequirePositive(_perMinute);
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_journal);
        command.Options.Add(_yes);
        command.Options.Add(_maxDeletes);
        command.Options.Add(_perMinute);
        command.Options.Add(_budget);
    }

    /// <summary>The journal as written; null for the default.</summary>
    public string? Journal(ParseResult parsed) => parsed.GetValue(_journal);

    /// <summary>Checks before long work that the journal's folder is there.</summary>
    /// <exception cref="CliException">It is not.</exception>
    public void CheckJournal(CommandContext context)
    {
        if (Journal(context.Parsed) is { } written)
        {
            OutputFile.Check(context.Directory.Resolve(written), written);
        }
    }

    /// <summary>The most deletions of the run.</summary>
    public int? MaxDeletes(ParseResult parsed) => parsed.GetValue(_maxDeletes);

    /// <summary>The most deletions a minute.</summary>
    public int? DeletesPerMinute(ParseResult parsed) => parsed.GetValue(_perMinute);

    /// <summary>The time after which nothing new is begun.</summary>
    /// <exception cref="CliException">It is not a duration.</exception>
    public TimeSpan? TimeBudget(ParseResult parsed) =>
        parsed.GetValue(_budget) is not { } text ? null
        : Duration.TryParse(text, out var duration) ? duration.Value
        : throw CliException.Usage($"--time-budget: '{text}' is not a duration such as 30m or 2h.");

    /// <summary>The time budget of a command, if it has one and it is a duration.</summary>
    internal static TimeSpan? WrittenBudget(ParseResult parsed) =>
        parsed.CommandResult.Children.FirstOrDefault(child => child is OptionResult { Option.Name: BudgetName })?.Tokens is [var token]
        && Duration.TryParse(token.Value, out var duration)
            ? duration.Value
            : null;

    /// <summary>
    /// Refuses to change anything without <c>--yes</c> where somebody may sit there: any of the three standard streams is a terminal, and
    /// <c>CI</c> is not set. Where none is one (cron, systemd, containers), there is nobody to ask, and starting the job says enough.
    /// </summary>
    /// <param name="context">The command.</param>
    /// <param name="what">What would be done, as the end of "this would …".</param>
    /// <exception cref="CliException">It is missing.</exception>
    public void RequireYes(CommandContext context, string what)
    {
        var isCi = context.Environment.Variable("CI") is { Length: > 0 } ci && ci is not ("0" or "false");
        if (
            !context.Parsed.GetValue(_yes)
            && !isCi
            && context.Environment is { IsInputTerminal: true } or { IsOutputTerminal: true } or { IsErrorTerminal: true }
        )
        {
            throw CliException.Usage($"This would {what}. Pass --yes to proceed.");
        }
    }

    private static void RequirePositive(Option<int?> option) =>
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
            )
            {
                result.AddError($"{option.Name}: '{token.Value}' is not a whole number of at least 1.");
            }
        });
}
