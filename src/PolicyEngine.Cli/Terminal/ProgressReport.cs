using System.Collections.Concurrent;
using System.Globalization;
using PolicyEngine.Cli.Base;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Terminal;

/// <summary>
/// Announces what long reading will cost, and shows that it continues and how long it will:
/// a line that is repainted on a terminal, a line each half minute elsewhere. Thread-safe.
/// </summary>
internal sealed class ProgressReport : IDisposable
{
    /// <summary>Where there are more repositories than that, the small ones are announced with <c>--verbose</c> only.</summary>
    private const int FewRepositories = 10;

    /// <summary>A repository of fewer requests is a small one.</summary>
    private const int ManyRequests = 50;

    private static readonly TimeSpan Repaint = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(string Registry, string Repository), ReadProgress> _latest = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _waits = new(StringComparer.Ordinal);
    private readonly WaitNotice _notice;
    private readonly Messages _messages;
    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private readonly bool _isTerminal;
    private readonly long _start;
    private int _total;
    private int _done;

    /// <summary>Begins to report.</summary>
    /// <param name="messages">Where to.</param>
    /// <param name="environment">The clock, and whether there is a terminal.</param>
    public ProgressReport(Messages messages, CliEnvironment environment)
    {
        _messages = messages;
        _notice = new WaitNotice(messages);
        _clock = environment.Clock;
        _isTerminal = environment.IsErrorTerminal;
        _start = _clock.GetTimestamp();
        if (!messages.IsQuiet)
        {
            var period = _isTerminal ? Repaint : Heartbeat;
            _timer = _clock.CreateTimer(_ => Show(), null, period, period);
        }
    }

    /// <summary>What is read again while deleting: the line says so; null for the first reading.</summary>
    public string? Again { get; init; }

    /// <summary>The number of repositories to read is known.</summary>
    public void Begin(int total) => _total = total;

    /// <summary>Tells a detail of a failure, with <c>--verbose</c>.</summary>
    public void Tell(string detail) => _messages.Detail(detail);

    /// <summary>Takes news of a repository.</summary>
    public void Take(ReadProgress progress) => _latest[(progress.Registry, progress.Repository)] = progress;

    /// <summary>Tells what reading a repository will cost, before it is paid.</summary>
    public void Announce(ReadEstimate estimate)
    {
        var deed = estimate.IsListing ? "; listing takes" : " listed; reading what the tags lead to takes";
        var limit = estimate.Remaining is { } left
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" of the {left} that GitHub allows{(estimate.Reset is { } reset ? $" until {reset}" : "")}"
            )
            : "";
        var cached =
            estimate.Cached > 0
                ? string.Create(CultureInfo.InvariantCulture, $" ({Count(estimate.Cached, "manifest")} from the cache)")
                : "";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{estimate.Repository}: "
                + $"{(estimate.Packages is { } packages ? $"{Count(packages, "package")}, " : "")}"
                + $"{Count(estimate.Versions, "version")}{deed} "
                + $"{Count(estimate.Requests, "request")}{limit}{cached}, about {Text(estimate.Duration)}."
        );
        if (estimate.Requests >= ManyRequests || _total <= FewRepositories)
        {
            _messages.Info(line);
        }
        else
        {
            _messages.Detail(line);
        }
    }

    /// <summary>Takes note that requests to a host wait for its limit.</summary>
    public void Wait(RegistryWait wait)
    {
        _waits.AddOrUpdate(wait.Host, wait.Until, (_, known) => known > wait.Until ? known : wait.Until);
        if (!_isTerminal)
        {
            _notice.Take(wait);
        }
    }

    /// <summary>A repository is done.</summary>
    public void Finish() => Interlocked.Increment(ref _done);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _messages.EndProgress();
    }

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static string Text(TimeSpan time) =>
        time.TotalSeconds < 90
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(time.TotalSeconds))} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMinutes)} min");

    private string Waits() =>
        string.Concat(
            _waits
                .Where(w => w.Value > _clock.GetUtcNow())
                .OrderBy(w => w.Key, StringComparer.Ordinal)
                .Select(w =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $", waiting for the limit of {w.Key} until {w.Value.UtcDateTime:HH:mm:ss} UTC"
                    )
                )
        );

    private string What() =>
        Again is { } repository ? $"Reading {repository} again before deleting in it"
        : _total == 0 ? "Looking for repositories"
        : string.Create(CultureInfo.InvariantCulture, $"Reading: {_done} of {_total} {(_total == 1 ? "repository" : "repositories")}");

    private void Show()
    {
        var latest = _latest.Values;
        var requests = latest.GroupBy(p => p.Registry, StringComparer.Ordinal).Sum(g => (long)g.Max(p => p.Requests));
        var manifests = latest.Sum(p => (long)p.Manifests);
        var remaining = latest.Sum(p => (long)p.Remaining);
        var seconds = _clock.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? requests / seconds : 0;
        var speed = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({rate:0.0}/s)") : "";
        var rest = remaining > 0 && rate > 0 ? $", about {Text(TimeSpan.FromSeconds(remaining / rate))} left" : "";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{What()}, {manifests} manifests, {requests} requests{speed}, {seconds:0} s{rest}{Waits()}"
        );
        if (_isTerminal)
        {
            _messages.Progress(line);
        }
        else
        {
            _messages.Info(line);
        }
    }
}
