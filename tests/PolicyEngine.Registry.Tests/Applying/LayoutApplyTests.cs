using System.Runtime.CompilerServices;
using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Tests.OciLayout;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

public sealed class LayoutApplyTests : IDisposable
{
    private readonly LayoutFixture _layout = new LayoutFixture().With(ExampleRegistry.Create());
    private readonly Scene _scene;

    public LayoutApplyTests() => _scene = SceneOf(_layout);

    public void Dispose()
    {
        _scene.Dispose();
        _layout.Dispose();
    }

    [Fact]
    public async Task A_plan_is_carried_out_and_everything_that_stays_is_whole()
    {
        var report = await _scene.ApplyAsync(await _scene.PlanAsync());
        Snapshot.Match(Scene.Text(report) + "\n" + await _scene.StateAsync());
        await _scene.AssertWholeAsync();
    }

    [Fact]
    public async Task Blobs_that_only_deleted_images_used_are_gone_and_unknown_files_stay()
    {
        File.WriteAllText(_layout.At("notes.txt"), "mine");
        File.WriteAllText(_layout.At("blobs/sha256/README"), "mine too");
        var unused = await UnusedBlobsAsync();
        await _scene.ApplyAsync(await _scene.PlanAsync());
        Assert.Equal(unused, await UnusedBlobsAsync());
        Assert.Equal("mine", File.ReadAllText(_layout.At("notes.txt")));
        Assert.Equal("mine too", File.ReadAllText(_layout.At("blobs/sha256/README")));
        Assert.DoesNotContain(Directory.GetFiles(_layout.Root, "*", SearchOption.AllDirectories), path =>
            path.EndsWith(".tmp", StringComparison.Ordinal) || path.EndsWith(".lock", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Applying_a_plan_again_finds_everything_gone()
    {
        var plan = await _scene.PlanAsync();
        await _scene.ApplyAsync(plan);
        var state = await _scene.StateAsync();
        var again = await _scene.ApplyAsync(plan);
        Assert.All(again.Repositories[0].Steps, step => Assert.Equal(ApplyOutcome.AlreadyGone, step.Outcome));
        Assert.False(again.LeftUndone);
        Assert.Equal(state, await _scene.StateAsync());
    }

    [Fact]
    public async Task Restoring_brings_the_layout_back_as_it_was()
    {
        var before = await _layout.ReadAsync();
        await _scene.ApplyAsync(await _scene.PlanAsync());
        Assert.NotEqual(before, await _layout.ReadAsync());
        var report = await _scene.RestoreAsync();
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.True(report.Repositories[0].Proof!.IsWhole);
        Assert.Equal(before, await _layout.ReadAsync());
    }

    [Fact]
    public async Task What_was_not_kept_beside_the_journal_is_listed_and_the_rest_comes_back()
    {
        await _scene.ApplyAsync(await _scene.PlanAsync());
        Directory.Delete(_scene.JournalPath + ".blobs", recursive: true);
        var report = await _scene.RestoreAsync();
        Assert.True(report.LeftUndone);
        Assert.Contains("missing, and was not saved beside the journal", Scene.Text(report), StringComparison.Ordinal);
        await _scene.AssertWholeAsync();
    }

    [Fact]
    public async Task Killed_at_any_change_and_applied_again_it_ends_as_if_undisturbed()
    {
        using var calm = new LayoutFixture().With(ExampleRegistry.Create());
        using (var scene = SceneOf(calm))
        {
            await scene.ApplyAsync(await scene.PlanAsync());
        }

        var expected = Contents(calm);
        for (var at = 1; ; at++)
        {
            using var layout = new LayoutFixture().With(ExampleRegistry.Create());
            using var scene = SceneOf(layout);
            var plan = await scene.PlanAsync();
            if (!await scene.ApplyKilledAsync(plan, at))
            {
                Assert.True(at > 21, $"only {at - 1} crashes");
                break;
            }

            Assert.Equal(expected, Contents(layout));
        }
    }

    [Fact]
    public async Task A_tag_that_was_put_on_a_condemned_image_makes_the_plan_stale()
    {
        var plan = await _scene.PlanAsync();
        var index = File.ReadAllText(_layout.At("index.json"));
        File.WriteAllText(_layout.At("index.json"), index.Replace("\"pr-1\"", "\"pr-new\"", StringComparison.Ordinal));
        var report = await _scene.ApplyAsync(plan);
        Snapshot.Match(Scene.Text(report));
        Assert.True(report.CheckFailed);
    }

    [Fact]
    public async Task A_tag_that_comes_while_it_is_applied_spares_its_image_and_all_its_pieces()
    {
        var plan = await _scene.PlanAsync();
        var victim = plan.Repositories[0].Delete.Last(m => m.Tags.Contains("pr-1"));
        _scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point != 2)
            {
                return;
            }

            var index = File.ReadAllText(_layout.At("index.json"));
            File.WriteAllText(_layout.At("index.json"), index.Replace("\"pr-1\"", "\"stable\"", StringComparison.Ordinal));
        });
        var report = await _scene.ApplyAsync(plan);
        Snapshot.Match(Scene.Text(report));
        Assert.Contains(victim.Digest, await _scene.StateAsync(), StringComparison.Ordinal);
        await _scene.AssertWholeAsync();
    }

