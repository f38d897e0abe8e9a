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

    /// <summary>How long it takes until so many requests are allowed, and what is left until then; null where they are now, or GitHub does not say.</summary>
    internal (TimeSpan Wait, int Left, string Reset)? ShortOf(int requests)
    {
        lock (_gate)
        {
            return _left is { } left && left < requests && _reset is { } reset && _end - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? (wait, left, reset) : null;
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

    /// <summary>Sets aside what listing a package takes; what of it is not used when it is disposed of is given back.</summary>
    /// <param name="package">The package.</param>
    /// <param name="needed">What it needs, as far as is known before it is begun with.</param>
    /// <exception cref="RegistryException">It needs more than is left beside the others.</exception>
    internal Share Promise(PackageName package, int needed)
    {
        lock (_gate)
        {
            if (clock.GetUtcNow() < _end && _left < needed + _promised)
            {
                throw new RegistryException(FormattableString.Invariant(
                    $"Listing '{package.Repository}' needs {needed} requests{Beside(_promised)}, and GitHub's API allows this token {_left}{(_reset is null ? "" : $" until {_reset}")}. Nothing was read. Run it again after that, name fewer packages, or use a token with a higher limit."));
            }

            _promised += needed;
            return new Share(this, needed);
        }
    }

    /// <summary>What other packages need, as a part of a sentence.</summary>
    internal static string Beside(int others) => others > 0 ? FormattableString.Invariant($" beside the {others} of other packages") : "";

    /// <summary>What one package needs yet. Thread-safe.</summary>
    internal sealed class Share(RequestBudget budget, int needed) : IDisposable
    {
        private int _needed = needed;

        /// <summary>Sets another number aside than before, if what is left allows that.</summary>
        /// <returns>What others need, where it is too much beside that; else null, and the number is set aside.</returns>
        internal int? Change(int wanted, int? left)
        {
            lock (budget._gate)
            {
                var others = budget._promised - _needed;
                if (left < wanted + others)
                {
                    return others;
                }

                (budget._promised, _needed) = (others + wanted, wanted);
                return null;
            }
        }

        /// <summary>Takes note of a request that was made; gives the number of those that are left of the share.</summary>
        internal int Use()
        {
            lock (budget._gate)
            {
                budget._promised--;
                return --_needed;
            }
        }

        /// <inheritdoc/>
        public void Dispose() => Change(0, null);
    }
}
