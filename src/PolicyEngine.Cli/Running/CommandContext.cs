using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Running;

/// <summary>What a running command has: its surroundings, its arguments, its messages.</summary>
/// <param name="Environment">The surroundings.</param>
/// <param name="Parsed">The arguments.</param>
/// <param name="Messages">What is told to people.</param>
/// <param name="Directory">Where relative paths start from.</param>
/// <param name="UsesColor">Whether standard output is coloured.</param>
internal sealed record CommandContext(
    CliEnvironment Environment,
    ParseResult Parsed,
    Messages Messages,
    WorkingDirectory Directory,
    bool UsesColor
)
{
    /// <summary>Writes to standard output. A cut answer is a failure, whether a disk is full or a reader has had enough.</summary>
    /// <exception cref="CliException">It cannot be written in whole.</exception>
    public void WriteOutput(Action<Stream> write)
    {
        try
        {
            write(Environment.Output);
            Environment.Output.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new CliException(ExitCode.LeftUndone, $"Standard output could not be written completely: {InputFile.Reason(e)}", e);
        }
    }
}
