using PolicyEngine.Fakes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Registry.Tests.OciLayout;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>
/// Two runs, each with a journal of its own: the first takes one image, the second another
/// one with the pieces that both had. Undoing the first alone needs what the second took.
/// </summary>
public sealed class LaterRunTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private static readonly string[] Kinds = ["ghcr", "oci", "oci-layout"];

    public static TheoryData<string> All => [.. Kinds];

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task What_a_later_run_took_of_an_image_comes_back_with_it(string kind)
    {
        await using var place = await StartAsync(kind, "whole");
        var before = await place.First.StateAsync();
        await RunBothAsync(place);
        var report = await place.First.RestoreAsync();
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.True(report.Repositories[0].Proof!.IsWhole, Scene.Text(report));
        await place.First.AssertWholeAsync();
        var state = await place.First.StateAsync();

        // The signature hangs on the shared child, and comes back with it; the image of the second run does not.
        Assert.Contains(Images.Shared.Digest, state, StringComparison.Ordinal);
        Assert.Contains(Images.Signature.Digest, state, StringComparison.Ordinal);
        Assert.DoesNotContain(Images.Second.Digest, state, StringComparison.Ordinal);

        report = await place.Second.RestoreAsync();
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Equal(before, await place.First.StateAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task An_image_that_cannot_come_back_whole_is_told_of_and_its_tag_stays_off(string kind)
    {
        await using var place = await StartAsync(kind, "lost");
        await RunBothAsync(place);
        File.Delete(Path.Combine(place.Second.JournalPath + ".manifests", Images.Shared.Digest.Replace(':', '/')));
        var report = await place.First.RestoreAsync();
        Assert.True(report.LeftUndone);
        Assert.Contains($"It lists {Images.Shared.Digest}, which cannot come back.", Scene.Text(report), StringComparison.Ordinal);
        Assert.Contains($"It lists {Images.Nested.Digest}, which cannot come back.", Scene.Text(report), StringComparison.Ordinal);
        Assert.Contains($"missing: {Images.Shared.Digest}", Scene.Text(report), StringComparison.Ordinal);
        await place.First.AssertWholeAsync();
        Assert.DoesNotContain("pr-1", await place.First.StateAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task Bytes_that_one_journal_has_lost_are_taken_from_another(string kind)
    {
        await using var place = await StartAsync(kind, "bytes");
        await RunBothAsync(place);
        var kept = Path.Combine(place.First.JournalPath + ".manifests", Images.Own.Digest.Replace(':', '/'));
        var other = Path.Combine(Path.GetDirectoryName(place.First.JournalPath)!, "old.jsonl");
        File.Copy(place.First.JournalPath, other);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(other + ".manifests", Images.Own.Digest.Replace(':', '/')))!);
        File.Move(kept, Path.Combine(other + ".manifests", Images.Own.Digest.Replace(':', '/')));
        var report = await place.First.RestoreAsync();
        Assert.False(report.LeftUndone, Scene.Text(report));
        await place.First.AssertWholeAsync();
        Assert.Contains("pr-1", await place.First.StateAsync(), StringComparison.Ordinal);
    }

    private static async Task RunBothAsync(Place place)
    {
        foreach (var scene in (Scene[])[place.First, place.Second])
        {
            var report = await scene.ApplyAsync(await scene.PlanAsync());
            Assert.False(report.LeftUndone, Scene.Text(report));
        }

        Assert.DoesNotContain(Images.Shared.Digest, await place.First.StateAsync(), StringComparison.Ordinal);
    }

    private async Task<Place> StartAsync(string kind, string name)
    {
        if (kind == "oci")
        {
            registry.Require();
            foreach (var (image, tags) in Images.All)
            {
                await registry.PushAsync($"later-{name}", image, tags);
            }

            return new Place(policy => new Scene
            {
                Target = new RegistryTarget
                {
                    Provider = "oci",
                    Registry = registry.Host,
                    Url = registry.Url,
                },
                Repository = $"later-{name}",
                Policy = policy,
            });
        }

        if (kind == "oci-layout")
        {
            var layout = new LayoutFixture().With(Images.Layout());
            return new Place(
                policy => new Scene
                {
                    Target = new RegistryTarget
                    {
                        Provider = "oci-layout",
                        Registry = "oci-layout",
                        LayoutPath = layout.Root,
                        LayoutName = "./registry",
                    },
                    Repository = "./registry",
                    Policy = policy,
                },
                layout
            );
        }

        var fake = await FakeGhcr.StartAsync(
            new PolicyEngine.Fakes.Scenario
            {
                PointsPerMinute = 100_000,
                Tokens =
                [
                    new FakeToken
                    {
                        Value = GhcrRun.Token,
                        Login = "octocat",
                        Scopes = ["read:packages", "write:packages", "delete:packages"],
                    },
                ],
                Setup = state =>
                {
                    var package = state.AddPackage("acme", "web");
                    foreach (var (image, tags) in Images.All)
                    {
                        package.Push(image.Body, image.MediaType, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), tags);
                    }
                },
            }
        );
        return new Place(policy => GhcrScenes.SceneOf(fake, policy), fake);
    }

    /// <summary>A repository with two scenes of it whose journals lie in one folder.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly object? _owned;

        internal Place(Func<string, Scene> scene, object? owned = null)
        {
            _owned = owned;
            First = scene(PolicyOf("pr-1"));
            Second = scene(PolicyOf("pr-2"));
            Second.JournalPath = Path.Combine(Path.GetDirectoryName(First.JournalPath)!, "second.jsonl");
        }

        internal Scene First { get; }

        internal Scene Second { get; }

        public async ValueTask DisposeAsync()
        {
            First.Dispose();
            Second.Dispose();
            (_owned as IDisposable)?.Dispose();
            await ((_owned as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        private static string PolicyOf(string tag) =>
            $$"""
                version: 1
                settings: { age-from: [pushed, created] }
                rules:
                  - { id: old, match: { tags: [{{tag}}] }, delete: all }
                """;
    }

    private static class Images
    {
        internal static readonly TestManifest Own = TestManifest.Image("own");
        internal static readonly TestManifest Shared = TestManifest.Image("shared", architecture: "arm64");
        internal static readonly TestManifest Nested = TestManifest.Index(Shared);
        internal static readonly TestManifest Second = TestManifest.Index(Nested, TestManifest.Image("second"));
        internal static readonly TestManifest Signature = TestManifest.Artifact(Shared);

        /// <summary>Both indexes list the nested one; what it lists has a signature.</summary>
        internal static IReadOnlyList<(TestManifest Image, string[] Tags)> All { get; } =
        [
            (TestManifest.Image("release"), ["v1"]),
            (Own, []),
            (Shared, []),
            (Nested, []),
            (TestManifest.Image("second"), []),
            (TestManifest.Index(Own, Nested), ["pr-1"]),
            (Second, ["pr-2"]),
            (Signature, []),
            (TestManifest.Index(Signature), [Shared.Digest.Replace(':', '-')]),
        ];

        internal static LayoutWriter Layout()
        {
            var layout = new LayoutWriter();
            foreach (var (image, tags) in All)
            {
                foreach (var blob in image.Blobs.Add(image.Body))
                {
                    layout.Overwrite(LayoutWriter.PathOf(TestManifest.DigestOf(blob)), blob);
                }

                layout.Tag(new LayoutDescriptor(image.Digest, image.MediaType, image.Body.Length), tags);
            }

            return layout;
        }
    }
}
