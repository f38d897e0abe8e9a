using System.Text;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>What registries do wrong, and what a user then reads. Nothing of
/// it may end in a repository that is called complete and is not.</summary>
public sealed class OddRegistryTests : IAsyncLifetime
{
    private readonly TestOptions _test = new();
    private readonly TestManifest _image = TestManifest.Image("app");
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = await OddServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Task<Reading> ReadAsync() => Reading.OfAsync(_server, "a", _test);

    private async Task IsIncompleteAsync(string reason)
    {
        var reading = await ReadAsync();
        Assert.Equal(reason, reading.Info.Reason?.Replace(_server.Host, "SERVER", StringComparison.Ordinal));
        Assert.False(reading.Info.Complete);
    }

    [Fact]
    public async Task Each_manifest_is_read_once_however_many_lead_to_it()
    {
        var (inner, other) = (TestManifest.Index(_image), TestManifest.Image("other"));
        var outer = TestManifest.Index(inner, _image, other);
        _server.HasTags("a", "v1", "inner").Has("a", _image).Has("a", other).Has("a", inner, "inner").Has("a", outer, "v1");

        var reading = await ReadAsync();

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Snapshot.Match(reading.Text(_server));
        Assert.All(
            _server
                .Received.Where(request => request.Line.Contains("/manifests/", StringComparison.Ordinal))
                .CountBy(request => request.Line),
            pair => Assert.Equal(1, pair.Value)
        );
        Assert.All(_server.Received.Where(request => request.Line.Contains("/manifests/", StringComparison.Ordinal)), request =>
            Assert.Contains(
                "application/vnd.oci.image.index.v1+json, "
                    + "application/vnd.oci.image.manifest.v1+json, "
                    + "application/vnd.docker.distribution.manifest.list.v2+json",
                request.Header("Accept"),
                StringComparison.Ordinal
            )
        );
    }

    [Theory]
    [InlineData("""{"tags":null}""")]
    [InlineData("""{"name":"a","tags":[]}""")]
    public async Task A_repository_without_tags_is_empty_and_complete(string list)
    {
        _server.On("GET /v2/a/tags/list", Answer.Json(list));

        var reading = await ReadAsync();

        Assert.True(reading.Info.Complete);
        Assert.Empty(reading.Manifests.Records);
    }

    [Theory]
    [InlineData(
        "null entry",
        """{"tags":["v1",null]}""",
        "http://SERVER/v2/a/tags/list lists '' among its tags, which is not a valid name."
    )]
    [InlineData(
        "digest",
        """{"tags":["sha256:abc"]}""",
        "http://SERVER/v2/a/tags/list lists 'sha256:abc' among its tags, which is not a valid name."
    )]
    [InlineData(
        "traversal",
        """{"tags":["../../b/manifests/v1"]}""",
        "http://SERVER/v2/a/tags/list lists '../../b/manifests/v1' among its tags, which is not a valid name."
    )]
    [InlineData(
        "line end",
        """{"tags":["v1\n::error::"]}""",
        "http://SERVER/v2/a/tags/list lists 'v1\\u000A::error::' among its tags, which is not a valid name."
    )]
    [InlineData("no list", """{"tags":"v1"}""", "http://SERVER/v2/a/tags/list does not return a list of tags.")]
    [InlineData("no tags", "{}", "http://SERVER/v2/a/tags/list does not return a list of tags.")]
    [InlineData("twice", """{"tags":["v1"],"tags":[]}""", "http://SERVER/v2/a/tags/list does not return a list of tags.")]
    [InlineData("HTML", "<html><body>Please log in</body></html>", "http://SERVER/v2/a/tags/list does not return a list of tags.")]
    public async Task A_list_of_tags_that_cannot_be_trusted_makes_it_incomplete(string what, string list, string reason)
    {
        Assert.NotEmpty(what);
        _server.On("GET /v2/a/tags/list", Answer.Json(list));

        await IsIncompleteAsync(reason);
    }

    [Fact]
    public async Task An_error_page_is_not_dumped()
    {
        _server.On(
            "GET /v2/a/tags/list",
            new Answer
            {
                Status = 403,
                Body = Encoding.UTF8.GetBytes("<html>" + new string('x', 5000)),
                Headers = [("Content-Type", "text/html")],
            }
        );

        await IsIncompleteAsync(
            "Could not list http://SERVER/v2/a/tags/list on 'registry.example.com' (status "
                + "403): no credentials were found for 'registry.example.com'."
        );
    }

