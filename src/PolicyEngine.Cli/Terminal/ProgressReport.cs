using System.Collections.Concurrent;
using System.Globalization;
using PolicyEngine.Registry;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Shows that long reading goes on: a line that is repainted on a terminal, a line each half minute elsewhere. Thread-safe.</summary>
internal sealed class ProgressReport : IDisposable
{
    private static readonly TimeSpan Repaint = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, ReadProgress> _latest = new(StringComparer.Ordinal);
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
        _clock = environment.Clock;
        _isTerminal = environment.IsErrorTerminal;
        _start = _clock.GetTimestamp();
        if (!messages.IsQuiet)
        {
            var period = _isTerminal ? Repaint : Heartbeat;
            _timer = _clock.CreateTimer(_ => Show(), null, period, period);
        }
    }

    /// <summary>The number of repositories to read is known.</summary>
    public void Begin(int total) => _total = total;

    /// <summary>Tells a detail of a failure, with <c>--verbose</c>.</summary>
    public void Tell(string detail) => _messages.Detail(detail);

    /// <summary>Takes news of a repository.</summary>
    public void Take(ReadProgress progress) => _latest[progress.Repository] = progress;

    /// <summary>A repository is done.</summary>
    public void Finish() => Interlocked.Increment(ref _done);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _messages.EndProgress();
    }

    private void Show()
    {
        var requests = _latest.Values.Sum(p => (long)p.Requests);
        var manifests = _latest.Values.Sum(p => (long)p.Manifests);
        var seconds = _clock.GetElapsedTime(_start).TotalSeconds;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"Reading: {_done} of {_total} repositories, {manifests} manifests, {requests} requests, {seconds:0} s");
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
