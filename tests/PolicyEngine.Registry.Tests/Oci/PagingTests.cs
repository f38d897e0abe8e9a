using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

public sealed class PagingTests : IAsyncLifetime
{
    private const string List = "GET /v2/a/tags/list";
    private readonly TestManifest _image = TestManifest.Image("app");
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = (await OddServer.StartAsync()).Has("a", _image, "t1", "t2", "t3");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private static Answer Page(string tags, string? link = null)
    {
        var answer = Answer.Json("{\"tags\":[" + tags + "]}");
        return link is null ? answer : answer.With("Link", link);
    }

    private async Task<string?> ReasonAsync() =>
        (await Reading.OfAsync(_server, "a", new TestOptions())).Info.Reason?.Replace(_server.Host, "SERVER", StringComparison.Ordinal);

    [Fact]
    public async Task All_pages_are_read_whether_their_links_are_relative_or_not()
    {
        _server
            .On(List, Page("\"t2\"", "</v2/a/tags/list?last=t2&n=1>; rel=\"next\""))
            .On(List + "?last=t2&n=1", Page("", $"<{_server.Url}v2/a/tags/list?last=x,y>; rel=next"))
            .On(List + "?last=x,y", Page("\"t1\",\"t3\",\"t2\""));

        var reading = await Reading.OfAsync(_server, "a", new TestOptions());

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Equal("t1, t2, t3", string.Join(", ", Assert.Single(reading.Manifests.Records).Tags));
    }

    [Theory]
    [InlineData("https://evil.example/v2/a/tags/list?n=1")]
    [InlineData("//evil.example/v2/a/tags/list?n=1")]
    [InlineData("http://127.0.0.1:1/v2/a/tags/list?n=1")]
    [InlineData("/v2/b/tags/list?n=1")]
    [InlineData("/v2/a/tags/list/../../../b/tags/list")]
    [InlineData("http://user:pw@SERVER/v2/a/tags/list?n=1")]
    [InlineData("file:///etc/passwd")]
    public async Task A_link_that_leads_elsewhere_is_not_followed(string link)
    {
        _server.On(List, Page("\"t1\"", $"<{link.Replace("SERVER", _server.Host, StringComparison.Ordinal)}>; rel=\"next\""));

        Assert.Equal(
            $"The next page of http://SERVER/v2/a/tags/list is at '{link}', which is another host or path; it is not followed.",
            await ReasonAsync()
        );
        Assert.Equal([List], _server.Received.Select(request => request.Line));
    }

    [Fact]
    public async Task Pages_in_a_circle_end()
    {
        _server
            .On(List, Page("\"t1\"", "<?n=1>; rel=next"))
            .On(List + "?n=1", Page("\"t2\"", "<?n=2>; rel=next"))
            .On(List + "?n=2", Page("\"t3\"", "<?n=1>; rel=next"));

        Assert.Equal("The pages of http://SERVER/v2/a/tags/list lead in a circle.", await ReasonAsync());
    }

    [Fact]
    public async Task Pages_without_end_end()
    {
        var page = 0;
        _server.On(List, new Answer { By = context => Page("", $"<?n={++page}>; rel=next").SendAsync(context) });

        Assert.Equal("http://SERVER/v2/a/tags/list has more than 10000 pages.", await ReasonAsync());
    }

    [Fact]
    public async Task A_page_that_fails_makes_it_incomplete()
    {
        _server.On(List, Page("\"t1\"", "<?n=1>; rel=next")).On(List + "?n=1", Answer.Error(404, "NAME_UNKNOWN"));

        Assert.Equal(
            "Could not list the next page of http://SERVER/v2/a/tags/list on 'registry.example.com' (404, NAME_UNKNOWN: so it is).",
            await ReasonAsync()
        );
    }

    [Fact]
    public async Task Repositories_are_listed_over_all_pages_in_order()
    {
        _server
            .On("GET /v2/_catalog", Answer.Json("""{"repositories":["b/y","a"]}""").With("Link", "</v2/_catalog?last=a&n=2>; rel=\"next\""))
            .On("GET /v2/_catalog?last=a&n=2", Answer.Json("""{"repositories":["b/x"]}"""));
        await using var client = ProviderCatalog.Find("oci")!.Open(TestOptions.Target(_server), new TestOptions().Options);

        Assert.Equal(["a", "b/x", "b/y"], await client.ListRepositoriesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_registry_without_a_catalog_says_what_to_do()
    {
        await using var client = ProviderCatalog.Find("oci")!.Open(TestOptions.Target(_server), new TestOptions().Options);

        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.ListRepositoriesAsync(CancellationToken.None));

        Assert.Equal(
            "'registry.example.com' does not list its repositories, so name them without globs. "
                + $"Could not list {_server.Url}v2/_catalog on 'registry.example.com' (status 404).",
            failure.Message
        );
    }
}
