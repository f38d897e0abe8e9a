using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Options;

/// <summary>What every command takes: how much is told, and in which colours.</summary>
internal sealed class ConsoleOptions
{
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print only errors", Recursive = true };
    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Print details: retries, full lists, causes of failures",
        Recursive = true,
    };
    private readonly Option<bool> _noColor = new("--no-color")
    {
        Description = "Disable colors (also: NO_COLOR; FORCE_COLOR enables them)",
        Recursive = true,
    };

    /// <summary>Adds them to the root, for all commands.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_quiet);
        root.Options.Add(_verbose);
        root.Options.Add(_noColor);
    }

    /// <summary>Whether details are told.</summary>
    public bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    /// <summary>Whether a stream is coloured.</summary>
    public bool UsesColor(ParseResult parsed, CliEnvironment environment, bool isTerminal)
    {
        if (parsed.GetValue(_noColor) || !string.IsNullOrEmpty(environment.Variable("NO_COLOR")))
        {
            return false;
        }

        return environment.Variable("FORCE_COLOR") is { Length: > 0 } force
            ? force != "0"
            : isTerminal && environment.Variable("TERM") != "dumb";
    }

    /// <summary>The messages of a run.</summary>
    public Messages CreateMessages(ParseResult parsed, CliEnvironment environment) =>
        new(environment, parsed.GetValue(_quiet), parsed.GetValue(_verbose), UsesColor(parsed, environment, environment.IsErrorTerminal));
}
