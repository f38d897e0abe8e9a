namespace PolicyEngine.Faults.Hostile;

/// <summary>
/// A registry that lies from beginning to end. Whatever it does: what stays is whole, no other host learns the
/// token, no run passes for complete that is not, it ends, and with an honest registry the next run finishes.
/// </summary>
public sealed class HostileRegistryTests
{
    public static TheoryData<string> Names => [.. HostileBehaviours.All.Select(behaviour => behaviour.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_that_stays_is_lost(string name)
    {
        var behaviour = HostileBehaviours.All.Single(other => other.Name == name);
        await using var registry = await HostileRegistry.StartAsync();
        registry.Behaviour = (request, n) => behaviour.Answer(registry, request, n);
        await registry.RunAsync(name, behaviour.Hides);
        await registry.AssertFinishedAsync(name);
    }

    [Fact]
    public async Task Random_mixtures_lose_nothing_either()
    {
        var count = 0;
        foreach (var seed in Campaign.Seeds())
        {
            var random = new Random(seed);
            var chosen = Enumerable
                .Range(0, random.Next(1, 5))
                .Select(_ => HostileBehaviours.All[random.Next(HostileBehaviours.All.Count)])
                .ToList();
            var share = random.Next(2, 20);
            await using var registry = await HostileRegistry.StartAsync();
            registry.Behaviour = (request, n) =>
            {
                // By the number of the request, so that a seed is one story.
                var dice = new Random(HashCode.Combine(seed) ^ (n * 7919));
                return dice.Next(share) == 0 ? chosen[dice.Next(chosen.Count)].Answer(registry, request, n) : null;
            };
            var name = $"seed {seed}: {string.Join(", ", chosen)}, one request in {share}";
            await registry.RunAsync(name, chosen.Exists(behaviour => behaviour.Hides));
            await registry.AssertFinishedAsync(name);
            count++;
        }

        Campaign.Tell("random mixtures of hostile behaviours", count);
    }
}
