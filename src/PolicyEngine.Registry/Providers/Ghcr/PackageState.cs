using System.Globalization;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>How many versions a package had at a time.</summary>
/// <param name="Count">The number that GitHub gave; null where it gave none.</param>
/// <param name="At">When, by GitHub's clock, rounded down to the second; by ours where it does not say.</param>
internal sealed record PackageState(int? Count, DateTimeOffset At)
{
    /// <summary>What an answer says.</summary>
    internal static PackageState Of(int? count, RegistryResponse response, TimeProvider clock) =>
        new(
            count,
            DateTimeOffset.TryParse(response.Header("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                ? date
                : clock.GetUtcNow()
        );
}
