using System.Globalization;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Registry.Applying;

namespace PolicyEngine.Cli.Applying;

/// <summary>Shows that deleting continues, and how long it will: a line that is
/// repainted on a terminal, a line each half minute elsewhere. Thread-safe.</summary>
internal sealed class ApplyHeartbeat(Messages messages, CliEnvironment environment)
{
    private static readonly TimeSpan Repaint = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private long _last = environment.Clock.GetTimestamp();

    /// <summary>Takes news.</summary>
    public void Take(ApplyProgress progress)
    {
        if (messages.IsQuiet)
        {
            return;
        }

        lock (_gate)
        {
            if (environment.Clock.GetElapsedTime(_last) < (environment.IsErrorTerminal ? Repaint : Heartbeat))
            {
                return;
            }

            _last = environment.Clock.GetTimestamp();
        }

        var rest = progress.Remaining is { } remaining
            ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(remaining.TotalMinutes)} min left")
            : "";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"Deleting {progress.Done:N0} of {progress.Total:N0} in {progress.Repository}{rest}"
        );
        if (environment.IsErrorTerminal)
        {
            messages.Progress(line);
        }
        else
        {
            messages.Info(line);
        }
    }
}
