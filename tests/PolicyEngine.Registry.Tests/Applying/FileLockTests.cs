using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Tests.Ghcr;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Three processes and one lock, at the worst moments.</summary>
public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Lock => Path.Combine(_folder.Path, "x.lock");

    [SkippableFact]
    public void A_lock_on_a_file_that_lost_its_name_to_another_is_no_lock()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows lets nobody remove a file that is open.");
        FileLock? third = null;

        // The second has opened the file of the first, which removes it; the third makes it anew and locks that.
        var second = FileLock.TryTake(Lock, () =>
        {
            if (third is null)
            {
                File.Delete(Lock);
                third = FileLock.TryTake(Lock);
            }
        });
        Assert.NotNull(third);
        Assert.Null(second);
        third.Dispose();
        using var next = FileLock.TryTake(Lock);
        Assert.NotNull(next);
    }

    [SkippableFact]
    public void A_lock_whose_file_is_removed_each_time_is_not_taken()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows lets nobody remove a file that is open.");
        Assert.Null(FileLock.TryTake(Lock, () => File.Delete(Lock)));
    }

    [SkippableFact]
    public void The_end_of_a_lock_does_not_remove_the_file_of_another()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows lets nobody remove a file that is open.");
        var first = FileLock.TryTake(Lock)!;
        File.Delete(Lock);
        using var second = FileLock.TryTake(Lock);
        Assert.NotNull(second);
        first.Dispose();
        Assert.Null(FileLock.TryTake(Lock));
    }

    [SkippableFact]
    public void A_look_tells_files_apart_and_knows_the_same_one_by_another_name()
    {
        Skip.If(OperatingSystem.IsWindows(), "Unix only.");
        string one = Path.Combine(_folder.Path, "one"),
            two = Path.Combine(_folder.Path, "two"),
            link = Path.Combine(_folder.Path, "link");
        File.WriteAllText(one, "");
        File.WriteAllText(two, "");
        File.CreateSymbolicLink(link, one);
        Assert.NotEqual(FileLook.At(one), FileLook.At(two));
        Assert.Equal(FileLook.At(one), FileLook.Behind(link));
        Assert.Equal(FileKind.Link, FileLook.At(link)!.Value.Kind);
        Assert.Equal(FileKind.Folder, FileLook.At(_folder.Path)!.Value.Kind);
        Assert.Equal(FileKind.Device, FileLook.Behind("/dev/null")!.Value.Kind);
        Assert.Null(FileLook.At(Path.Combine(_folder.Path, "none")));
        using var open = File.OpenRead(one);
        File.Delete(one);
        File.WriteAllText(one, "");
        Assert.NotEqual(FileLook.At(one)!.Value.Number, FileLook.Of(open.SafeFileHandle)!.Value.Number);
        Assert.NotEqual(0, FileLook.At(one)!.Value.Number);
    }
}
