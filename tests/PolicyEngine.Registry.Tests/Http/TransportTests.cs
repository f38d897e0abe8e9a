using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class TransportTests : IAsyncLifetime
{
    private readonly TestOptions _test = new();
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = await OddServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private async Task<RegistryResponse> GetAsync(
        string path,
        Func<RegistryOptions, RegistryOptions>? with = null,
        Func<RegistryRequest, RegistryRequest>? request = null
    )
    {
        var endpoint = TestOptions.Endpoint(_server.Url.AbsoluteUri);
        using var transport = new HttpTransport(endpoint, with is null ? _test.Options : with(_test.Options));
        var get = new RegistryRequest
        {
            Method = HttpMethod.Get,
            Uri = endpoint.At(path),
            Redirects = RedirectScope.Any,
        };
        return await transport.SendAsync(request is null ? get : request(get), CancellationToken.None);
    }

    private async Task<string> FailureAsync(string path, Func<RegistryOptions, RegistryOptions>? with = null) =>
        (await Assert.ThrowsAsync<RegistryException>(() => GetAsync(path, with))).Message.Replace(
            _server.Host,
            "SERVER",
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Too_many_requests_are_tried_again_after_the_seconds_that_were_asked_for()
    {
        _server.On("GET /a", new Answer { Status = 429 }.With("Retry-After", "17"), Answer.Json("{}"));

        var response = await GetAsync("/a");

        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.InRange(Assert.Single(_test.Clock.Waits), TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(18));
        Assert.StartsWith(
            $"GET {_server.Url}a: too many requests (status 429); attempt 2 in 17.",
            Assert.Single(_test.Lines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Retry_After_may_be_a_date()
    {
        var date = _test.Clock.GetUtcNow().AddSeconds(90).ToString("R", CultureInfo.InvariantCulture);
        _server.On("GET /a", new Answer { Status = 503 }.With("Retry-After", date), Answer.Json("{}"));

        await GetAsync("/a");

        Assert.InRange(Assert.Single(_test.Clock.Waits), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(91));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_not_waited_and_not_shortened()
    {
        _server.On("GET /a", new Answer { Status = 429 }.With("Retry-After", "86400"));

        var response = await GetAsync("/a");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.Status);
        Assert.Empty(_test.Clock.Waits);
        Assert.Single(_server.Received);
    }

    /// <summary>One broken manifest must not pass for the limit of a whole registry: the
    /// rest is still cleaned, and the exit code says that something failed.</summary>
    [Theory]
    [InlineData(429, true)]
    [InlineData(503, false)]
    public async Task Only_a_limit_counts_as_one_however_long_a_failing_server_wants_to_be_left_alone(int status, bool isLimit)
    {
        _server.On("GET /a", new Answer { Status = status }.With("Retry-After", "3600"));

        var response = await GetAsync("/a");

        Assert.Equal(isLimit, response.LimitedFor is not null);
        Assert.Single(_server.Received);
    }

    [Theory]
    [InlineData(408, 5)]
    [InlineData(500, 5)]
    [InlineData(502, 5)]
    [InlineData(503, 5)]
    [InlineData(504, 5)]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(501, 1)]
    public async Task A_failure_that_may_pass_is_tried_five_times_and_another_once(int status, int times)
    {
        _server.On("GET /a", new Answer { Status = status });

        var response = await GetAsync("/a");

        Assert.Equal(status, (int)response.Status);
        Assert.Equal(times, _server.Count("GET /a"));
        Assert.All(_test.Clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_wait_that_is_asked_for_is_the_least_and_grows_when_it_was_too_short()
    {
        _server.On("GET /a", [.. Enumerable.Repeat(new Answer { Status = 429 }.With("Retry-After", "1"), 10), Answer.Json("{}")]);
        _server.On("GET /b", [.. Enumerable.Repeat(new Answer { Status = 503 }.With("Retry-After", "0"), 4), Answer.Json("{}")]);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/a")).Status);
        Assert.All(_test.Clock.Waits, wait => Assert.True(wait >= TimeSpan.FromSeconds(1), $"{wait}"));
        Assert.InRange(_test.Clock.Waits[^1], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(50));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/b")).Status);
        Assert.InRange(_test.Clock.Waits[^1], TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Whoever_tries_once_does_not_wait_for_a_limit()
    {
        _server.On("GET /a", new Answer { Status = 429 });

        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync("/a", options => options with { MaxAttempts = 1 })).Status);
        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task The_rate_limit_of_GitHub_is_waited_for()
    {
        var reset = _test.Clock.GetUtcNow().AddSeconds(40).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _server.On(
            "GET /a",
            new Answer { Status = 403 }
                .With("x-ratelimit-remaining", "0")
                .With("x-ratelimit-reset", reset),
            Answer.Json("{}")
        );

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/a")).Status);
        Assert.InRange(Assert.Single(_test.Clock.Waits), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(41));
    }

    [Fact]
    public async Task A_change_is_not_sent_twice_on_a_failure_that_says_nothing()
    {
        _server.On("DELETE /a", new Answer { Status = 502 });

        var response = await GetAsync("/a", request: get => get with { Method = HttpMethod.Delete });

        Assert.Equal(HttpStatusCode.BadGateway, response.Status);
        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_tried_again()
    {
        _server.On("GET /a", Answer.Cut, Answer.Cut, Answer.Json("""{"whole":true}"""));

        var response = await GetAsync("/a");

        Assert.Equal("""{"whole":true}""", System.Text.Encoding.UTF8.GetString(response.Body));
    }

    [Fact]
    public async Task A_connection_that_is_always_cut_is_a_failure_in_the_end()
    {
        _server.On("GET /a", Answer.Cut);

        Assert.Equal("The connection to 'SERVER' was closed.", await FailureAsync("/a"));
        Assert.Equal(5, _server.Count("GET /a"));
    }

    [Fact]
    public async Task A_registry_that_says_nothing_is_given_up()
    {
        _server.On("GET /a", Answer.Silence);

        Assert.Equal(
            "'SERVER' did not answer within 10 s.",
            await FailureAsync("/a", options => options with { RequestTimeout = TimeSpan.FromSeconds(10), MaxAttempts = 2 })
        );
    }

    [Fact]
    public async Task A_refused_connection_is_reported_at_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var endpoint = TestOptions.Endpoint($"http://127.0.0.1:{port}");
        using var transport = new HttpTransport(endpoint, _test.Options);

        var failure = await Assert.ThrowsAsync<RegistryException>(() =>
            transport.SendAsync(new RegistryRequest { Method = HttpMethod.Get, Uri = endpoint.At("/v2/") }, CancellationToken.None)
        );

        Assert.Equal($"'127.0.0.1:{port}' refuses the connection.", failure.Message);
        Assert.Empty(_test.Clock.Waits);
    }

    [Fact]
    public async Task A_body_that_is_announced_or_comes_too_large_is_not_read()
    {
        var large = new byte[RegistryRequest.ManifestLimit + 1];
        _server.On("GET /announced", Answer.Blob(large));
        _server.On(
            "GET /endless",
            new Answer
            {
                By = async context =>
                {
                    for (var sent = 0; sent < 100 && !context.RequestAborted.IsCancellationRequested; sent++)
                    {
                        await context.Response.Body.WriteAsync(large.AsMemory(0, 1024 * 1024));
                    }
                },
            }
        );

        Assert.Equal("The response is larger than the limit of 8 MiB.", await FailureAsync("/announced"));
        Assert.Equal("The response is larger than the limit of 8 MiB.", await FailureAsync("/endless"));
    }

    [Fact]
    public async Task An_error_page_is_cut_off()
    {
        _server.On("GET /a", new Answer { Status = 404, Body = new byte[3 * 1024 * 1024] });

        Assert.Equal(1024 * 1024, (await GetAsync("/a")).Body.Length);
    }

    [Fact]
    public async Task There_are_never_more_requests_at_once_than_allowed()
    {
        var gate = new TaskCompletionSource();
        var arrived = 0;
        _server.Before = _ =>
        {
            if (Interlocked.Increment(ref arrived) == 3)
            {
                gate.SetResult();
            }

            return gate.Task;
        };
        _server.On("GET /a", Answer.Json("{}"));
        var endpoint = TestOptions.Endpoint(_server.Url.AbsoluteUri);
        using var transport = new HttpTransport(endpoint, _test.Options with { Concurrency = 3 });

        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ =>
                    transport.SendAsync(new RegistryRequest { Method = HttpMethod.Get, Uri = endpoint.At("/a") }, CancellationToken.None)
                )
        );

        Assert.Equal(3, _server.MostAtOnce);
        Assert.Equal(40, transport.Answered);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_that_waits_for_its_answer()
    {
        using var cancellation = new CancellationTokenSource();
        _server.Before = async _ => await cancellation.CancelAsync();
        _server.On("GET /a", Answer.Silence);
        var endpoint = TestOptions.Endpoint(_server.Url.AbsoluteUri);
        using var transport = new HttpTransport(endpoint, _test.Options);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            transport.SendAsync(new RegistryRequest { Method = HttpMethod.Get, Uri = endpoint.At("/a") }, cancellation.Token)
        );
    }

    [Fact]
    public async Task A_URL_goes_out_as_it_was_given()
    {
        _server.On("GET /v2/a/tags/list?last=a%2Fb+c%3D&n=2", Answer.Json("{}"));

        Assert.True((await GetAsync("/v2/a/tags/list?last=a%2Fb+c%3D&n=2")).IsSuccess, _server.Received[0].Line);
    }
}
