using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Registry.Providers.Oci;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>Artifacts under a tag of their own, on registries with ways that none at hand has.</summary>
public sealed class RegistryArtifactsTests : IAsyncLifetime
{
    private const string Type = "application/vnd.example.note.v1+json";
    private const string Upload = "/v2/web/blobs/uploads/7";
    private static readonly Artifact s_artifact = new(Type, "note.json", "{\"a\": 1}"u8.ToArray());
    private static readonly ArtifactManifest s_manifest = new(s_artifact);
    private static readonly string s_body = Encoding.UTF8.GetString(s_manifest.Body.Span);
    private static readonly string s_blob = $"GET /v2/web/blobs/{s_manifest.Blobs[1].Digest}";
    private readonly TestOptions _test = new();
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = await OddServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_was_pushed_is_read_again()
    {
        Serve(s_body);
        _server.On(s_blob, Answer.Blob(s_artifact.Content.ToArray()));
        var found = await ReadAsync();
        Assert.Equal((s_manifest.Digest, true, null), (found!.Digest, found.IsOfType, found.Problem));
        Assert.Equal(s_artifact.Content.ToArray(), found.Content!.Value.ToArray());
    }

    [Fact]
    public async Task A_tag_that_leads_to_nothing_has_none() => Assert.Null(await ReadAsync());

    [Theory]
    [InlineData("\"artifactType\":\"application/vnd.example.note.v1+json\",", "")]
    [InlineData("\"artifactType\":\"application/vnd.example.note", "\"artifactType\":\"application/vnd.example.other")]
    [InlineData("{\"schemaVersion\":2", "[")]
    public async Task What_is_something_else_is_not_taken_for_one(string text, string other)
    {
        Serve(s_body.Replace(text, other, StringComparison.Ordinal));
        Assert.False((await ReadAsync())!.IsOfType);
    }

    [Fact]
    public async Task What_refers_to_another_manifest_is_not_taken_for_one()
    {
        var subject = $"{{\"mediaType\":\"{MediaTypes.OciManifest}\",\"size\":1,\"digest\":\"{s_manifest.Digest}\"}}";
        Serve(s_body.Replace("\"layers\"", $"\"subject\":{subject},\"layers\"", StringComparison.Ordinal));
        Assert.False((await ReadAsync())!.IsOfType);
    }

    [Fact]
    public async Task Content_that_is_missing_too_long_or_another_is_a_problem_of_the_artifact()
    {
        Serve(s_body);
        Assert.Equal("its content is missing", (await ReadAsync())!.Problem);
        _server.On(s_blob, Answer.Blob("{\"a\": 2}"u8.ToArray()));
        Assert.Equal("its content does not have the digest that its manifest states", (await ReadAsync())!.Problem);
        Assert.StartsWith("it is longer than", (await ReadAsync(limit: 7))!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_refuses_to_say_is_not_one_without_an_artifact()
    {
        _server.On("GET /v2/web/manifests/note", Answer.Error(403, "DENIED"));
        await Assert.ThrowsAsync<RegistryException>(() => ReadAsync());
    }

    [Fact]
    public async Task A_push_sends_the_blobs_first_and_the_manifest_last()
    {
        Accept($"{Upload}?state=a%2Fb");
        Assert.Equal(WriteStatus.Done, (await PushAsync()).Status);
        Assert.Equal(
            [
                .. s_manifest.Blobs.Select(blob => $"PUT {Upload}?state=a%2Fb&digest={Uri.EscapeDataString(blob.Digest)}"),
                "PUT /v2/web/manifests/note",
            ],
            _server.Received.Select(request => request.Line).Where(line => line.StartsWith("PUT ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Nothing_is_sent_to_another_host()
    {
        Accept($"https://elsewhere.example{Upload}");
        var failure = await Assert.ThrowsAsync<RegistryException>(() => PushAsync());
        Assert.Contains("which is not on the same host", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_leads_elsewhere_than_expected_is_left_where_it_is()
    {
        Accept(Upload);
        _server.Has("web", TestManifest.Image("mine"), "note");
        Assert.Equal(WriteStatus.Moved, (await PushAsync()).Status);
        Assert.Equal(0, _server.Count("PUT /v2/web/manifests/note"));
    }

    private void Serve(string manifest) =>
        _server.On(
            "GET /v2/web/manifests/note",
            new Answer { Body = Encoding.UTF8.GetBytes(manifest), Headers = [("Content-Type", MediaTypes.OciManifest)] }
        );

    private void Accept(string location)
    {
        _server.On("POST /v2/web/blobs/uploads/", new Answer { Status = 202 }.With("Location", location));
        _server.On($"PUT {Upload}", new Answer { Status = 201 });
        _server.On("PUT /v2/web/manifests/note", new Answer { Status = 201 });
    }

    private async Task<TaggedArtifact?> ReadAsync(int limit = 1000)
    {
        await using var store = Open();
        return await store.ReadAsync("web", "note", Type, limit, CancellationToken.None);
    }

    private async Task<WriteResult> PushAsync()
    {
        await using var store = Open();
        return await store.PushAsync("web", "note", null, s_artifact, CancellationToken.None);
    }

    private IArtifactStore Open() =>
        new OciProvider().OpenArtifacts(
            new RegistryTarget
            {
                Provider = "oci",
                Registry = _server.Host,
                Url = _server.Url,
            },
            _test.Options
        )!;
}
