using System.Globalization;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// What GitHub's API still allows in this hour, and what the packages that were begun with need of it: one that does not fit is not begun
/// with, so that those that do are read to their end. A reset that is near is waited for. Thread-safe.
/// </summary>
/// <param name="options">The clock, how long is waited, and who is told of it: what was left before a reset says nothing after it.</param>
/// <param name="host">Whose limit it is.</param>
internal sealed class RequestBudget(RegistryOptions options, string host)
{
    /// <summary>A reset is told in whole seconds, and clocks differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>So many packages say nothing of the others.</summary>
    private const int FewPackages = 8;

    /// <summary>What is set aside for a package of which nothing is known but that little was deleted of others.</summary>
    private const int LeastCleaning = 8;

    private readonly Lock _gate = new();
    private int? _left;
    private int? _limit;
    private string? _reset;
    private DateTimeOffset _end = DateTimeOffset.MaxValue;
    private int _promised;
    private TaskCompletionSource _ended = NewSignal();
    private int _underway;
    private long _underwayMost;
    private int _seen;
    private long _kept;

    /// <summary>What is left, and until when; null where GitHub does not say.</summary>
    internal (int? Left, string? Reset) State
    {
        get
        {
            lock (_gate)
            {
                return Now < _end ? (_left, _reset) : (null, null);
            }
        }
    }

    /// <summary>Whether a whole hour has no room for so many requests, as others use some of it too.</summary>
    internal bool IsLongerThanAnHour(int requests)
    {
        lock (_gate)
        {
            return requests > _limit * 0.8;
        }
    }

    /// <summary>The time to the reset; null where GitHub does not say.</summary>
    internal TimeSpan? UntilReset
    {
        get
        {
            lock (_gate)
            {
                return _end == DateTimeOffset.MaxValue ? null : _end - Now;
            }
        }
    }

    private DateTimeOffset Now => options.Clock.GetUtcNow();

    /// <summary>How long it takes until so many requests are allowed, and what is
    /// left until then; null where they are now, or GitHub does not say.</summary>
    internal (TimeSpan Wait, int Left, string Reset)? ShortOf(int requests)
    {
        lock (_gate)
        {
            // What a whole hour cannot pay is begun at the beginning of one.
            requests = _limit is { } hour ? Math.Min(requests, (int)(hour * 0.8)) : requests;
            return _left is { } left && left < requests && _reset is { } reset && _end - Now is var wait && wait > TimeSpan.Zero
                ? (wait, left, reset)
                : null;
        }
    }

    /// <summary>
    /// The requests that listing a package takes: its pages, itself after them if there
    /// are several, and itself before them if it is not known how many versions it has.
    /// </summary>
    /// <param name="listed">What the list of the owner's packages said of it; null where that was not read.</param>
    internal static int RequestsFor(PackageState? listed) =>
        listed?.Count is { } versions
            ? (versions > GitHubApi.PageSize ? 1 : 0) + Math.Max(1, (int)Math.Ceiling(versions / (double)GitHubApi.PageSize))
            : 3;

