using System.Text;
using PolicyEngine.Testing.Registries;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

public sealed class ReferrersTests : IAsyncLifetime
{
    private readonly TestManifest _image = TestManifest.Image("app");
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = (await OddServer.StartAsync()).HasTags("a", "v1").Has("a", _image, "v1");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Task<Reading> ReadAsync() => Reading.OfAsync(_server, "a", new TestOptions());

    private void HasReferrers(TestManifest subject, params IEnumerable<TestManifest> referrers) =>
        _server.On($"GET /v2/a/referrers/{subject.Digest}", Answer.Of(TestManifest.Index(referrers)));

    private int Asked => _server.Received.Count(request => request.Line.Contains("/referrers/", StringComparison.Ordinal));

    [Fact]
    public async Task Referrers_of_referrers_are_found_over_all_pages()
    {
        var (first, second) = (TestManifest.Artifact(_image, "application/a"), TestManifest.Artifact(_image, "application/b"));
        var third = TestManifest.Artifact(second, "application/c");
        _server
            .On(
                $"GET /v2/a/referrers/{_image.Digest}",
                Answer.Of(TestManifest.Index(first)).With("Link", $"</v2/a/referrers/{_image.Digest}?page=2>; rel=next")
            )
            .On($"GET /v2/a/referrers/{_image.Digest}?page=2", Answer.Of(TestManifest.Index(second)));
        HasReferrers(first);
        HasReferrers(second, third);
        HasReferrers(third);
        _server.Has("a", first).Has("a", second).Has("a", third);

        var reading = await ReadAsync();

        Snapshot.Match(reading.Text(_server));
    }

    [Fact]
    public async Task A_referrer_that_does_not_name_its_subject_is_kept_with_it_all_the_same()
    {
        var (nobodys, anothers) = (TestManifest.Artifact(null), TestManifest.Artifact(TestManifest.Image("another")));
        HasReferrers(_image, nobodys, anothers);
        HasReferrers(nobodys);
        HasReferrers(anothers);
        _server.Has("a", nobodys).Has("a", anothers);

        var reading = await ReadAsync();

        Snapshot.Match(reading.Text(_server));
    }

    [Fact]
    public async Task A_referrer_that_is_gone_is_no_failure()
    {
        HasReferrers(_image, TestManifest.Artifact(_image));

        var reading = await ReadAsync();

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Single(reading.Manifests.Records);
    }

    [Theory]
    [InlineData("not found", 404, "404 page not found", "text/plain")]
    [InlineData("login page", 200, "<html>", "text/html")]
    [InlineData("another document", 200, "{}", "application/json")]
    [InlineData("bad request", 400, "{}", "application/json")]
    [InlineData("not allowed", 405, "", "text/plain")]
    public async Task A_registry_without_the_API_is_asked_once(string what, int status, string body, string type)
    {
        Assert.NotEmpty(what);
        var other = TestManifest.Image("other");
        _server.HasTags("a", "v1", "v2").Has("a", other, "v2");
        foreach (var digest in new[] { _image.Digest, other.Digest })
        {
            _server.On(
                $"GET /v2/a/referrers/{digest}",
                new Answer
                {
                    Status = status,
                    Body = Encoding.UTF8.GetBytes(body),
                    Headers = [("Content-Type", type)],
                }
            );
        }

        var reading = await ReadAsync();

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Equal(1, Asked);
    }

    [Fact]
    public async Task The_API_is_not_looked_for_at_another_host()
    {
        await using var elsewhere = await OddServer.StartAsync();
        _server.On($"GET /v2/a/referrers/{_image.Digest}", Answer.Redirect(elsewhere.Url + "r"));
        elsewhere.On("GET /r", Answer.Of(TestManifest.Index()));

        Assert.True((await ReadAsync()).Info.Complete);
        Assert.Empty(elsewhere.Received);
    }

    [Fact]
    public async Task An_API_that_fails_makes_it_incomplete()
    {
        var index = TestManifest.Index(_image);
        _server.HasTags("a", "v1").Has("a", index, "v1");
        HasReferrers(index);
        _server.On($"GET /v2/a/referrers/{_image.Digest}", Answer.Error(403, "DENIED"));

        var reading = await ReadAsync();

        Assert.False(reading.Info.Complete);
        Assert.Contains("(403, DENIED: so it is)", reading.Info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_does_not_mean_that_there_is_no_API()
    {
        _server.On($"GET /v2/a/referrers/{_image.Digest}", Answer.Error(503, "UNAVAILABLE"));

        Assert.False((await ReadAsync()).Info.Complete);
    }
}
