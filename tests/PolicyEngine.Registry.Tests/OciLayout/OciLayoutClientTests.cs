using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.OciLayout;
using PolicyEngine.Testing.Layouts;
using Xunit;

namespace PolicyEngine.Registry.Tests.OciLayout;

public sealed class OciLayoutClientTests
{
    private static readonly RegistryOptions Options = new() { Clock = TimeProvider.System, Environment = _ => null };

    [Fact]
    public async Task What_is_read_does_not_hang_on_how_many_files_are_read_at_a_time()
    {
        using var fixture = new LayoutFixture().With(ExampleRegistry.Create());

        var (one, many) = (new LayoutFixture.RecordingSink(), new LayoutFixture.RecordingSink());
        var first = await LayoutFixture.ReadAsync(fixture.Root, one, CancellationToken.None, concurrency: 1);
        var second = await LayoutFixture.ReadAsync(fixture.Root, many, CancellationToken.None, concurrency: 100);

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(one.Records.Select(ManifestText.Of), many.Records.Select(ManifestText.Of));
        Assert.Equal(
            one.Records.Select(record => record.Digest).Order(StringComparer.Ordinal),
            one.Records.Select(record => record.Digest)
        );
    }

    [Fact]
    public async Task Reading_changes_nothing()
    {
        using var fixture = new LayoutFixture().With(ExampleRegistry.Create());
        var before = Contents(fixture.Root);

        await fixture.ReadAsync();

        Assert.Equal(before, Contents(fixture.Root));
    }

    [Fact]
    public async Task A_diamond_of_indexes_and_an_index_that_lists_its_own_subject_are_read_once()
    {
        var layout = new LayoutWriter();
        var image = layout.Image("linux/amd64", null, "leaf");
        var level = image;
        for (var i = 0; i < 40; i++)
        {
            var number = new Dictionary<string, string> { ["level"] = $"{i}" };
            level = layout.Index([level, level.With("again", "1")], image, number);
        }

        using var fixture = new LayoutFixture().With(layout.Tag(level, "top"));
        var sink = new LayoutFixture.RecordingSink();
        var info = await LayoutFixture.ReadAsync(fixture.Root, sink, CancellationToken.None);

        Assert.True(info.Complete, info.Reason);
        Assert.Equal(41, sink.Records.Count);
    }

    [Fact]
    public async Task A_link_to_the_layout_itself_is_followed_since_users_name_it()
    {
        using var fixture = new LayoutFixture().With(ExampleRegistry.Create());
        using var other = new LayoutFixture();
        Directory.CreateSymbolicLink(other.At("link"), fixture.Root);

        Assert.Equal(await fixture.ReadAsync(), await LayoutFixture.ReadAsync(other.At("link")));
    }

    [Fact]
    public async Task Another_repository_than_the_one_that_is_there_is_incomplete()
    {
        await using var client = new OciLayoutProvider().Open(Target("/nowhere"), Options);

        var info = await client.ReadRepositoryAsync("acme/web", new LayoutFixture.RecordingSink(), CancellationToken.None);

        Assert.Equal("The layout contains one repository, '/nowhere'.", info.Reason);
        Assert.False(info.Complete);
    }

    [Fact]
    public async Task Cancelling_ends_the_reading()
    {
        using var fixture = new LayoutFixture().With(ExampleRegistry.Create());
        using var cancelled = new CancellationTokenSource();
        var options = Options with { Progress = _ => cancelled.Cancel(), Concurrency = 1 };
        await using var client = new OciLayoutProvider().Open(Target(fixture.Root), options);
        var sink = new LayoutFixture.RecordingSink();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReadRepositoryAsync(fixture.Root, sink, cancelled.Token));
        Assert.Empty(sink.Records);
    }

    private static RegistryTarget Target(string path) =>
        new()
        {
            Provider = "oci-layout",
            Registry = "oci-layout",
            LayoutPath = path,
        };

    private static IEnumerable<string> Contents(string root) =>
        [
            .. Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => path + Convert.ToBase64String(File.ReadAllBytes(path))),
        ];
}