    /// <summary>Takes note of what an answer says.</summary>
    internal void Note(RegistryResponse response)
    {
        if (GitHubApi.RemainingOf(response) is { } left)
        {
            lock (_gate)
            {
                // Answers overtake each other: within an hour, the least is right.
                var end = GitHubApi.ResetTimeOf(response) ?? DateTimeOffset.MaxValue;
                _left = end == _end && _left < left ? _left : left;
                (_reset, _end) = (GitHubApi.ResetOf(response), end);
                _limit = int.TryParse(response.Header("x-ratelimit-limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                    ? limit
                    : null;
            }
        }
    }

    /// <summary>What cleaning a package takes that is read now, until it is known: at most so many requests.</summary>
    internal Cleaning Clean(int most) => new(this, most);

    /// <summary>
    /// Sets aside what listing a package takes, and waits for a reset that
    /// is near; what of it is not used when it is disposed of is given back.
    /// </summary>
    /// <param name="package">The package.</param>
    /// <param name="needed">What it needs, as far as is known before it is begun with.</param>
    /// <param name="cleaning">What cleaning it takes in the same hour; null where that is not to come.</param>
    /// <param name="cancellationToken">Ends a wait.</param>
    /// <exception cref="RegistryException">It needs more than is left beside the others, and more comes late.</exception>
    internal async Task<Share> PromiseAsync(PackageName package, int needed, Cleaning? cleaning, CancellationToken cancellationToken)
    {
        while (true)
        {
            RegistryException? refusal = null;
            Task ended;
            lock (_gate)
            {
                // What an hour has no room for is read in parts, of what the others leave.
                if (IsLongerThanAnHour(needed) && (Now >= _end || _left > _promised))
                {
                    return new Share(this, 0);
                }

                // While others are read it is not known what cleaning them takes: at most all of it is set aside.
                var fits = Fits(needed + Underway((cleaning is null ? 0 : 1) + _underway, _underwayMost + (cleaning?.Most ?? 0)));
                if (fits || (_underway == 0 && Fits(needed + (cleaning is null || _seen == 0 ? 0 : _kept / _seen))))
                {
                    _promised += needed;
                    cleaning?.Begin();
                    return new Share(this, needed);
                }

                ended = _ended.Task;
                refusal =
                    _underway > 0
                        ? null
                        : new RegistryException(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"Listing '{package.Repository}' needs {needed} requests{Beside(_promised)}, "
                                    + $"and GitHub's API allows this token {_left}{(_reset is null ? "" : $" until {_reset}")}. "
                                    + $"Nothing was read. {LateText}{Advice}."
                            )
                        )
                        {
                            LimitedFor = _end == DateTimeOffset.MaxValue ? null : _end - Now,
                        };
            }

            if (refusal is null)
            {
                await ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (!await TryWaitAsync(cancellationToken).ConfigureAwait(false))
            {
                throw refusal;
            }
        }
    }

    private bool Fits(long requests) => !(Now < _end && _left < requests + _promised);

    /// <summary>
    /// What cleaning packages takes that are being read: the most that it may, but where
    /// several were read already no more than twice what those took on average.
    /// </summary>
    private long Underway(int packages, long most) =>
        _seen < FewPackages ? most : Math.Min(most, packages * (LeastCleaning + (2 * _kept / _seen)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What helps where an hour does not suffice.</summary>
    internal const string Advice =
        "Run it again after that (with the same cache, what waits comes first), let --wait wait for it, name fewer packages, "
        + "or use a token with a higher limit";

    /// <summary>Says that the time budget ends before the reset; empty where it does not.</summary>
    internal string LateText => UntilReset is { } wait && !options.IsInTime(wait + Margin) ? $"{RunDeadline.Text} " : "";

    /// <summary>Waits for the reset, if it is near or within the time that the user gave for that; false where it is not.</summary>
    internal async Task<bool> TryWaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            if (_end == DateTimeOffset.MaxValue)
            {
                return false;
            }

            wait = _end - Now + Margin;
        }

        if (wait > Margin)
        {
            if (!options.MayWait(wait))
            {
                return false;
            }

            options.Waits?.Invoke(new RegistryWait(host, Now + wait));
            options.Log?.Invoke(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"GitHub's API does not allow the requests that are needed: waiting {wait.TotalSeconds:0} s for its reset."
                )
            );
            await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>What other packages need, as a part of a sentence.</summary>
    internal static string Beside(int others) => others > 0 ? FormattableString.Invariant($" beside the {others} of other packages") : "";

    /// <summary>What cleaning one package takes: at most so much until it is known. Not thread-safe.</summary>
    internal sealed class Cleaning(RequestBudget budget, int most)
    {
        private bool _isBegun;

        /// <summary>The most requests that it may take.</summary>
        internal int Most => most;

        /// <summary>The package is read from now on. Under the gate.</summary>
        internal void Begin()
        {
            _isBegun = true;
            budget._underway++;
            budget._underwayMost += most;
        }

        /// <summary>Sets aside what it takes, which is known now.</summary>
        internal void End(int requests)
        {
            TaskCompletionSource ended;
            lock (budget._gate)
            {
                budget._promised = (int)Math.Min(int.MaxValue, (long)budget._promised + requests);
                if (_isBegun)
                {
                    (budget._underway, budget._underwayMost) = (budget._underway - 1, budget._underwayMost - most);
                    (budget._seen, budget._kept) = (budget._seen + 1, budget._kept + requests);
                    _isBegun = false;
                }

                (ended, budget._ended) = (budget._ended, NewSignal());
            }

            ended.SetResult();
        }
    }

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

        /// <summary>The requests that may be made now beside what others need; null where GitHub does not say how many.</summary>
        internal int? Affordable
        {
            get
            {
                lock (budget._gate)
                {
                    return budget.Now < budget._end && budget._left is { } left ? Math.Max(0, left - (budget._promised - _needed)) : null;
                }
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
