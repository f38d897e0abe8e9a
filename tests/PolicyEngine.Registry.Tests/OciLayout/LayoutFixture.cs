using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.OciLayout;
using PolicyEngine.Testing.Layouts;

namespace PolicyEngine.Registry.Tests.OciLayout;

/// <summary>A layout in a directory of its own, which goes with the test.</summary>
internal sealed class LayoutFixture : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("layout-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A path in the layout.</summary>
    public string At(string relative) => Path.Combine(Root, relative);

    public LayoutFixture With(LayoutWriter layout)
    {
        layout.WriteTo(Root);
        return this;
    }

    /// <summary>Reads a layout, and gives what was said of it as text: what is of interest first.</summary>
    public Task<string> ReadAsync() => ReadAsync(Root);

    public static async Task<string> ReadAsync(string path)
    {
        var sink = new RecordingSink();
        var info = await ReadAsync(path, sink, CancellationToken.None);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{info.FullName} {(info.Complete ? "complete" : $"incomplete: {info.Reason}")}\n");
        foreach (var tag in info.DanglingTags)
        {
            text.Append(CultureInfo.InvariantCulture, $"dangling: {tag}\n");
        }

        return text.AppendJoin("", sink.Records.Select(ManifestText.Of)).ToString();
    }

    public static async Task<RepositoryInfo> ReadAsync(
        string path,
        IManifestSink sink,
        CancellationToken cancellationToken,
        int concurrency = 16
    )
    {
        var target = new RegistryTarget
        {
            Provider = "oci-layout",
            Registry = "oci-layout",
            LayoutPath = path,
            LayoutName = "./registry",
        };
        var options = new RegistryOptions
        {
            Clock = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)),
            Environment = _ => null,
            Concurrency = concurrency,
        };
        await using var client = new OciLayoutProvider().Open(target, options);
        var names = await client.ListRepositoriesAsync(cancellationToken);
        return await client.ReadRepositoryAsync(names.Single(), sink, cancellationToken);
    }

    /// <summary>Keeps records in the order in which they come.</summary>
    internal sealed class RecordingSink : IManifestSink
    {
        public List<ManifestRecord> Records { get; } = [];

        public void Add(ManifestRecord manifest) => Records.Add(manifest);
    }
}
