using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Tests.OciLayout;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Somebody tags images that go and pushes indexes of them while a plan is applied, again and again.</summary>
public sealed class DisturbedLayoutTests
{
    /// <summary>Before which look something happens, what (a tag, an index, an
    /// index of an index, or a signature's image), and to which images.</summary>
    private static readonly Gen<(int Look, int What, int First, int Second)[]> Disturbances = Gen.Select(
        Gen.Int[1, 13],
        Gen.Int[0, 2],
        Gen.Int[0, 12],
        Gen.Int[0, 12]
    ).Array[1, 4];

    [Fact]
    public async Task Whatever_comes_while_a_plan_is_applied_has_all_its_pieces_afterwards() =>
        await Disturbances.SampleAsync(
            async disturbances =>
            {
                using var layout = new LayoutFixture().With(ExampleRegistry.Create());
                using var scene = LayoutApplyTests.SceneOf(layout);
                var plan = await scene.PlanAsync();
                var rows = plan.Repositories[0].Delete.ToList();
                var looks = 0;
                var wanted = new HashSet<string>();
                scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
                {
                    BeforeLook = _ =>
                    {
                        looks++;
                        foreach (var (_, what, first, second) in disturbances.Where(disturbance => disturbance.Look == looks))
                        {
                            wanted.UnionWith(Disturb(layout, what, [rows[first], rows[second]]));
                        }
                    },
                };
                var report = await scene.ApplyAsync(plan);
                Assert.False(report.LeftUndone, Scene.Text(report));
                await scene.AssertWholeAsync();
                var state = await scene.StateAsync();
                Assert.All(wanted, digest => Assert.Contains(digest, state, StringComparison.Ordinal));
                await scene.ApplyAsync(plan);
                await scene.AssertWholeAsync();
            },
            iter: Thoroughness.Cases(12, 160),
            threads: 1
        );

    /// <summary>Tags or lists the images that are still there.</summary>
    private static IEnumerable<string> Disturb(LayoutFixture layout, int what, IEnumerable<PlannedManifest> images)
    {
        var there = images
            .Where(image => File.Exists(layout.At($"blobs/{image.Digest.Replace(':', '/')}")))
            .DistinctBy(image => image.Digest)
            .ToList();
        if (there.Count == 0)
        {
            return [];
        }

        if (what == 0)
        {
            AddToIndex(
                layout,
                Entry(there[0].Digest, there[0].MediaType, new FileInfo(layout.At($"blobs/{there[0].Digest.Replace(':', '/')}")).Length)
            );
            return [there[0].Digest];
        }

        var entry = WriteIndex(
            layout,
            [
                .. there.Select(image =>
                    Entry(image.Digest, image.MediaType, new FileInfo(layout.At($"blobs/{image.Digest.Replace(':', '/')}")).Length)
                ),
            ]
        );
        AddToIndex(layout, what == 1 ? entry : WriteIndex(layout, entry));
        return there.Select(image => image.Digest);
    }

    private static JsonObject Entry(string digest, string mediaType, long size) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = digest,
            ["size"] = size,
        };

    private static JsonObject WriteIndex(LayoutFixture layout, params JsonObject[] entries)
    {
        var body = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = TestManifest.OciIndex,
                ["manifests"] = new JsonArray([.. entries]),
            }.ToJsonString()
        );
        var digest = TestManifest.DigestOf(body);
        File.WriteAllBytes(layout.At($"blobs/{digest.Replace(':', '/')}"), body);
        return Entry(digest, TestManifest.OciIndex, body.Length);
    }

    private static void AddToIndex(LayoutFixture layout, JsonObject entry)
    {
        var index = JsonNode.Parse(File.ReadAllText(layout.At("index.json")))!;
        var manifests = index["manifests"]!.AsArray();
        entry["annotations"] = new JsonObject
        {
            ["org.opencontainers.image.ref.name"] =
                $"new-{manifests.Count.ToString(CultureInfo.InvariantCulture)}-{entry["digest"]!.GetValue<string>()[7..15]}",
        };
        manifests.Add(entry);
        File.WriteAllText(layout.At("index.json"), index.ToJsonString());
    }
}
