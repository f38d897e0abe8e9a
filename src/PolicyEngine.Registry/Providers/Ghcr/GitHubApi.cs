using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Requests to GitHub's REST API, paced below its limits. Thread-safe.</summary>
internal sealed class GitHubApi : IDisposable
{
    /// <summary>The greatest number of versions or packages a page.</summary>
    internal const int PageSize = 100;

    /// <summary>The variable with the API's URL that workflows have.</summary>
    internal const string UrlVariable = "GITHUB_API_URL";

    /// <summary>GitHub's secondary limit is 900 points a minute; what counts as a minute here is a little longer.</summary>
    private const int PointsPerMinute = 900;

    /// <summary>GitHub's secondary limit is 100 at once, for everyone who uses the token.</summary>
    private const int MaxConcurrency = 32;

    private readonly RegistryEndpoint _endpoint;
    private readonly RegistryOptions _options;
    private readonly HttpTransport _transport;
    private readonly GitHubAuthenticator _authenticator;
    private readonly RegistryHttp _http;
    private readonly Func<ManifestCache?>? _cache;
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private AnswerMemory? _memory;
    private volatile bool _remembers;

    /// <param name="target">The registry.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="findCredential">Finds the token for the API's address; called once.</param>
    /// <param name="cache">Where answers are kept for the next run; null to ask for each afresh.</param>
    internal GitHubApi(
        RegistryTarget target,
        RegistryOptions options,
        Func<Uri, CancellationToken, Task<Credential?>> findCredential,
        Func<ManifestCache?>? cache = null
    )
    {
        _options = options;
        _cache = cache;
        _endpoint = RegistryEndpoint.Create(
            new RegistryTarget
            {
                Provider = RegistryKind.Ghcr.Name,
                Registry = target.Registry,
                Url = UrlOf(target, options),
                Insecure = target.Insecure,
            }
        );
        Budget = new RequestBudget(options, Redaction.Show(_endpoint.Base.Authority));
        _transport = new HttpTransport(
            _endpoint,
            options with
            {
                Concurrency = Math.Min(options.Concurrency, MaxConcurrency),
            },
            PointsPerMinute
        );
        _authenticator = new GitHubAuthenticator(token => findCredential(_endpoint.Base, token));
        _http = new RegistryHttp(_endpoint, _transport, _authenticator, new WarningLog(options.Log));
    }

    /// <summary>An address of the API.</summary>
    /// <param name="path">The path with its leading slash, escaped, and the query.</param>
    internal Uri At(string path) => _endpoint.At(path);

    /// <summary>The registry's name, as users write it.</summary>
    internal string Registry => _endpoint.Name;

    /// <summary>The API's base address.</summary>
    internal Uri Base => _endpoint.Base;

    /// <summary>The number of answers received so far.</summary>
    internal int Answered => _transport.Answered;

    /// <summary>Whether answers of lists are kept from the beginning; else from <see cref="Remember"/> on.</summary>
    internal bool IsRemembering { get; init; } = true;

    /// <summary>Keeps answers from now on, so that another run need not pay for what is still true; false if there is no cache.</summary>
    internal bool Remember()
    {
        _remembers = true;
        return _cache?.Invoke() is not null;
    }

    /// <summary>A list is read, in which an answer of an earlier run is as good as the first time.</summary>
    /// <param name="path">The start of its paths.</param>
    internal void BeginList(string path)
    {
        foreach (var asked in _asked.Keys.Where(asked => asked.StartsWith(path, StringComparison.Ordinal)))
        {
            _asked.TryRemove(asked, out _);
        }
    }

    /// <summary>What is left of the hour.</summary>
    internal RequestBudget Budget { get; }

    /// <summary>The time that a number of requests will take: at the speed seen so far, and below the points of a minute.</summary>
    internal TimeSpan TimeFor(int requests) =>
        (_transport.AnswerTime * Math.Ceiling((double)requests / Math.Min(_options.Concurrency, MaxConcurrency)))
        + (TimeSpan.FromMinutes(1) * ((Math.Min(Answered, PointsPerMinute) + requests - 1L) / PointsPerMinute));

    /// <summary>The token that is used; null before the first request, and if there is none.</summary>
    internal GitHubToken? Token => _authenticator.Token;

