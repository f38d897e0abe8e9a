using System.Runtime.CompilerServices;
using PolicyEngine.Testing;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests;

/// <summary>The snapshots of a new format are made when asked for, and then reviewed; never by a run that should compare.</summary>
public sealed class NewSnapshotTests
{
    private const string Name = "NewSnapshotTests.never_made";

    [Fact]
    public void A_missing_snapshot_fails_and_is_not_made()
    {
        if (GeneratedFile.IsUpdating)
        {
            return;
        }

        Assert.ThrowsAny<Exception>(() => Snapshot.Match("new", Name));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(SourcePath())!, "__snapshots__", Name + ".snap")));
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
