using System.CommandLine;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Options;

/// <summary>What a running command has: its surroundings, its arguments, its messages.</summary>
/// <param name="Environment">The surroundings.</param>
/// <param name="Parsed">The arguments.</param>
/// <param name="Messages">What is told to people.</param>
/// <param name="Directory">Where relative paths start from.</param>
/// <param name="UsesColor">Whether standard output is coloured.</param>
internal sealed record CommandContext(CliEnvironment Environment, ParseResult Parsed, Messages Messages, WorkingDirectory Directory, bool UsesColor)
{
    /// <summary>Writes to standard output. A reader that has had enough (<c>| head</c>) is no failure.</summary>
    public void WriteOutput(Action<Stream> write)
    {
        try
        {
            write(Environment.Output);
            Environment.Output.Flush();
        }
        catch (IOException e)
        {
            Messages.Detail($"Standard output was closed: {e.Message}");
        }
    }
}
