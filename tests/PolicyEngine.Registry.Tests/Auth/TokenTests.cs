using System.Text;
using PolicyEngine.Registry.Tests.Oci;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Auth;

/// <summary>The dance of 401, token and retry, seen from the server.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Token = "GET /token?service=reg&scope=repository%3Aa%3Apull";
    private readonly TestOptions _test = new();
    private readonly TestManifest _image = TestManifest.Image("app");
    private readonly Dictionary<string, DateTimeOffset> _valid = [];
    private OddServer _server = null!;
    private int _issued;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync();
        Protect("GET /v2/a/tags/list", Answer.Json("""{"tags":["v1"]}"""));
        Protect("GET /v2/a/manifests/v1", Answer.Of(_image));
        Protect($"GET /v2/a/blobs/{TestManifest.DigestOf(_image.Blobs[0])}", Answer.Blob(_image.Blobs[0]));
        _server.On(Token, Issue(60));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Answer Challenge(string more = "") =>
        new Answer { Status = 401 }.With(
            "WWW-Authenticate",
            $"Bearer realm=\"{_server.Url}token\",service=\"reg\",scope=\"repository:a:pull\"{more}"
        );

    /// <summary>Answers to those who have a valid token, and with a challenge to others.</summary>
    private void Protect(string request, Answer answer) =>
        _server.On(
            request,
            new Answer
            {
                By = context => (IsValid(context.Request.Headers.Authorization.ToString()) ? answer : Challenge()).SendAsync(context),
            }
        );

    private bool IsValid(string authorization)
    {
        lock (_valid)
        {
            return authorization.StartsWith("Bearer ", StringComparison.Ordinal)
                && _valid.TryGetValue(authorization["Bearer ".Length..], out var end)
                && _test.Clock.GetUtcNow() < end;
        }
    }

    private Answer Issue(int seconds, string member = "token") =>
        new()
        {
            By = context =>
            {
                lock (_valid)
                {
                    _valid["t" + ++_issued] = _test.Clock.GetUtcNow().AddSeconds(seconds);
                }

                return Answer.Json($$"""{"{{member}}":"t{{_issued}}","expires_in":{{seconds}}}""").SendAsync(context);
            },
        };

    private async Task<string?> ReasonAsync() =>
        (await Reading.OfAsync(_server, "a", _test)).Info.Reason?.Replace(_server.Host, "SERVER", StringComparison.Ordinal);

    [Fact]
    public async Task A_realm_that_names_its_service_is_not_told_it_twice()
    {
        _server.On(
            "GET /v2/a/tags/list",
            new Answer { Status = 401 }.With(
                "WWW-Authenticate",
                $"Bearer scope=\"repository:a:pull\", service=\"reg\", realm=\"{_server.Url}token?v=2&service=reg\""
            )
        );
        _server.On("GET /token?v=2&service=reg&scope=repository%3Aa%3Apull", Issue(60));

        await ReasonAsync();

        Assert.InRange(_issued, 1, 2);
        Assert.Equal(_issued, _server.Received.Count(request => request.Line.StartsWith("GET /token", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task One_token_serves_a_whole_run(string member)
    {
        _server.On(Token, Issue(60, member));

        Assert.Null(await ReasonAsync());
        Assert.Equal(1, _issued);
        Assert.Null(_server.Received.First(request => request.Line == Token).Header("Authorization"));
        Assert.Equal(1, _server.Received.Count(request => request.Line == "GET /v2/a/manifests/v1"));
    }

    [Fact]
    public async Task Credentials_go_to_the_token_service_only()
    {
        _test.Environment["POLICYENGINE_TOKEN"] = "me:secret";
        _server.On(Token + "&account=me", Issue(60));

        Assert.Null(await ReasonAsync());
        var basic = "Basic " + Convert.ToBase64String("me:secret"u8);
        Assert.Equal(
            [Token + "&account=me"],
            _server.Received.Where(request => request.Header("Authorization") == basic).Select(request => request.Line)
        );
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends()
    {
        _server.Before = request =>
        {
            // The second listing of the tags comes 50 s later: the token of 60 s is still good and too old to be trusted.
            _test.Clock.Advance(
                request.Line.Contains("/blobs/", StringComparison.Ordinal) && _issued == 1 ? TimeSpan.FromSeconds(50) : TimeSpan.Zero
            );
            return Task.CompletedTask;
        };

        Assert.Null(await ReasonAsync());
        Assert.Equal(2, _issued);
        Assert.Equal("Bearer t2", _server.Received[^1].Header("Authorization"));
    }

    [Fact]
    public async Task A_token_that_the_registry_forgets_in_the_middle_is_renewed()
    {
        _server.Before = request =>
        {
            lock (_valid)
            {
                if (request.Line.Contains("/blobs/", StringComparison.Ordinal) && _issued == 1)
                {
                    _valid.Clear();
                }
            }

            return Task.CompletedTask;
        };

        Assert.Null(await ReasonAsync());
        Assert.Equal(2, _issued);
    }

    [Fact]
    public async Task Many_requests_that_need_a_token_ask_for_one()
    {
        var images = Enumerable.Range(0, 40).Select(i => TestManifest.Image("app" + i)).ToList();
        Protect("GET /v2/a/tags/list", Answer.Json($$"""{"tags":[{{string.Join(',', images.Select((_, i) => $"\"t{i}\""))}}]}"""));
        foreach (var (i, image) in images.Index())
        {
            Protect($"GET /v2/a/manifests/t{i}", Answer.Of(image));
            Protect($"GET /v2/a/blobs/{TestManifest.DigestOf(image.Blobs[0])}", Answer.Blob(image.Blobs[0]));
        }

        var spoilt = 0;
        _server.Before = request =>
        {
            lock (_valid)
            {
                if (request.Line.Contains("/blobs/", StringComparison.Ordinal) && spoilt++ == 0)
                {
                    _valid.Clear();
                }
            }

            return Task.CompletedTask;
        };

        Assert.Null(await ReasonAsync());
        Assert.Equal(2, _issued);
    }

    [Fact]
    public async Task A_scope_that_was_too_small_is_widened_by_what_the_registry_names()
    {
        const string wide = "GET /token?service=reg&scope=repository%3Aa%3Apull&scope=repository%3Ab%3Apull";
        var refused = Challenge(",error=\"insufficient_scope\"");
        refused = refused with
        {
            Headers =
            [
                ("WWW-Authenticate", refused.Headers[0].Value.Replace("repository:a:pull", "repository:b:pull", StringComparison.Ordinal)),
            ],
        };
        _server.On("GET /v2/a/tags/list", Challenge(), refused, Answer.Json("""{"tags":[]}""")).On(wide, Issue(60));

        Assert.Null(await ReasonAsync());
        Assert.Equal(
            ["GET /v2/a/tags/list", Token, "GET /v2/a/tags/list", wide, "GET /v2/a/tags/list", "GET /v2/a/tags/list"],
            _server.Received.Select(request => request.Line)
        );
    }

    [Fact]
    public async Task A_registry_that_refuses_every_token_is_asked_no_more_than_three_times()
    {
        _server.On("GET /v2/a/tags/list", Challenge());

        Assert.Equal(
            "Could not list http://SERVER/v2/a/tags/list on 'registry.example.com' (status "
                + "401): no credentials were found for 'registry.example.com'.",
            await ReasonAsync()
        );
        Assert.Equal(3, _server.Count("GET /v2/a/tags/list"));
        Assert.Equal(2, _issued);
    }

    [Fact]
    public async Task A_wrong_password_is_said_to_be_wrong_and_not_shown()
    {
        _test.Environment["POLICYENGINE_TOKEN"] = "me:secret";
        _server.On(
            Token + "&account=me",
            Answer.Json("""{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}""", 401)
        );

        Assert.Equal(
            "The credentials of POLICYENGINE_TOKEN were refused by the token service http://SERVER/token of "
                + "'registry.example.com' (401, UNAUTHORIZED: incorrect username or password).",
            await ReasonAsync()
        );
        Assert.DoesNotContain(_test.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_repository_says_how_to_give_credentials()
    {
        _server.On(Token, Answer.Json("""{"details":"not for you"}""", 403));

        Assert.Equal(
            "The token service http://SERVER/token of 'registry.example.com' issues no token without credentials (403, not for you). "
                + "Set POLICYENGINE_TOKEN to 'user:password' or to a token, or log in with 'docker login'.",
            await ReasonAsync()
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"a\r\nX-Injected: b"}""")]
    [InlineData("<html>")]
    public async Task A_token_that_is_none_is_not_used(string answer)
    {
        _server.On(Token, Answer.Json(answer));

        Assert.Equal("The token service http://SERVER/token of 'registry.example.com' returned no usable token.", await ReasonAsync());
    }

    [Fact]
    public async Task A_token_that_is_too_large_is_not_read()
    {
        _server.On(Token, Answer.Json($$"""{"token":"{{new string('a', 70_000)}}"}"""));

        Assert.Equal("The response is larger than the limit of 64 KiB.", await ReasonAsync());
    }

    [Fact]
    public async Task A_token_service_does_not_send_credentials_on()
    {
        await using var elsewhere = await OddServer.StartAsync();
        _test.Environment["POLICYENGINE_TOKEN"] = "me:secret";
        _server.On(Token + "&account=me", Answer.Redirect(elsewhere.Url + "token"));

        Assert.StartsWith(
            "The token service http://SERVER/token of 'registry.example.com' failed (status 307)",
            await ReasonAsync(),
            StringComparison.Ordinal
        );
        Assert.Empty(elsewhere.Received);
    }

    [Fact]
    public async Task Credentials_do_not_go_to_another_host_on_the_word_of_a_registry()
    {
        _test.Environment["POLICYENGINE_TOKEN"] = "me:secret";
        _server.On(
            "GET /v2/a/tags/list",
            new Answer { Status = 401 }.With("WWW-Authenticate", "Bearer realm=\"https://tokens.invalid/token\",service=\"reg\"")
        );

        Assert.Equal(
            "'registry.example.com' sends its clients to https://tokens.invalid/token for a "
                + "token; the credentials of POLICYENGINE_TOKEN are not sent to another "
                + "host because a registry says so. If that host is right, set POLICYENGINE_TRUSTED_REALMS=tokens.invalid.",
            await ReasonAsync()
        );
    }

    [Fact]
    public async Task An_identity_token_is_exchanged()
    {
        _test.Environment["DOCKER_AUTH_CONFIG"] = """{"auths":{"registry.example.com":{"auth":"AAAA","identitytoken":"refresh-me"}}}""";
        _server.On("POST /token", Issue(60, "access_token"));

        Assert.Null(await ReasonAsync());
        Assert.Equal(
            "grant_type=refresh_token&service=reg&scope=repository%3Aa%3Apull&client_id=policyengine&refresh_token=refresh-me",
            _server.Received.First(request => request.Line == "POST /token").Body
        );
    }

    [Fact]
    public async Task A_registry_token_goes_as_it_is()
    {
        lock (_valid)
        {
            _valid["ready-made"] = DateTimeOffset.MaxValue;
        }

        _test.Environment["DOCKER_AUTH_CONFIG"] = """{"auths":{"registry.example.com":{"registrytoken":"ready-made"}}}""";

        Assert.Null(await ReasonAsync());
        Assert.Equal(0, _issued);
    }

    [Fact]
    public async Task Basic_is_used_where_it_is_the_only_challenge_and_Bearer_where_both_are_offered()
    {
        _test.Environment["POLICYENGINE_TOKEN"] = "me:secret";
        var list = Answer.Json("""{"tags":[]}""");
        _server.On("GET /v2/a/tags/list", new Answer { Status = 401 }.With("WWW-Authenticate", "Basic realm=\"r\""), list);
        Assert.Null(await ReasonAsync());
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret")), _server.Received[^1].Header("Authorization"));

        _server.On(Token + "&account=me", Issue(60));
        _server.On("GET /v2/a/tags/list", Challenge().With("WWW-Authenticate", "Basic realm=\"r\""), list);
        Assert.Null(await ReasonAsync());
        Assert.Equal("Bearer t1", _server.Received[^1].Header("Authorization"));
    }
}
