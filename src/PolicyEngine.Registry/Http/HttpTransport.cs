using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Flurl.Http;
using PolicyEngine.Registry.Contract;
using Polly;
using Polly.Retry;

namespace PolicyEngine.Registry.Http;

/// <summary>
/// Carries requests out: bounded in number, time and size, tried again where a failure
/// may pass, redirects followed by hand. Knows nothing of authentication. Thread-safe.
/// </summary>
/// <remarks>A slot of the concurrency limit is held during an exchange only,
/// never while waiting or authenticating, so slots cannot deadlock.</remarks>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>The longest time that one request waits for limits in all.</summary>
    internal static readonly TimeSpan LongestWaits = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Short: the registry's limit is one of many requests a minute, of which some are free again at once.</summary>
    private static readonly TimeSpan FirstLimitWait = TimeSpan.FromMilliseconds(100);

    /// <summary>A wait that people notice, and are told of.</summary>
    internal static readonly TimeSpan NoticedWait = TimeSpan.FromSeconds(5);

    private const int MaxLimitWaits = 30;
    private const int ErrorLimit = 1024 * 1024;
    private readonly RegistryEndpoint _endpoint;
    private readonly RegistryOptions _options;
    private readonly HttpClient _httpClient;
    private readonly FlurlClient _client;
    private readonly RequestGate _gate;
    private readonly ResiliencePipeline<Exchange> _retry;
    private readonly SentSecrets _secrets = new();
    private int _answered;
    private long _answering;

    /// <param name="endpoint">Where it leads.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="pointsPerMinute">The most points in a minute: a read is 1, a change 5. Null for no limit.</param>
    internal HttpTransport(RegistryEndpoint endpoint, RegistryOptions options, int? pointsPerMinute = null)
    {
        _endpoint = endpoint;
        _options = options;
        var concurrency = Math.Clamp(options.Concurrency, 1, 100);
        _httpClient = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,
                Credentials = null,
                UseProxy = !AddressRules.IsLoopback(endpoint.Base),
                MaxConnectionsPerServer = concurrency,
                MaxResponseHeadersLength = 64,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client = new FlurlClient(_httpClient);
        _client.Settings.Timeout = null;

        // Asked for with TLS only, where the server says whether it speaks it: one connection then takes all requests.
        _client.Settings.HttpVersion = "2.0";
        _client.Settings.Redirects.Enabled = false;
        _client.WithHeader("User-Agent", "policyengine/" + typeof(HttpTransport).Assembly.GetName().Version?.ToString(3));
        _gate = new RequestGate(concurrency, options.Clock, pointsPerMinute, TellWait);
        _retry = CreateRetry();
    }

    /// <summary>The secrets that were sent.</summary>
    internal SentSecrets Secrets => _secrets;

    /// <summary>The number of answers received so far.</summary>
    internal int Answered => Volatile.Read(ref _answered);

    /// <summary>The time that an answer took on average; zero before the first.</summary>
    internal TimeSpan AnswerTime =>
        Answered is var answered and > 0 ? TimeSpan.FromTicks(Interlocked.Read(ref _answering) / answered) : TimeSpan.Zero;

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <exception cref="RegistryException">There is no answer, or none that may be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal async Task<RegistryResponse> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var exchange = await _retry
            .ExecuteAsync(
                static async (state, token) =>
                    (await state.Transport.ExchangeAsync(state.Request, token).ConfigureAwait(false)) with
                    {
                        Patience = state.Patience,
                    },
                (Transport: this, Request: request, Patience: new Patience()),
                cancellationToken
            )
            .ConfigureAwait(false);
        return exchange.Failure is null ? exchange.Response! : throw exchange.Failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _httpClient.Dispose();
        _gate.Dispose();
    }

    /// <summary>Limits outside, failures inside: each has its own number of
    /// attempts, and what ends one is a fresh start for the other.</summary>
    private ResiliencePipeline<Exchange> CreateRetry()
    {
        var attempts = Math.Clamp(_options.MaxAttempts, 1, 10);
        var builder = new ResiliencePipelineBuilder<Exchange> { TimeProvider = _options.Clock };
        if (attempts > 1)
        {
            builder.AddRetry(Retry(MaxLimitWaits, FirstLimitWait, MayWait, args => $"attempt {args.AttemptNumber + 2}"));
            builder.AddRetry(
                Retry(
                    attempts - 1,
                    FirstDelay,
                    (exchange, _) =>
                        exchange is { Passing: true, Throttled: false } && (exchange.Wait is not { } wait || _options.MayWait(wait)),
                    args => string.Create(CultureInfo.InvariantCulture, $"attempt {args.AttemptNumber + 2} of {attempts}")
                )
            );
        }

        return builder.Build();
    }

    private RetryStrategyOptions<Exchange> Retry(
        int times,
        TimeSpan first,
        Func<Exchange, int, bool> shouldHandle,
        Func<OnRetryArguments<Exchange>, string> describe
    ) =>
        new()
        {
            MaxRetryAttempts = times,
            ShouldHandle = args =>
                ValueTask.FromResult(args.Outcome.Exception is null && shouldHandle(args.Outcome.Result, args.AttemptNumber)),
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(DelayOf(args.Outcome.Result, first, args.AttemptNumber)),
            OnRetry = args =>
            {
                var exchange = args.Outcome.Result;
                if (exchange.Throttled)
                {
                    TellWait(args.RetryDelay);
                }

                var why = exchange.Failure?.Message
                    ?? (
                        exchange.Response!.IsSuccess
                            ? "the response is not JSON"
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{(exchange.Throttled ? "too many requests (" : "")}status "
                                    + $"{(int)exchange.Response.Status}{(exchange.Throttled ? ")" : "")}"
                            )
                    );
                _options.Log?.Invoke(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{exchange.Request.Method} {Redaction.Show(exchange.Request.Uri)}: {why}; "
                            + $"{describe(args)} in {args.RetryDelay.TotalSeconds:0.0} s"
                    )
                );
                return ValueTask.CompletedTask;
            },
        };

    /// <summary>Tells of a wait that people would notice.</summary>
    private void TellWait(TimeSpan wait)
    {
        if (wait >= NoticedWait)
        {
            _options.Waits?.Invoke(new RegistryWait(Redaction.Show(_endpoint.Base.Authority), _options.Clock.GetUtcNow() + wait));
        }
    }

    /// <summary>
    /// Whether a limit is waited for once more: its end is near, and this request has not waited for minutes
    /// already. Changes are not sent again from here: whoever asks for one first looks whether it is right still.
    /// </summary>
    private bool MayWait(Exchange exchange, int attempt)
    {
        if (!exchange.Throttled || !exchange.Request.IsRead || !_options.IsInTime(LeastDelay(exchange, FirstLimitWait, attempt)))
        {
            return false;
        }

        var wait = exchange.Wait ?? TimeSpan.Zero;
        return (wait <= RegistryOptions.UsualWait && exchange.Patience.Waited + wait <= LongestWaits)
            || _options.Clock.GetUtcNow() + wait <= _options.WaitUntil;
    }

    /// <summary>Never earlier than asked, twice as long each time (what is asked
    /// for may be too short), and not all clients at the same moment.</summary>
    private static TimeSpan DelayOf(Exchange exchange, TimeSpan first, int attempt)
    {
        var backoff = Backoff(first, attempt);
        var delay =
            LeastDelay(exchange, first, attempt)
            + TimeSpan.FromMilliseconds(Math.Min(backoff.TotalMilliseconds / 2, 500) * Random.Shared.NextDouble());
        if (exchange.Throttled)
        {
            exchange.Patience.Waited += delay;
        }

        return delay;
    }

    private static TimeSpan LeastDelay(Exchange exchange, TimeSpan first, int attempt) =>
        exchange.Wait is { } wait && wait > Backoff(first, attempt) ? wait : Backoff(first, attempt);

    private static TimeSpan Backoff(TimeSpan first, int attempt) =>
        first * Math.Pow(2, Math.Min(attempt, 20)) is var backoff && backoff < LongestDelay ? backoff : LongestDelay;

    /// <summary>The number of requests that may be on their way now.</summary>
    internal int Allowed => _gate.Allowed;

    /// <summary>Waits until requests of so many points may leave without a wait in between.</summary>
    /// <exception cref="RegistryException">The time budget ends before that.</exception>
    internal Task ReadyAsync(int points, CancellationToken cancellationToken) => _gate.ReadyAsync(points, EnsureInTime, cancellationToken);

    /// <summary>Refuses to wait for the turn of a request beyond the time budget; what finishes something is waited for.</summary>
    private void EnsureInTime(TimeSpan wait)
    {
        if (!RunDeadline.IsFinishing && !_options.IsInTime(wait))
        {
            throw new RegistryException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{Redaction.Show(_endpoint.Base.Authority)}' may be asked again in {wait.TotalSeconds:0} s. {RunDeadline.Text}"
                )
            )
            {
                LimitedFor = wait,
            };
        }
    }

    private async Task<Exchange> ExchangeAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        // Whether a change is waited for is decided where it is asked for.
        await _gate.EnterAsync(request.IsRead ? 1 : 5, request.IsRead ? EnsureInTime : null, cancellationToken).ConfigureAwait(false);
        TimeSpan? throttledFor = null;
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var start = _options.Clock.GetTimestamp();
            var response = await FollowAsync(request, either.Token).ConfigureAwait(false);
            Interlocked.Increment(ref _answered);
            Interlocked.Add(ref _answering, _options.Clock.GetElapsedTime(start).Ticks);
            var wait = RetryAfter.Read(response, _options.Clock.GetUtcNow());
            var throttled = RetryAfter.IsRateLimit(response);
            throttledFor = throttled && (wait is null || _options.MayWait(wait.Value)) ? wait ?? TimeSpan.Zero : null;
            var passing = throttled || (request.IsRead && (RetryAfter.IsPassing(response) || IsNonsense(request, response)));
            var isFar = passing && wait is { } asked && !_options.MayWait(asked);
            return new Exchange(request)
            {
                // A server that fails says nothing of a limit, however long it wants to be left alone.
                Response =
                    throttled || isFar
                        ? response with
                        {
                            LimitedFor = throttled ? wait ?? TimeSpan.FromMinutes(1) : null,
                            IsPastDeadline = !_options.IsInTime(wait ?? TimeSpan.FromMinutes(1)),
                        }
                        : response,
                Throttled = throttled,
                Passing = passing,
                Wait = wait,
            };
        }
        catch (RegistryException exception)
        {
            return new Exchange(request) { Failure = exception };
        }
        catch (Exception exception)
            when (exception is FlurlHttpException or HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(request, exception, timeout.IsCancellationRequested);
        }
        finally
        {
            _gate.Leave(throttledFor);
        }
    }

    /// <summary>Whether an answer that calls itself a success is a proxy's page, or was cut where nobody noticed.</summary>
    private static bool IsNonsense(RegistryRequest request, RegistryResponse response) =>
        (request.IsPageRefused && WebPage.Is(response))
        || (request.IsJson && request.Method != HttpMethod.Head && response.Status == HttpStatusCode.OK && !JsonText.Is(response.Body));

    private async Task<RegistryResponse> FollowAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var hop = request;
        for (var hops = 0; ; hops++)
        {
            _endpoint.EnsureSecure(hop.Uri);
            var response = await SendOnceAsync(hop, cancellationToken).ConfigureAwait(false);
            if (RedirectRules.Target(request, hop, response, _endpoint) is not { } target)
            {
                return response with { LeftOrigin = !AddressRules.SameOrigin(request.Uri, hop.Uri) };
            }

            if (hops == RedirectRules.Limit)
            {
                throw new RegistryException($"{Redaction.Show(request.Uri)} redirects more than {RedirectRules.Limit} times.");
            }

            hop = RedirectRules.Redirected(hop, target);
        }
    }

    private async Task<RegistryResponse> SendOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var flurl = new FlurlRequest(new Flurl.Url(request.Uri.AbsoluteUri)) { Client = _client }
            .AllowAnyHttpStatus()
            .WithHeader("Accept", request.Accept);
        if (request.Authorization is not null)
        {
            _secrets.RememberAuthorization(request.Authorization);
            flurl.WithHeader("Authorization", request.Authorization);
        }

        foreach (var (name, value) in request.Headers)
        {
            flurl.WithHeader(name, value);
        }

        var asked = _options.Clock.GetUtcNow();
        using var content = request.Content?.Invoke();
        using var response = await flurl
            .SendAsync(request.Method, content, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        var message = response.ResponseMessage;
        var answer = new RegistryResponse
        {
            Status = message.StatusCode,
            Uri = request.Uri,
            Secrets = _secrets,
            Headers = message
                .Headers.NonValidated.Concat(message.Content.Headers.NonValidated)
                .SelectMany(header => header.Value, (header, value) => (header.Key, value))
                .ToLookup(pair => pair.Key, pair => pair.value, StringComparer.OrdinalIgnoreCase),
            Body =
                request.Method == HttpMethod.Head
                    ? []
                    : await BodyReader
                        .ReadAsync(
                            message.Content,
                            message.IsSuccessStatusCode ? request.BodyLimit : ErrorLimit,
                            !message.IsSuccessStatusCode,
                            cancellationToken
                        )
                        .ConfigureAwait(false),
        };
        if (request.IsRead && AddressRules.SameOrigin(request.Uri, _endpoint.Base))
        {
            // What was changed was changed: the next look finds the clock.
            _options.ClockCheck?.Note(answer.Uri.Authority, answer.Header("Date"), answer.Header("Age"), asked, _options.Clock.GetUtcNow());
        }

        return answer;
    }

    private Exchange Failed(RegistryRequest request, Exception exception, bool timedOut)
    {
        var host = Redaction.Show(request.Uri.Authority);
        var cause = Causes(exception).ToList();
        var socket = cause.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;
        var error = cause.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError;

        // A registry that has answered before is waited for; one that never has is more likely misspelt than restarting.
        var known = Answered > 0;
        var (message, passing) = (timedOut, error, socket) switch
        {
            (true, _, _) => (
                $"'{host}' did not answer within {_options.RequestTimeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.",
                true
            ),
            _ when cause.Any(e => e is AuthenticationException) || error == HttpRequestError.SecureConnectionError => (
                $"No secure connection to '{host}': its certificate is not trusted, or it does not support TLS.",
                false
            ),
            (_, HttpRequestError.NameResolutionError, _) => (
                $"The host name '{host}' cannot be resolved.",
                known || socket == SocketError.TryAgain
            ),
            (_, _, SocketError.ConnectionRefused) => ($"'{host}' refuses the connection.", known),
            (_, HttpRequestError.ConnectionError, _) => ($"'{host}' cannot be reached.", known),
            (_, HttpRequestError.ConfigurationLimitExceeded, _) => ($"'{host}' sends too many headers.", false),
            _ => ($"The connection to '{host}' was closed.", true),
        };
        return new Exchange(request)
        {
            Failure = new RegistryException(message, innerException: exception),
            Passing = passing && request.IsRead,
        };
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    /// <summary>What came of one attempt.</summary>
    private readonly record struct Exchange(RegistryRequest Request)
    {
        public RegistryResponse? Response { get; init; }

        public RegistryException? Failure { get; init; }

        public bool Passing { get; init; }

        /// <summary>Whether the answer says "too many requests".</summary>
        public bool Throttled { get; init; }

        public TimeSpan? Wait { get; init; }

        public Patience Patience { get; init; } = new();
    }

    /// <summary>How long a request has waited for limits, over all its attempts.</summary>
    private sealed class Patience
    {
        public TimeSpan Waited { get; set; }
    }
}
