using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// What GitHub's API still allows in this hour, and what the packages that were begun with need of it: one that does not fit is not begun
/// with, so that those that do are read to their end. Thread-safe.
/// </summary>
/// <param name="clock">The clock: what was left before a reset says nothing after it.</param>
internal sealed class RequestBudget(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private int? _left;
    private string? _reset;
    private DateTimeOffset _end = DateTimeOffset.MaxValue;
    private int _promised;

    /// <summary>What is left, and until when; null where GitHub does not say.</summary>
    internal (int? Left, string? Reset) State
    {
        get
        {
            lock (_gate)
            {
                return clock.GetUtcNow() < _end ? (_left, _reset) : (null, null);
            }
        }
    }

    /// <summary>The requests that listing a package takes: its pages, itself after them, and itself before them if it is not known how many versions it has.</summary>
    /// <param name="listed">What the list of the owner's packages said of it; null where that was not read.</param>
    internal static int RequestsFor(PackageState? listed) => listed?.Count is { } versions
        ? 1 + Math.Max(1, (int)Math.Ceiling(versions / (double)GitHubApi.PageSize))
        : 3;

    /// <summary>Takes note of what an answer says.</summary>
    internal void Note(RegistryResponse response)
    {
        if (GitHubApi.RemainingOf(response) is { } left)
        {
            lock (_gate)
            {
                (_left, _reset, _end) = (left, GitHubApi.ResetOf(response), GitHubApi.ResetTimeOf(response) ?? DateTimeOffset.MaxValue);
            }
        }
    }

    /// <summary>Sets aside what listing a package takes. Followed by one <see cref="Return"/>.</summary>
    /// <param name="package">The package.</param>
    /// <param name="needed">What it needs; it counts as needed until the end, so rather too much is set aside than too little.</param>
    /// <exception cref="RegistryException">It needs more than is left beside the others.</exception>
    internal void Promise(PackageName package, int needed)
    {
        lock (_gate)
        {
            if (clock.GetUtcNow() < _end && _left < needed + _promised)
            {
                var beside = _promised > 0 ? FormattableString.Invariant($" beside the {_promised} of other packages") : "";
                throw new RegistryException(FormattableString.Invariant(
                    $"Listing '{package.Repository}' needs {needed} requests{beside}, and GitHub's API allows this token {_left}{(_reset is null ? "" : $" until {_reset}")}. Nothing was read. Run it again after that, name fewer packages, or use a token with a higher limit."));
            }

            _promised += needed;
        }
    }

    /// <summary>Gives back what was set aside.</summary>
    internal void Return(int needed)
    {
        lock (_gate)
        {
            _promised -= needed;
        }
    }
}
