using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.Oci;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Ways of registries that none at hand has.</summary>
public sealed class OddRegistryWriterTests
{
    private static readonly TestManifest Image = TestManifest.Image("two tags");
    private static readonly SavedManifest Saved = new(new ManifestTarget(Image.Digest, ["pr-1", "v1"], Image.MediaType, null), Image.Body);

    [Fact]
    public async Task A_tag_comes_off_where_the_registry_deletes_tags()
    {
        await using var server = await StartAsync();
        server.On("DELETE /v2/web/manifests/pr-1", new Answer { Status = 202 });
        await using var writer = Open(server);
        Assert.Equal(WriteStatus.Done, (await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None)).Status);
        Assert.Equal(0, server.Count($"DELETE /v2/web/manifests/{Image.Digest}"));
    }

    [Fact]
    public async Task An_image_that_a_registry_deletes_with_its_tag_is_put_back_and_no_other_tag_is_tried()
    {
        await using var server = await StartAsync();
        server.On("DELETE /v2/web/manifests/pr-1", new Answer { Status = 202 });
        server.On($"PUT /v2/web/manifests/{Image.Digest}", new Answer { Status = 201 });
        server.On("PUT /v2/web/manifests/pr-1", new Answer { Status = 201 });
        server.On("PUT /v2/web/manifests/v1", new Answer { Status = 201 });
        server.Before = request =>
        {
            if (request.Line == "DELETE /v2/web/manifests/pr-1")
            {
                Lose(server, Image.Digest, "pr-1", "v1");
            }

            return Task.CompletedTask;
        };
        await using var writer = Open(server);
        var result = await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None);
        Assert.Equal(WriteStatus.Retained, result.Status);
        Assert.EndsWith("The image was put back with all its tags.", result.Text, StringComparison.Ordinal);
        Assert.Equal(1, server.Count($"PUT /v2/web/manifests/{Image.Digest}"));
        Assert.Equal(1, server.Count("PUT /v2/web/manifests/v1"));
        Assert.Equal(WriteStatus.Retained, (await writer.UntagAsync("v1", Saved, _ => { }, CancellationToken.None)).Status);
        Assert.Equal(0, server.Count("DELETE /v2/web/manifests/v1"));
    }

    [Fact]
    public async Task A_tag_that_was_moved_is_left_where_it_is()
    {
        await using var server = await StartAsync();
        var other = TestManifest.Image("other");
        server.Has("web", other, "pr-1").On("HEAD /v2/web/manifests/pr-1", Answer.Of(other));
        await using var writer = Open(server);
        Assert.Equal(WriteStatus.Moved, (await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None)).Status);
        Assert.Equal(0, server.Count("DELETE /v2/web/manifests/pr-1"));
    }

    [Theory]
    [InlineData(200, "", WriteStatus.Done)]
    [InlineData(204, "", WriteStatus.Done)]
    [InlineData(404, "MANIFEST_UNKNOWN", WriteStatus.Gone)]
    [InlineData(404, "NAME_UNKNOWN", WriteStatus.Gone)]
    [InlineData(405, "UNSUPPORTED", WriteStatus.Impossible)]
    [InlineData(405, "DENIED", WriteStatus.Refused)]
    [InlineData(409, "MANIFEST_INVALID", WriteStatus.Refused)]
    [InlineData(412, "VIOLATE_FOREIGN_KEY_CONSTRAINT", WriteStatus.Refused)]
    [InlineData(400, "GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE", WriteStatus.Refused)]
    [InlineData(403, "DENIED", WriteStatus.Denied)]
    [InlineData(429, "TOOMANYREQUESTS", WriteStatus.Throttled)]
    [InlineData(500, "UNKNOWN", WriteStatus.Unclear)]
    [InlineData(502, "", WriteStatus.Unclear)]
    public async Task What_a_registry_answers_to_a_deletion_means(int status, string code, WriteStatus expected)
    {
        await using var server = await StartAsync();
        server.On(
            $"DELETE /v2/web/manifests/{Image.Digest}",
            code.Length > 0 ? Answer.Error(status, code) : new Answer { Status = status }
        );
        if (expected == WriteStatus.Gone)
        {
            Lose(server, Image.Digest);
        }

        await using var writer = Open(server);
        var result = await writer.DeleteAsync(Saved.Target, CancellationToken.None);
        Assert.Equal(expected, result.Status);
        Assert.Equal(expected is WriteStatus.Done or WriteStatus.Gone, result.Text.Length == 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MANIFEST_UNKNOWN")]
    public async Task A_registry_that_answers_404_to_the_deletion_of_what_is_there_does_not_delete(string code)
    {
        await using var server = await StartAsync();
        var answer = code.Length > 0 ? Answer.Error(404, code) : new Answer { Status = 404 };
        server.On($"DELETE /v2/web/manifests/{Image.Digest}", answer).On("DELETE /v2/web/manifests/pr-1", answer);
        await using var writer = Open(server);
        var deleted = await writer.DeleteAsync(Saved.Target, CancellationToken.None);
        var untagged = await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None);
        Assert.All([deleted, untagged], result =>
        {
            Assert.Equal(WriteStatus.Impossible, result.Status);
            Assert.EndsWith(
                "It exists, though: the registry does not allow deletion, or not with these credentials.",
                result.Text,
                StringComparison.Ordinal
            );
        });
    }

    [Fact]
    public async Task A_tag_that_is_gone_when_it_is_to_come_off_is_gone()
    {
        await using var server = await StartAsync();
        server.Before = request =>
        {
            if (request.Line == "DELETE /v2/web/manifests/pr-1")
            {
                Lose(server, "pr-1");
            }

            return Task.CompletedTask;
        };
        await using var writer = Open(server);
        Assert.Equal(WriteStatus.Gone, (await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None)).Status);
        Assert.Equal(WriteStatus.Gone, (await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task An_image_that_went_with_its_tag_is_put_back_though_the_answer_was_lost()
    {
        await using var server = await StartAsync();
        server.On("DELETE /v2/web/manifests/pr-1", new Answer { Status = 502 });
        foreach (var reference in (string[])[Image.Digest, "pr-1", "v1"])
        {
            server.On($"PUT /v2/web/manifests/{reference}", new Answer { Status = 201 });
        }

        server.Before = request =>
        {
            if (request.Line == "DELETE /v2/web/manifests/pr-1")
            {
                Lose(server, Image.Digest, "pr-1", "v1");
            }

            return Task.CompletedTask;
        };
        await using var writer = Open(server);
        Assert.Equal(WriteStatus.Unclear, (await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None)).Status);
        Assert.Equal(WriteStatus.Retained, (await writer.UntagAsync("pr-1", Saved, _ => { }, CancellationToken.None)).Status);
        Assert.Equal(1, server.Count($"PUT /v2/web/manifests/{Image.Digest}"));
    }

    [Fact]
    public async Task An_image_that_went_with_its_tag_and_could_not_be_put_back_is_restored_with_all_its_tags()
    {
        await using var server = await StartAsync();
        server.On($"GET /v2/web/blobs/{TestManifest.DigestOf(Image.Blobs[0])}", new Answer { Status = 200, Body = Image.Blobs[0] });
        server.On("DELETE /v2/web/manifests/pr-1", new Answer { Status = 202 });
        server.On($"PUT /v2/web/manifests/{Image.Digest}", Answer.Error(403, "DENIED"));
        server.Before = request =>
        {
            if (request.Line == "DELETE /v2/web/manifests/pr-1")
            {
                Lose(server, Image.Digest, "pr-1", "v1");
            }

            return Task.CompletedTask;
        };
        using var scene = new Scene
        {
            Target = TestOptions.Target(server),
            Repository = "web",
            Policy = """
                version: 1
                settings: { grace: 0s }
                rules: [{ id: old, match: { tags: ["pr-*"] }, delete: { target: tags } }]
                """,
        };
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Assert.Contains("The image could not be put back", Scene.Text(report), StringComparison.Ordinal);
        Assert.Contains("Use 'restore'.", Scene.Text(report), StringComparison.Ordinal);
        foreach (var reference in (string[])[Image.Digest, "pr-1", "v1"])
        {
            server.On($"PUT /v2/web/manifests/{reference}", new Answer { Status = 201 });
        }

        await scene.RestoreAsync();

        Assert.Equal((1, 1), (server.Count("PUT /v2/web/manifests/pr-1"), server.Count("PUT /v2/web/manifests/v1")));
    }

    private static void Lose(OddServer server, params IEnumerable<string> references)
    {
        foreach (var reference in references)
        {
            server.On($"GET /v2/web/manifests/{reference}", Answer.Error(404, "MANIFEST_UNKNOWN"));
            server.On($"HEAD /v2/web/manifests/{reference}", Answer.Error(404, "MANIFEST_UNKNOWN"));
        }
    }

    private static async Task<OddServer> StartAsync()
    {
        var server = await OddServer.StartAsync();
        foreach (var reference in (string[])[Image.Digest, "pr-1", "v1"])
        {
            server.On($"HEAD /v2/web/manifests/{reference}", Answer.Of(Image));
        }

        return server.Has("web", Image, "pr-1", "v1").HasTags("web", "pr-1", "v1");
    }

    private static IRegistryWriter Open(OddServer server) =>
        new OciProvider().OpenWriter(TestOptions.Target(server), new TestOptions().Options, "web", null);
}
