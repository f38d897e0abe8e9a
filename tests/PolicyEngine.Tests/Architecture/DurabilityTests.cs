using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>.NET's own flush to the disk says nothing when the disk fails: one place of the source asks the system instead.</summary>
public sealed partial class DurabilityTests
{
    [Fact]
    public void Only_one_file_flushes_to_the_disk()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath())!, "../../../src"));
        var found = Directory
            .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && Call().IsMatch(File.ReadAllText(path))
            )
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'));
        Assert.Equal(["PolicyEngine.Registry/Files/DiskCalls.cs"], found);
    }

    [Theory]
    [InlineData("file.Flush(true);")]
    [InlineData("file.Flush(flushToDisk: true)")]
    [InlineData("_stream.Flush(\n    toDisk)")]
    [InlineData("RandomAccess.FlushToDisk(handle)")]
    [InlineData("FileOptions.WriteThrough")]
    public void Every_way_to_do_so_is_looked_for(string call) => Assert.Matches(Call(), call);

    [Theory]
    [InlineData("file.Flush();")]
    [InlineData("file.Flush(flushToDisk: false);")]
    [InlineData("DiskCalls.Flush(file);")]
    public void Other_calls_are_none_of_them(string call) => Assert.DoesNotMatch(Call(), call);

    [GeneratedRegex(@"(?<!DiskCalls)\.Flush\(\s*(?!\)|flushToDisk: false)|\bFlushToDisk\b|\bWriteThrough\b")]
    private static partial Regex Call();

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
