using System.Collections.Concurrent;
using System.Globalization;
using PolicyEngine.Registry;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Tells once of each wait for a registry's limit. Thread-safe.</summary>
internal sealed class WaitNotice(Messages messages)
{
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);

    /// <summary>Takes note of a wait.</summary>
    public void Take(RegistryWait wait)
    {
        var until = _told.AddOrUpdate(wait.Host, wait.Until, (_, known) => wait.Until > known + Same ? wait.Until : known);
        if (until == wait.Until)
        {
            messages.Info(string.Create(CultureInfo.InvariantCulture, $"Waiting for the limit of {wait.Host} until {wait.Until.UtcDateTime:HH:mm:ss} UTC."));
        }
    }
}