    /// <summary>Reads a document, whatever the status of the answer.</summary>
    /// <param name="path">The path with its leading slash, escaped, and the query.</param>
    /// <param name="etag">The ETag of the last answer: GitHub answers 304, which counts against no limit, where nothing changed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="bodyLimit">The most bytes of the answer.</param>
    internal async Task<RegistryResponse> GetAsync(
        string path,
        string? etag,
        CancellationToken cancellationToken,
        int bodyLimit = RegistryRequest.ManifestLimit
    )
    {
        var uri = _endpoint.At(path);

        // Lists only: what proves that they are whole is asked for afresh.
        var memory = path.Contains("page=", StringComparison.Ordinal) ? await MemoryAsync(cancellationToken).ConfigureAwait(false) : null;

        // Once in a run: what is asked for again is doubted.
        var known = etag is null && _asked.TryAdd(path, true) ? memory?.Find(uri) : null;
        var request = new RegistryRequest
        {
            Method = HttpMethod.Get,
            Uri = uri,
            Accept = "application/vnd.github+json",
            IsJson = true,
            BodyLimit = bodyLimit,
            Headers = (etag ?? known?.ETag) is { } last ? Version.Add(new("If-None-Match", last)) : Version,
        };
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Budget.Note(response);
        if (response.Status == HttpStatusCode.NotModified && known is not null)
        {
            return known.Confirmed(response);
        }

        if (response.Status == HttpStatusCode.OK && (_remembers || IsRemembering))
        {
            memory?.Keep(uri, response);
        }

        return response;
    }

    /// <summary>The number of requests that may be on their way now.</summary>
    internal int Allowed => _transport.Allowed;

    /// <summary>Waits until requests of so many points (1 for reading, 5 for a change) may leave without a wait in between.</summary>
    internal Task ReadyAsync(int points, CancellationToken cancellationToken) => _transport.ReadyAsync(points, cancellationToken);

    /// <summary>Asks for a change, whatever the status of the answer.</summary>
    /// <param name="method">DELETE, or POST.</param>
    /// <param name="path">The path with its leading slash, escaped.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    internal async Task<RegistryResponse> ChangeAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var response = await _http
            .SendAsync(
                new RegistryRequest
                {
                    Method = method,
                    Uri = _endpoint.At(path),
                    Accept = "application/vnd.github+json",
                    Headers = Version,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        Budget.Note(response);
        return response;
    }

    /// <summary>How many requests are left in this hour; null where GitHub does not say (Enterprise Server by default).</summary>
    internal static int? RemainingOf(RegistryResponse response) =>
        int.TryParse(response.Header("x-ratelimit-remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var remaining)
            ? remaining
            : null;

    /// <summary>When the hour ends, in words; null where GitHub does not say.</summary>
    internal static string? ResetOf(RegistryResponse response) =>
        ResetTimeOf(response)?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>When the hour ends; null where GitHub does not say.</summary>
    internal static DateTimeOffset? ResetTimeOf(RegistryResponse response) =>
        long.TryParse(response.Header("x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
        && reset is > 0 and < 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds(reset)
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _authenticator.Dispose();
        _transport.Dispose();
    }

    /// <summary>The answers of earlier runs with this token; null without a cache or a token.</summary>
    internal async ValueTask<AnswerMemory?> MemoryAsync(CancellationToken cancellationToken) =>
        _memory is null
        && _cache?.Invoke() is { } cache
        && await _authenticator.GetAuthorizationAsync(null, cancellationToken).ConfigureAwait(false) is { } authorization
            ? _memory = new AnswerMemory(cache, authorization)
            : _memory;

    private static ImmutableArray<KeyValuePair<string, string>> Version { get; } = [new("X-GitHub-Api-Version", "2022-11-28")];

    private static Uri UrlOf(RegistryTarget target, RegistryOptions options)
    {
        if (target.ApiUrl is { } given)
        {
            return given;
        }

        var variable = options.Environment(UrlVariable)?.Trim();
        return string.IsNullOrEmpty(variable) ? new Uri("https://api.github.com")
            : Uri.TryCreate(variable, UriKind.Absolute, out var uri) ? uri
            : throw new RegistryException($"{UrlVariable} is not a URL.");
    }
}
