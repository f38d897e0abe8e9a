using PolicyEngine.Faults.Hostile;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Races;

/// <summary>
/// Somebody else pushes to a registry just before the k-th request of a run, for every k. What is tagged by then stays with all
/// its pieces, but for one window that the distribution API leaves: between the last look at the tags and the deletion after it.
/// </summary>
public sealed class OciRaceTests
{
    private const int PointsOfAShortRun = 8;

    private static readonly Dictionary<string, (TestManifest Image, string Tag)> Pushes = new()
    {
        ["a new tag on an index that goes"] = (HostileRegistry.Request, "v9"),
        ["a new tag on an image that goes"] = (HostileRegistry.Other, "v9"),
        ["a tag that moves to an image that goes"] = (HostileRegistry.Other, "latest"),
        ["a new index with a child of one that goes"] = (TestManifest.Index(HostileRegistry.Goes), "v9"),
        ["a new index that lists an index that goes"] = (TestManifest.Index(HostileRegistry.Request), "v9"),
    };

    public static TheoryData<string> Names => [.. Pushes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_pushed_meanwhile_stays_whole(string name)
    {
        await using var calm = await HostileRegistry.StartAsync();
        await calm.RunAsync("undisturbed");
        var (image, tag) = Pushes[name];
        TestManifest[] needed = name.Contains("index", StringComparison.Ordinal)
            ?
            [
                image,
                .. image == HostileRegistry.Request || tag == "v9" && name.Contains("lists", StringComparison.Ordinal)
                    ? [HostileRegistry.Request, HostileRegistry.Shared, HostileRegistry.Goes]
                    : (TestManifest[])[HostileRegistry.Goes],
            ]
            : [image];
        var (points, windows) = (Campaign.Points(calm.Requests.Count, PointsOfAShortRun).ToList(), 0);
        foreach (var point in points)
        {
            await using var registry = await HostileRegistry.StartAsync();
            var pushed = false;
            registry.Behaviour = (_, n) =>
            {
                // A registry takes no index with a missing child.
                if (n == point && needed.Skip(1).All(piece => registry.Registry.Present.Contains(piece.Digest)))
                {
                    registry.Registry.Has(image, tag);
                    pushed = true;
                }

                return null;
            };
            await registry.RunAsync($"{name} before request {point}", mayLeave: true, moved: tag);
            var isWhole = !pushed || needed.Select(piece => piece.Digest).Append(tag).All(registry.Registry.Present.Contains);
            var requests = registry.Requests;
            var next = requests.Skip(point - 1).TakeWhile(line => !line.StartsWith("DELETE", StringComparison.Ordinal)).ToList();
            var isWindow = !next.Exists(line => line.Contains("/tags/list", StringComparison.Ordinal));
            Assert.True(isWhole || isWindow, $"{name} before request {point}: a piece is gone\n{string.Join('\n', requests)}");
            windows += isWhole ? 0 : 1;
        }

        Campaign.Tell($"races on a registry: {name} ({windows} of them between a look and its deletion)", points.Count);
    }
}
