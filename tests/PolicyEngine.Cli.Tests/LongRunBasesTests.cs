using PolicyEngine.Testing.Layouts;

namespace PolicyEngine.Cli.Tests;

/// <summary>An image that is pushed during a long run keeps its base in a repository whose turn comes later.</summary>
public sealed class LongRunBasesTests : IDisposable
{
    private const string Policy = """
        version: 1
        targets: ["oci-layout:./a-first", "oci-layout:./app", "oci-layout:./base"]
        settings: { age-from: [created] }
        protect: [{ id: bases, base-of-kept: true }]
        rules:
          - { id: old, match: { tags: ["1.*"] }, delete: all }
        """;

    private static readonly DateTimeOffset s_created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

    public LongRunBasesTests()
    {
        WriteTagged("a-first");
        WriteTagged("base");
        WriteApp("1.1");
        _folder.Write("policy.yaml", Policy);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(6, "1.1 1.2 latest")]
    [InlineData(4, "1.1 latest")]
    public async Task The_other_repositories_are_read_again_after_five_minutes(int minutes, string left)
    {
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--out", "plan.json")).Status);
        var clock = new LongRun(
            () => !_folder.Read("a-first/index.json").Contains("\"1.0\"", StringComparison.Ordinal),
            () => WriteApp("1.1", "1.2"),
            TimeSpan.FromMinutes(minutes)
        );

        var applied = await CliRun.RunAsync(_folder.Path, ["apply", "plan.json", "--yes"], new Dictionary<string, string>(), clock);

        Assert.True(applied.Status == 0, applied.Error);
        string[] tags = ["1.0", "1.1", "1.2", "latest"];
        var index = _folder.Read("base/index.json");
        Assert.Equal(left, string.Join(' ', tags.Where(tag => index.Contains($"\"{tag}\"", StringComparison.Ordinal))));
    }

    private void WriteTagged(string repository)
    {
        var layout = new LayoutWriter();
        foreach (var tag in (string[])["1.0", "1.1", "1.2", "latest"])
        {
            var image = layout.Image("linux/amd64", s_created, $"{repository} {tag}");
            _digests[$"{repository}:{tag}"] = image.Digest;
            layout.Tag(image, tag);
        }

        layout.WriteTo(Path.Combine(_folder.Path, repository));
    }

    private void WriteApp(params string[] bases)
    {
        var layout = new LayoutWriter();
        foreach (var tag in bases)
        {
            var labels = new Dictionary<string, string> { ["org.opencontainers.image.base.digest"] = _digests[$"base:{tag}"] };
            layout.Tag(layout.Image("linux/amd64", s_created, $"app {tag}", labels), $"v{tag}");
        }

        layout.WriteTo(Path.Combine(_folder.Path, "app"));
    }

    /// <summary>A clock that jumps once, at a point of the run, when something else happens too.</summary>
    private sealed class LongRun(Func<bool> isDue, Action then, TimeSpan jump) : TimeProvider
    {
        private readonly Lock _gate = new();
        private bool _isDone;

        public override DateTimeOffset GetUtcNow()
        {
            lock (_gate)
            {
                if (!_isDone && isDue())
                {
                    _isDone = true;
                    then();
                }

                return CliRun.Now + (_isDone ? jump : TimeSpan.Zero);
            }
        }
    }
}
