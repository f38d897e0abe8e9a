using System.Net;
using System.Text;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class RedirectTests : IAsyncLifetime
{
    private OddServer _registry = null!;
    private OddServer _storage = null!;

    public async Task InitializeAsync() => (_registry, _storage) = (await OddServer.StartAsync(), await OddServer.StartAsync());

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private async Task<RegistryResponse> SendAsync(RedirectScope redirects = RedirectScope.Any, HttpMethod? method = null)
    {
        var endpoint = TestOptions.Endpoint(_registry.Url.AbsoluteUri);
        using var transport = new HttpTransport(endpoint, new TestOptions().Options);
        return await transport.SendAsync(
            new RegistryRequest
            {
                Method = method ?? HttpMethod.Get,
                Uri = endpoint.At("/a"),
                Authorization = "Bearer secret",
                Headers = [new("X-Custom", "also secret")],
                Redirects = redirects,
            },
            CancellationToken.None
        );
    }

    [Fact]
    public async Task Credentials_stay_on_the_host_and_do_not_come_back_with_the_next_hop()
    {
        _registry
            .On("GET /a", Answer.Redirect("/b"))
            .On("GET /b", Answer.Redirect(_storage.Url + "c?sig=1"))
            .On("GET /d", Answer.Json("{}"));
        _storage.On("GET /c?sig=1", Answer.Redirect(_registry.Url + "d"));

        var response = await SendAsync();

        Assert.True(response.IsSuccess);
        var requests = _registry.Received.Concat(_storage.Received).OrderBy(request => request.Line).ToList();
        Assert.Equal(
            ["GET /a: Bearer secret, also secret", "GET /b: Bearer secret, also secret", "GET /c?sig=1: -, -", "GET /d: -, -"],
            requests.Select(request => $"{request.Line}: {request.Header("Authorization") ?? "-"}, {request.Header("X-Custom") ?? "-"}")
        );
    }

    [Fact]
    public async Task A_change_is_never_redirected()
    {
        _registry.On("DELETE /a", Answer.Redirect(_storage.Url + "a"));

        Assert.Equal(HttpStatusCode.TemporaryRedirect, (await SendAsync(method: HttpMethod.Delete)).Status);
        Assert.Empty(_storage.Received);
    }

    [Fact]
    public async Task A_request_that_must_stay_does_not_leave()
    {
        _registry.On("GET /a", Answer.Redirect(_storage.Url + "a"));

        Assert.Equal(HttpStatusCode.TemporaryRedirect, (await SendAsync(RedirectScope.SameOrigin)).Status);
        Assert.Empty(_storage.Received);
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        _registry.On("GET /a", Answer.Redirect("/a"));

        var failure = await Assert.ThrowsAsync<RegistryException>(() => SendAsync());

        Assert.Equal($"{_registry.Url}a redirects more than 5 times.", failure.Message);
        Assert.Equal(6, _registry.Received.Count);
    }

    [Theory]
    [InlineData("https://registry.example.com/a", "http://storage.example.com/", "from https to http")]
    [InlineData("https://registry.example.com/a", "https://169.254.169.254/latest/", "into a private network")]
    [InlineData("https://registry.example.com/a", "https://localhost/", "into a private network")]
    [InlineData("https://registry.example.com/a", "https://user:pw@storage.example.com/", "to a URL that is not plain http or https")]
    [InlineData("https://registry.example.com/a", "file:///etc/passwd", "to a URL that is not plain http or https")]
    [InlineData("https://registry.example.com/a", null, "without a usable Location")]
    public void A_hostile_redirect_is_refused(string from, string? location, string how)
    {
        var endpoint = TestOptions.Endpoint("https://registry.example.com");
        var request = new RegistryRequest
        {
            Method = HttpMethod.Get,
            Uri = new Uri(from),
            Redirects = RedirectScope.Any,
        };
        var response = new RegistryResponse
        {
            Status = HttpStatusCode.Found,
            Uri = request.Uri,
            Headers = new[] { location }.OfType<string>().ToLookup(_ => "Location"),
        };

        var failure = Assert.Throws<RegistryException>(() => RedirectRules.Target(request, request, response, endpoint));

        Assert.Equal($"https://registry.example.com/a redirects {how}; that is not followed.", failure.Message);
    }

    [Fact]
    public async Task The_config_of_an_image_may_lie_elsewhere_and_is_read_without_credentials()
    {
        var image = TestManifest.Image("elsewhere");
        var config = TestManifest.DigestOf(image.Blobs[0]);
        _registry
            .HasTags("a", "v1")
            .Has("a", image, "v1")
            .On(
                "GET /v2/a/tags/list",
                new Answer { Status = 401 }.With("WWW-Authenticate", "Basic realm=\"r\""),
                Answer.Json("""{"tags":["v1"]}""")
            )
            .On($"GET /v2/a/blobs/{config}", Answer.Redirect(_storage.Url + "blob?X-Signature=secret"));
        _storage.On("GET /blob", Answer.Blob(image.Blobs[0]));
        var test = new TestOptions { Environment = { ["POLICYENGINE_TOKEN"] = "me:secret" } };

        var reading = await Oci.Reading.OfAsync(_registry, "a", test);

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Equal("linux/amd64", Assert.Single(reading.Manifests.Records).Platform);
        Assert.Null(Assert.Single(_storage.Received).Header("Authorization"));
        Assert.Equal(
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret")),
            _registry.Received[^1].Header("Authorization")
        );
    }
}
