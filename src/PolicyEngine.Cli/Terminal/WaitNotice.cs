using System.Globalization;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Tells once of each wait for a registry's limit. Thread-safe.</summary>
internal sealed class WaitNotice(Messages messages)
{
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);

    /// <summary>Takes note of a wait.</summary>
    public void Take(RegistryWait wait)
    {
        lock (_gate)
        {
            if (_told.TryGetValue(wait.Host, out var known) && wait.Until <= known + Same)
            {
                return;
            }

            _told[wait.Host] = wait.Until;
        }

        messages.Info(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Waiting for the limit of {wait.Host} until {wait.Until.UtcDateTime:HH:mm:ss} UTC."
            )
        );
    }
}
