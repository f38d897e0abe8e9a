namespace PolicyEngine.Faults.Disk;

/// <summary>
/// The program dies, or its disk fails, at any call that changes files or makes them last. Nothing that
/// stays misses a piece, and once more it ends as if undisturbed; a restore ends in what there was.
/// </summary>
public sealed class LayoutDiskTests
{
    private const int PointsOfAShortRun = 3;
    private static readonly string[] Apply = ["apply", "plan.json"];
    private static readonly string[] Restore = ["restore", "plan.journal.jsonl"];

    public static TheoryData<string> Ways => ["signal=SIGKILL", "error=EIO", "error=ENOSPC"];

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task An_apply_that_is_disturbed_loses_nothing_and_can_be_ended(string way)
    {
        using var calm = await TracedLayout.PlanAsync();
        var (before, broken) = (calm.Contents, await calm.BrokenAsync());
        var calls = await calm.CountAsync(Apply);
        var after = calm.Contents;
        Assert.True(calls >= 20, $"only {calls} calls");
        var points = Campaign.Points(calls, PointsOfAShortRun).ToList();
        foreach (var point in points)
        {
            using var layout = await TracedLayout.PlanAsync();
            var (status, said) = await layout.DisturbAsync(way, point, Apply);
            Assert.True(status != 0 || layout.Contents == after, $"{way} at call {point} passes for complete\n{said}");
            Assert.Subset(broken.ToHashSet(), (await layout.BrokenAsync()).ToHashSet());
            var again = await layout.RunAsync(Apply);
            Assert.True(again.Status == 0, $"{way} at call {point}\n{said}\nAgain:\n{again.Output}{again.Error}");
            Assert.Equal(after, layout.Contents);
            var restored = await layout.RunAsync(Restore);
            Assert.True(restored.Status == 0, $"{way} at call {point}\n{restored.Output}{restored.Error}");
            Assert.Equal(Entries(before), Entries(layout.Contents));
        }

        Campaign.Tell($"calls of an apply ({way})", points.Count);
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task A_restore_that_is_disturbed_goes_on_to_what_there_was(string way)
    {
        using var calm = await TracedLayout.PlanAsync();
        Assert.Equal(0, (await calm.RunAsync(Apply)).Status);
        var calls = await calm.CountAsync(Restore);
        var before = calm.Contents;
        Assert.True(calls >= 20, $"only {calls} calls");
        var points = Campaign.Points(calls, PointsOfAShortRun).ToList();
        foreach (var point in points)
        {
            using var layout = await TracedLayout.PlanAsync();
            Assert.Equal(0, (await layout.RunAsync(Apply)).Status);
            var (status, said) = await layout.DisturbAsync(way, point, Restore);
            Assert.True(
                status != 0 || Entries(layout.Contents).SequenceEqual(Entries(before)),
                $"{way} at call {point} passes for complete\n{said}"
            );
            var again = await layout.RunAsync(Restore);
            Assert.True(again.Status == 0, $"{way} at call {point}\n{said}\nAgain:\n{again.Output}{again.Error}");
            Assert.Equal(Entries(before), Entries(layout.Contents));
        }

        Campaign.Tell($"calls of a restore ({way})", points.Count);
    }

    /// <summary>The files, but for index.json, of which entries may come back in another
    /// order; what it says is compared by the check of what is broken.</summary>
    private static IEnumerable<string> Entries(string contents) =>
        contents.Split('\n').Where(line => !line.StartsWith("index.json ", StringComparison.Ordinal));
}
