namespace PolicyEngine.Cli.Base;

/// <summary>Everything the program takes from its surroundings, so that tests can run it in their own process.</summary>
public sealed record CliEnvironment
{
    /// <summary>What machines and pipes read; UTF-8. Not closed.</summary>
    public required Stream Output { get; init; }

    /// <summary>Opens what is sent to the program; nothing by default.</summary>
    public Func<Stream> Input { get; init; } = static () => Stream.Null;

    /// <summary>Diagnostics, progress, errors. Not closed.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Reads an environment variable; null where it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The directory that relative paths start from, absolute.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Whether the clock is compared with what registries say the time is; false where it is not the time of day.</summary>
    public bool ChecksClock { get; init; } = true;

    /// <summary>Whether standard input is a terminal, so that somebody sits there whatever becomes of the output.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Whether <see cref="Output"/> is a terminal.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The columns of the terminal; 100 if there is none.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Whether Ctrl-C and SIGTERM are taken as a request to stop; false where the caller cancels by a token.</summary>
    public bool HandlesSignals { get; init; }

    /// <summary>Waits between two looks at files that are watched; null for a moment by the clock.</summary>
    public Func<CancellationToken, Task>? Pause { get; init; }

    /// <summary>The surroundings of this process.</summary>
    public static CliEnvironment OfProcess() =>
        new()
        {
            Output = new Cli.Base.StandardStream(Cli.Base.StandardStream.Output),
            Error = new StreamWriter(
                new Cli.Base.StandardStream(Cli.Base.StandardStream.Error),
                new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            )
            {
                AutoFlush = true,
                NewLine = "\n",
            },
            Input = Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable,
            CurrentDirectory = Environment.CurrentDirectory,
            Clock = TimeProvider.System,
            IsInputTerminal = !Console.IsInputRedirected,
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth, 40, 200),
            HandlesSignals = true,
        };
}
