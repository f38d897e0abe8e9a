using PolicyEngine.Applying;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Locks and temporary files in folders that others may write to.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OwnFilesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lock_that_is_a_link_is_refused_and_its_target_is_neither_made_nor_touched(bool exists)
    {
        if (exists)
        {
            File.WriteAllText(At("target"), "theirs");
        }

        File.CreateSymbolicLink(At("x.lock"), At("target"));

        Assert.Contains(
            "is a link, so it is not used.",
            Assert.ThrowsAny<IOException>(() => FileLock.TryTake(At("x.lock"))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(exists ? "theirs" : null, File.Exists(At("target")) ? File.ReadAllText(At("target")) : null);
    }

    [Fact]
    public void A_lock_is_for_its_user_alone_and_is_taken_once()
    {
        using var held = FileLock.TryTake(At("x.lock"));

        Assert.NotNull(held);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("x.lock")));
        Assert.Null(FileLock.TryTake(At("x.lock")));
    }

    [Fact]
    public void A_lock_whose_folder_went_away_ends_without_a_failure()
    {
        Directory.CreateDirectory(At("locks"));
        var held = FileLock.TryTake(At("locks/x.lock"))!;
        Directory.Delete(At("locks"), recursive: true);
        File.WriteAllText(At("locks"), "");

        held.Dispose();
    }

    /// <summary>Only the superuser can give a file away.</summary>
    [SkippableFact]
    public async Task What_belongs_to_another_user_is_refused_in_a_shared_folder()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can give a file away.");

        File.WriteAllText(At("x.lock"), "");
        Directory.CreateDirectory(At("locks"));
        foreach (var name in (string[])["x.lock", "locks"])
        {
            await TestProcess.SucceedAsync("chown", "1", At(name));
        }

        Assert.ThrowsAny<IOException>(() => OwnFiles.MakeFolder(At("locks")));
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        Assert.Contains(
            "belongs to another user",
            Assert.ThrowsAny<IOException>(() => FileLock.TryTake(At("x.lock"))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_of_locks_that_is_not_ones_own_ends_the_repository_before_anything_is_deleted(bool isLink)
    {
        await using var registry = (await ActingRegistry.StartAsync(RegistryWay.Of("distribution"))).Has(TestManifest.Image("a"), "pr-1");
        using var scene = new Scene
        {
            Target = TestOptions.Target(registry.Server),
            Repository = "web",
            Policy =
                "version: 1\nsettings: { grace: 0s }\nlimits: { min-remaining: 0 }\n"
                + "rules: [{ id: old, match: { tags: [\"pr-*\"] }, delete: all }]\n",
        };
        Directory.CreateDirectory(At("elsewhere"));
        var locks = At("locks");
        if (isLink)
        {
            File.CreateSymbolicLink(locks, At("elsewhere"));
        }
        else
        {
            File.WriteAllText(locks, "");
        }

        var report = await scene.ApplyAsync(await scene.PlanAsync(), options => options with { LockDirectory = locks });

        Assert.Equal(ApplyStatus.Failed, report.Repositories[0].Status);
        Assert.Contains("so it is not used.", report.Repositories[0].Reason, StringComparison.Ordinal);
        Assert.Contains("pr-1", registry.Present);
        Assert.Empty(Directory.GetFileSystemEntries(At("elsewhere")));
    }

    [Fact]
    public void A_link_under_the_name_of_a_temporary_file_is_removed_and_not_followed()
    {
        File.WriteAllText(At("target"), "theirs");
        File.CreateSymbolicLink(At($".body.{Environment.ProcessId}.tmp"), At("target"));

        Durable.Write(At("body"), "mine"u8);

        Assert.Equal(("theirs", "mine"), (File.ReadAllText(At("target")), File.ReadAllText(At("body"))));
    }

    [Fact]
    public async Task A_pipe_or_a_link_in_the_cache_is_passed_over()
    {
        await TestProcess.SucceedAsync("mkfifo", At("a.pepack"));
        File.CreateSymbolicLink(At("b.pepack"), At("nowhere"));
        using var cache = ManifestCache.Open(_folder.Path, TimeProvider.System, null);
        Assert.False(cache.Contains("sha256:00"));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }
}