    [Fact]
    public async Task Control_characters_of_an_error_do_not_reach_a_terminal()
    {
        _server.On("GET /v2/a/tags/list", Answer.Json("""{"errors":[{"code":"DENIED","message":"\u001b[2Jgone\u202e\n"}]}""", 400));

        await IsIncompleteAsync(
            "Could not list http://SERVER/v2/a/tags/list on 'registry.example.com' (400, DENIED: \\u001B[2Jgone\\u202E\\u000A)."
        );
    }

    [Fact]
    public async Task A_body_that_has_not_the_digest_is_not_believed()
    {
        var index = TestManifest.Index(_image);
        _server
            .HasTags("a", "v1")
            .Has("a", index, "v1")
            .Has("a", _image)
            .On($"GET /v2/a/manifests/{_image.Digest}", Answer.Of(TestManifest.Image("another")));

        await IsIncompleteAsync($"The registry's response for {_image.Digest} does not have that digest.");
    }

    [Fact]
    public async Task A_tag_whose_digest_header_lies_is_not_believed()
    {
        var other = TestManifest.Image("another").Digest;
        _server
            .HasTags("a", "v1")
            .On(
                "GET /v2/a/manifests/v1",
                new Answer { Body = _image.Body, Headers = [("Content-Type", _image.MediaType), ("Docker-Content-Digest", other)] }
            );

        await IsIncompleteAsync($"The registry's response for the tag 'v1' claims the digest {other} and has {_image.Digest}.");
    }

    [Fact]
    public async Task An_ambiguous_manifest_is_not_interpreted()
    {
        var both = new TestManifest(
            TestManifest.OciIndex,
            """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"layers":[]}"""u8.ToArray(),
            []
        );
        _server.HasTags("a", "v1").Has("a", both, "v1");

        var reading = await ReadAsync();

        Assert.StartsWith($"The manifest {both.Digest} cannot be understood: ", reading.Info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, null, true)]
    [InlineData(404, "MANIFEST_UNKNOWN", true)]
    [InlineData(404, "NAME_UNKNOWN", false)]
    [InlineData(403, "DENIED", false)]
    [InlineData(500, "UNKNOWN", false)]
    [InlineData(400, "UNSUPPORTED", false)]
    [InlineData(204, null, false)]
    public async Task A_child_is_missing_only_where_the_registry_says_so(int status, string? code, bool complete)
    {
        var index = TestManifest.Index(_image);
        _server
            .HasTags("a", "v1")
            .Has("a", index, "v1")
            .On($"GET /v2/a/manifests/{_image.Digest}", code is null ? new Answer { Status = status } : Answer.Error(status, code));

        var reading = await ReadAsync();

        Assert.Equal(complete, reading.Info.Complete);
        Assert.Equal(index.Digest, Assert.Single(reading.Manifests.Records).Digest);
    }

    [Fact]
    public async Task A_tag_that_leads_to_nothing_dangles_and_the_rest_is_complete()
    {
        _server
            .HasTags("a", "v1", "gone", "late")
            .Has("a", _image, "v1")
            .On("GET /v2/a/manifests/late", Answer.Error(404, "MANIFEST_UNKNOWN"), Answer.Of(_image));

        var reading = await ReadAsync();

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Equal("gone", Assert.Single(reading.Info.DanglingTags));
        Assert.Equal("late, v1", string.Join(", ", Assert.Single(reading.Manifests.Records).Tags));
    }

    [Fact]
    public async Task Tags_that_all_lead_to_nothing_are_a_failure()
    {
        _server.HasTags("a", "v1", "v2");

        await IsIncompleteAsync("None of its tags points to a manifest: the registry answers 404 for each of them.");
    }

    [Fact]
    public async Task A_config_that_is_missing_leaves_the_age_unknown_and_one_that_fails_makes_it_incomplete()
    {
        var config = $"GET /v2/a/blobs/{TestManifest.DigestOf(_image.Blobs[0])}";
        _server.HasTags("a", "v1").Has("a", _image, "v1").On(config, Answer.Error(404, "BLOB_UNKNOWN"));

        var reading = await ReadAsync();
        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Null(Assert.Single(reading.Manifests.Records).CreatedAt);

        _server.On(config, Answer.Json("""{"created":"2020-01-01T00:00:00Z"}"""));
        await IsIncompleteAsync(
            $"The registry's response for the config {TestManifest.DigestOf(_image.Blobs[0])} does not have that digest."
        );
    }

