using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.OciLayout;
using PolicyEngine.Registry.Tests.OciLayout;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Somebody else writes a layout's index between two steps, or between the look and the change of one.</summary>
public sealed class ReturningLayoutTests : IAsyncLifetime
{
    private readonly LayoutFixture _layout = new LayoutFixture().With(ExampleRegistry.Create());
    private IRegistryWriter _writer = null!;
    private ManifestTarget _parent = null!;
    private string _child = "";

    public async Task InitializeAsync()
    {
        using var scene = LayoutApplyTests.SceneOf(_layout);
        var graph = await scene.ReadAsync();
        var node = graph.PresentNodes.First(node => graph.Children[node].Length > 0 && graph.AllTagsOf(node).Any());
        (_parent, _child) = (
            new ManifestTarget(graph.TextOf(node), [.. graph.AllTagsOf(node)], TestManifest.OciIndex, null),
            graph.TextOf(graph.Children[node][0])
        );
        _writer = new OciLayoutProvider().OpenWriter(scene.Target, scene.Surroundings.Options, scene.Repository, null);
        await _writer.EnterAsync(CancellationToken.None);
        await _writer.ListAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        _layout.Dispose();
    }

    [Fact]
    public async Task An_index_that_was_deleted_and_comes_back_with_the_same_tag_is_an_arrival_that_needs_its_children()
    {
        var (index, body) = (File.ReadAllBytes(_layout.At("index.json")), File.ReadAllBytes(BlobOf(_parent.Digest)));
        Assert.Equal(WriteStatus.Done, (await _writer.DeleteAsync(_parent, CancellationToken.None)).Status);
        File.WriteAllBytes(BlobOf(_parent.Digest), body);
        File.WriteAllBytes(_layout.At("index.json"), index);
        var look = await _writer.LookAsync(
            new ManifestTarget(_child, [], TestManifest.OciManifest, null),
            [_parent.Digest],
            CancellationToken.None
        );
        Assert.Contains(look.Arrivals, arrival => arrival.Digest == _parent.Digest && arrival.Needs.Contains(_child));
    }

    [Fact]
    public async Task A_tag_that_was_taken_off_and_comes_back_is_an_arrival()
    {
        var index = File.ReadAllBytes(_layout.At("index.json"));
        var saved = (await _writer.ReadAsync(_parent, CancellationToken.None))!;
        Assert.Equal(WriteStatus.Done, (await _writer.UntagAsync(_parent.Tags[0], saved, _ => { }, CancellationToken.None)).Status);
        File.WriteAllBytes(_layout.At("index.json"), index);
        var look = await _writer.LookAsync(_parent, [], CancellationToken.None);
        Assert.Contains(look.Arrivals, arrival => arrival.Digest == _parent.Digest && arrival.Tag == _parent.Tags[0]);
    }

    [Fact]
    public async Task What_somebody_else_lists_between_the_look_and_the_deletion_is_looked_at_before_anything_goes()
    {
        var child = new ManifestTarget(_child, [], TestManifest.OciManifest, null);
        Assert.Empty((await _writer.LookAsync(child, [], CancellationToken.None)).Arrivals);
        Retag("late");
        Assert.Equal(WriteStatus.Unclear, (await _writer.DeleteAsync(child, CancellationToken.None)).Status);
        Assert.True(File.Exists(BlobOf(_child)));
        var look = await _writer.LookAsync(child, [], CancellationToken.None);
        Assert.Contains(look.Arrivals, arrival => arrival.Digest == _parent.Digest && arrival.Tag == "late");
        Assert.Equal(WriteStatus.Done, (await _writer.DeleteAsync(child, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task What_somebody_else_lists_just_before_a_tag_comes_off_is_seen_by_the_next_look()
    {
        var saved = (await _writer.ReadAsync(_parent, CancellationToken.None))!;
        Retag("late");
        Assert.Equal(
            WriteStatus.Done,
            (
                await _writer.UntagAsync("late", saved with { Target = _parent with { Digest = _child } }, _ => { }, CancellationToken.None)
            ).Status
        );
        Assert.Equal(WriteStatus.Done, (await _writer.UntagAsync(_parent.Tags[^1], saved, _ => { }, CancellationToken.None)).Status);
        var look = await _writer.LookAsync(_parent, [], CancellationToken.None);
        Assert.Contains(look.Arrivals, arrival => arrival.Digest == _parent.Digest && arrival.Tag == "late");
    }

    [Theory]
    [InlineData("layers", TestManifest.OciManifest)]
    [InlineData("manifests", TestManifest.OciIndex)]
    public async Task What_comes_needs_the_manifests_that_it_has_for_blobs(string member, string mediaType)
    {
        var config =
            member == "layers"
                ? """ "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"""
                : "";
        var body = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{mediaType}}",{{config}}"{{member}}":[{"mediaType":"application/octet-stream","digest":"{{_child}}","size":1}]}"""
        );
        var digest = TestManifest.DigestOf(body);
        File.WriteAllBytes(BlobOf(digest), body);
        var index = JsonNode.Parse(File.ReadAllText(_layout.At("index.json")))!;
        index["manifests"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["mediaType"] = mediaType,
                    ["digest"] = digest,
                    ["size"] = body.Length,
                }
            );
        File.WriteAllText(_layout.At("index.json"), index.ToJsonString());
        var look = await _writer.LookAsync(new ManifestTarget(_child, [], TestManifest.OciManifest, null), [], CancellationToken.None);
        Assert.Contains(look.Arrivals, arrival => arrival.Digest == digest && arrival.Needs.Contains(_child));
    }

    private void Retag(string tag)
    {
        var index = File.ReadAllText(_layout.At("index.json"));
        var changed = index.Replace($"\"{_parent.Tags[0]}\"", $"\"{tag}\"", StringComparison.Ordinal);
        Assert.NotEqual(index, changed);
        File.WriteAllText(_layout.At("index.json"), changed);
    }

    private string BlobOf(string digest) => _layout.At($"blobs/{digest.Replace(':', '/')}");
}