    [Fact]
    public async Task Nothing_is_looked_at_to_be_deleted_before_it_is_known_whether_what_was_gone_is_still_gone()
    {
        var plan = await _scene.PlanAsync();
        var lost = plan.Repositories[0].Delete.First(row => row.Tags.Contains("pr-2")).Digest;
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var early = false;
        _scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            Concurrency = 2,
            BeforeRead = digest =>
            {
                if (digest == lost)
                {
                    File.Delete(_layout.At($"blobs/{lost.Replace(':', '/')}"));
                }
            },
            WhileLooking = async digest =>
            {
                if (digest != lost)
                {
                    other.TrySetResult();
                }
                else
                {
                    // Time enough for a look at another one; there must be none, however long it takes.
                    early = await Task.WhenAny(other.Task, Task.Delay(500)) == other.Task;
                }
            },
        };
        await _scene.ApplyAsync(plan);
        Assert.True(other.Task.IsCompleted);
        Assert.False(early);
    }

    [Fact]
    public async Task Two_applies_at_once_exclude_each_other()
    {
        var plan = await _scene.PlanAsync();
        using var held = FileLock.TryTake(_layout.At(".policyengine.lock"))!;
        var report = await _scene.ApplyAsync(plan);
        Assert.Contains("is locked: another apply is working on it", Scene.Text(report), StringComparison.Ordinal);
        Assert.True(report.LeftUndone);
    }

    [Fact]
    public async Task The_number_of_deletions_is_limited_and_the_next_run_goes_on()
    {
        var plan = await _scene.PlanAsync();
        var first = await _scene.ApplyAsync(plan, options => options with { MaxDeletes = 2 });

        // An image with two more manifests: it is larger than the limit, so it goes alone, and whole.
        Assert.Equal(3, first.Count(ApplyOutcome.Done));
        Assert.False(first.LeftUndone);
        await _scene.AssertWholeAsync();
        var second = await _scene.ApplyAsync(plan);
        Assert.Equal(plan.Repositories[0].Delete.Count - 3, second.Count(ApplyOutcome.Done));
    }

    [Fact]
    public async Task A_cancelled_run_finishes_the_image_and_begins_nothing_more()
    {
        using var cancel = new CancellationTokenSource();
        var plan = await _scene.PlanAsync();
        _scene.Decorate = writer => new InterceptedWriter(writer, _ => cancel.Cancel());
        var report = await _scene.ApplyAsync(plan, cancellationToken: cancel.Token);
        Assert.True(report.Cancelled);
        Assert.Equal(3, report.Count(ApplyOutcome.Done));
        await _scene.AssertWholeAsync();
    }

    internal static Scene SceneOf(LayoutFixture layout, [CallerFilePath] string source = "") =>
        new()
        {
            Target = new RegistryTarget
            {
                Provider = "oci-layout",
                Registry = "oci-layout",
                LayoutPath = layout.Root,
                LayoutName = "./registry",
            },
            Repository = "./registry",
            Policy = File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../examples/retention.yaml"))),
        };

    private async Task<int> UnusedBlobsAsync()
    {
        var graph = await _scene.ReadAsync();
        return Directory.GetFiles(_layout.At("blobs/sha256")).Count(path => Path.GetFileName(path).Length == 64)
            - graph.BlobCount
            - graph.PresentCount;
    }

    private static string Contents(LayoutFixture layout) =>
        string.Join(
            '\n',
            Directory
                .GetFiles(layout.Root, "*", SearchOption.AllDirectories)
                .Select(path => $"{Path.GetRelativePath(layout.Root, path)} {TestManifest.DigestOf(File.ReadAllBytes(path))}")
                .Order(StringComparer.Ordinal)
        );
}