    [Fact]
    public async Task A_config_comes_from_the_cache_and_a_manifest_never_does_since_only_the_registry_knows_whether_it_is_there()
    {
        using var folder = new TemporaryDirectory();
        var options = _test.Options with { CacheDirectory = folder.Path };
        var config = $"GET /v2/a/blobs/{TestManifest.DigestOf(_image.Blobs[0])}";
        _server.HasTags("a", "v1").Has("a", _image).Has("a", TestManifest.Index(_image), "v1");
        var first = await Reading.OfAsync(TestOptions.Target(_server), "a", options);
        var second = await Reading.OfAsync(TestOptions.Target(_server), "a", options);

        Assert.True(second.Info.Complete, second.Info.Reason);
        Assert.NotNull(second.Manifests[_image.Digest].CreatedAt);
        Assert.Equal(first.Text(_server), second.Text(_server));
        Assert.Equal(1, _server.Count(config));
        Assert.Equal(2, _server.Count($"GET /v2/a/manifests/{_image.Digest}"));
    }

    [Fact]
    public async Task A_config_that_several_images_have_is_read_once_without_a_cache_too()
    {
        var config = $"GET /v2/a/blobs/{TestManifest.DigestOf(_image.Blobs[0])}";
        TestManifest[] images =
        [
            .. Enumerable.Range(0, 20).Select(i => _image with { Body = [.. _image.Body, .. Encoding.UTF8.GetBytes(new string(' ', i))] }),
        ];
        images = [.. images.Select(image => new TestManifest(image.MediaType, image.Body, image.Blobs))];
        _server.HasTags("a", images.Select((_, i) => $"v{i}"));
        foreach (var (image, i) in images.Select((image, i) => (image, i)))
        {
            _server.Has("a", image, $"v{i}");
        }

        var read = await Reading.OfAsync(TestOptions.Target(_server), "a", _test.Options);

        Assert.True(read.Info.Complete, read.Info.Reason);
        Assert.Equal(1, _server.Count(config));
    }

    [Fact]
    public async Task A_digest_that_cannot_be_verified_is_kept_unread_and_never_asked_for()
    {
        const string blake3 = "blake3:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        var index = new TestManifest(
            TestManifest.OciIndex,
            Encoding.UTF8.GetBytes(
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\""
                    + TestManifest.OciManifest
                    + "\",\"digest\":\""
                    + blake3
                    + "\",\"size\":2}]}"
            ),
            []
        );
        _server.HasTags("a", "v1").Has("a", index, "v1");

        var reading = await ReadAsync();

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.True(reading.Manifests[blake3].Unread);
        Assert.DoesNotContain(_server.Received, request => request.Line.Contains("blake3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_entries_of_a_build_cache_are_blobs_and_not_asked_for()
    {
        var layer = TestManifest.DigestOf("layer"u8.ToArray());
        var cache = new TestManifest(
            TestManifest.OciIndex,
            Encoding.UTF8.GetBytes(
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
                    + layer
                    + "\",\"size\":2}]}"
            ),
            []
        );
        _server.HasTags("a", "cache").Has("a", cache, "cache");

        Assert.True((await ReadAsync()).Info.Complete);
        Assert.DoesNotContain(_server.Received, request => request.Line.Contains($"manifests/{layer}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_untagged_subject_is_looked_for_so_that_its_signature_is_no_orphan()
    {
        var signature = TestManifest.Artifact(_image);
        _server.HasTags("a", "signature").Has("a", signature, "signature").Has("a", _image);

        var reading = await ReadAsync();

        Assert.Equal(2, reading.Manifests.Records.Count);
    }

    [Theory]
    [InlineData("A", "../secret")]
    [InlineData("B", "Upper/Case")]
    [InlineData("C", "a//b")]
    public async Task A_name_that_is_none_is_never_asked_for(string variant, string repository)
    {
        var reading = await Reading.OfAsync(_server, repository, _test);

        Assert.Empty(_server.Received);
        Snapshot.Match(reading.Text(_server), SnapshotNameExtension.Create(variant));
    }
}
