using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Journaling;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>
/// Nobody knows whether an image was deleted, or a run is cancelled in its midst:
/// what hangs on it is not forgotten. The policy has no rule for untagged images.
/// </summary>
public sealed class UnknownOutcomeTests
{
    private const string UntagPolicy = """
        version: 1
        rules:
          - { id: old, match: { tags: ["pr-9"] }, delete: { target: tags } }
        """;

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    public async Task An_image_whose_deletion_has_an_unknown_outcome_is_looked_at_again_by_the_next_run(bool isCarriedOut, int platforms)
    {
        await using var fake = await StartAsync(platforms);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var root = (await scene.PlanAsync()).Repositories[0].Delete.Single(row => !row.Tags.IsEmpty);
        fake.Faults.Add(
            new Fault
            {
                Pattern = $"DELETE .*/versions/{root.VersionId}$",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 502,
                Body = "{}",
                Before = state =>
                {
                    if (isCarriedOut && state.Find("acme/web")!.ByDigest(root.Digest) is { } version)
                    {
                        state.Find("acme/web")!.Delete(version);
                    }

                    fake.Faults.Add(
                        new Fault
                        {
                            Pattern = "GET .*/versions",
                            Times = int.MaxValue,
                            Kind = FaultKind.Status,
                            Status = 502,
                            Body = "{}",
                        }
                    );
                },
            }
        );
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Assert.True(report.LeftUndone);
        Assert.Contains("Of 1 deletion it is not known whether it was carried out.", Scene.Text(report), StringComparison.Ordinal);
        Assert.Single(UnfinishedJournals.Beside(scene.JournalPath));

        fake.Faults.Clear();
        scene.JournalName = "next.jsonl";
        await scene.FinishAsync(scene.Options);
        Assert.Empty(UnfinishedJournals.Beside(scene.JournalPath));
        await scene.ApplyAsync(await scene.PlanAsync());
        Assert.Equal(
            ["v1"],
            fake.With(state => state.Find("acme/web")!.Active.Select(version => string.Join(' ', version.Tags)).ToArray())
        );
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_whole_package_whose_deletion_has_an_unknown_outcome_stays_in_the_journal(bool isCarriedOut, bool appliesAgain)
    {
        await using var fake = await StartAsync(2);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Everything);
        var plan = await scene.PlanAsync();
        Assert.True(plan.Repositories[0].DeletesPackage);
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/packages/container/web$",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 502,
                Body = "{}",
                Before = state =>
                {
                    if (isCarriedOut && state.Find("acme/web") is { } package)
                    {
                        package.DeletedAt = state.Clock.GetUtcNow();
                    }

                    fake.Faults.Add(
                        new Fault
                        {
                            Pattern = "GET ",
                            Times = int.MaxValue,
                            Kind = FaultKind.Status,
                            Status = 502,
                            Body = "{}",
                        }
                    );
                },
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.True(report.LeftUndone);
        Assert.Contains("It is not known whether the package was deleted.", Scene.Text(report), StringComparison.Ordinal);
        Assert.Single(UnfinishedJournals.Beside(scene.JournalPath));

        fake.Faults.Clear();
        if (appliesAgain)
        {
            await scene.ApplyAsync(plan);
            Assert.Null(fake.With(state => state.Find("acme/web")));
        }
        else
        {
            scene.JournalName = "next.jsonl";
            await scene.FinishAsync(scene.Options);
        }

        Assert.Empty(UnfinishedJournals.Beside(scene.JournalPath));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    public async Task An_image_that_was_begun_is_finished_after_a_cancellation_whatever_the_registry_answers(int status)
    {
        await using var fake = await StartAsync(3);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        Disturb(fake, status, nth: 2);
        using var cancel = new CancellationTokenSource();
        scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point == 2)
            {
                cancel.Cancel();
            }
        });
        var report = await scene.ApplyAsync(plan, cancellationToken: cancel.Token);
        Assert.True(report.Cancelled);
        Assert.Equal(plan.Repositories[0].Delete.Count, report.Count(ApplyOutcome.Done));
        Assert.Empty(UnfinishedJournals.Beside(scene.JournalPath));
    }

    [Theory]
    [InlineData(429)]
    public async Task A_tag_that_is_on_its_placeholder_comes_off_after_a_cancellation(int status)
    {
        await using var fake = await StartAsync(0);
        fake.With(state =>
        {
            state.Find("acme/web")!.Tag("pr-9", state.Find("acme/web")!.ByTag("v1")!);
            return 0;
        });
        using var scene = GhcrScenes.SceneOf(fake, UntagPolicy);
        var plan = await scene.PlanAsync();
        using var cancel = new CancellationTokenSource();
        fake.Faults.Add(new Fault { Pattern = "PUT .*/manifests/pr-9", Before = _ => cancel.Cancel() });
        Disturb(fake, status, nth: 1);
        var report = await scene.ApplyAsync(plan, cancellationToken: cancel.Token);
        Assert.True(report.Count(ApplyOutcome.Done) == 1, Scene.Text(report));
        Assert.DoesNotContain("pr-9", fake.With(state => state.Find("acme/web")!.TagsOldestFirst.ToArray()));
    }

    private static void Disturb(FakeGhcr fake, int status, int nth) =>
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/versions/",
                Nth = nth,
                Times = 2,
                Kind = FaultKind.Status,
                Status = status,
                Body = "{}",
                Headers = status == 429 ? new Dictionary<string, string> { ["retry-after"] = "20" } : new Dictionary<string, string>(),
            }
        );

    private static async Task<FakeGhcr> StartAsync(int platforms)
    {
        var fake = await GhcrScenes.StartAsync(0, new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            var first = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
            return platforms == 0
                ? package.PushManifest("one", first, tags: ["pr-1"])
                : package.PushImage("one", first, platforms: platforms, tags: ["pr-1"]);
        });
        return fake;
    }
}
