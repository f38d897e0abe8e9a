using System.Runtime.CompilerServices;
using PolicyEngine.Testing.Layouts;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.OciLayout;

public sealed class ExampleRegistryTests
{
    private static readonly string Example = Path.GetFullPath(Path.Combine(SourceDirectory(), "../../../examples/registry"));

    [Fact]
    public void The_committed_example_is_what_its_generator_gives()
    {
        var files = ExampleRegistry.Create().Files;
        if (Environment.GetEnvironmentVariable("POLICYENGINE_UPDATE") == "1")
        {
            if (Directory.Exists(Example))
            {
                Directory.Delete(Example, recursive: true);
            }

            ExampleRegistry.Create().WriteTo(Example);
        }

        var committed = Directory
            .EnumerateFiles(Example, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Example, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
        Assert.Equal(files.Keys, committed);
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(Example, file.Key))));
    }

    [Fact]
    public async Task The_example_reads_complete_with_everything_that_is_in_it() => Snapshot.Match(await LayoutFixture.ReadAsync(Example));

    private static string SourceDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
