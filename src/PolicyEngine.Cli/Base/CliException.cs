namespace PolicyEngine.Cli.Base;

/// <summary>Something the user has to know and that ends the command. The message
/// is one or more sentences without secrets; it is escaped when printed.</summary>
internal sealed class CliException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The exit code, see <see cref="Cli.Base.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Wrong usage.</summary>
    public static CliException Usage(string message) => new(Cli.Base.ExitCode.Usage, message);

    /// <summary>The check failed.</summary>
    public static CliException Failed(string message, Exception? innerException = null) =>
        new(Cli.Base.ExitCode.Failed, message, innerException);
}
