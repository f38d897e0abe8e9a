using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>Others push and delete while a repository is read.</summary>
public sealed class ChangingRepositoryTests : IAsyncLifetime
{
    private const string List = "GET /v2/a/tags/list";
    private readonly TestManifest _first = TestManifest.Image("first");
    private readonly TestManifest _second = TestManifest.Image("second");
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = (await OddServer.StartAsync()).Has("a", _first, "t1").Has("a", _second, "t2");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private static Answer Tags(string tags) => Answer.Json("{\"tags\":[" + tags + "]}");

    private async Task<string> ReadAsync()
    {
        var reading = await Reading.OfAsync(_server, "a", new TestOptions());
        return reading.Info.Reason
            ?? string.Join(' ', reading.Manifests.Records.SelectMany(record => record.Tags).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tag_that_is_pushed_meanwhile_is_read_and_the_others_not_again()
    {
        _server.On(List, Tags("\"t1\""), Tags("\"t1\",\"t2\""));

        Assert.Equal("t1 t2", await ReadAsync());
        Assert.Equal(1, _server.Count("GET /v2/a/manifests/t1"));
    }

    [Fact]
    public async Task A_tag_that_is_deleted_meanwhile_is_forgotten_with_what_hung_on_it()
    {
        _server.On(List, Tags("\"t1\",\"t2\""), Tags("\"t1\""));

        Assert.Equal("t1", await ReadAsync());
        Assert.Equal(2, _server.Count("GET /v2/a/manifests/t1"));
    }

    [Fact]
    public async Task A_repository_that_never_comes_to_rest_is_incomplete()
    {
        _server.On(List, Tags("\"t1\""), Tags("\"t2\""), Tags("\"t1\",\"t2\""), Tags("\"t1\""));

        Assert.Equal("Its tags changed while it was read, 3 times in a row.", await ReadAsync());
    }

    [Fact]
    public async Task A_repository_that_vanishes_meanwhile_is_incomplete()
    {
        _server.On(List, Tags("\"t1\""), Answer.Error(404, "NAME_UNKNOWN"));

        Assert.Contains("NAME_UNKNOWN", await ReadAsync(), StringComparison.Ordinal);
    }
}
