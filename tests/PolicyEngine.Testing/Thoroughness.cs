namespace PolicyEngine.Testing;

/// <summary>
/// How much the tests do that go through many points or random cases. As they are, all tests together take five minutes on two cores: a few
/// points of each kind, spread evenly. With <c>POLICYENGINE_TESTS=all</c> they take every point and several times the cases.
/// </summary>
public static class Thoroughness
{
    /// <summary>The variable that asks for all of it.</summary>
    public const string Variable = "POLICYENGINE_TESTS";

    /// <summary>Whether every point is taken.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable(Variable) == "all";

    /// <summary>The points from 1 on: all of them, or so many, spread evenly, the first and the last among them.</summary>
    public static IEnumerable<int> Points(int count, int most, bool? isFull = null) =>
        (isFull ?? IsFull) || count <= most
            ? Enumerable.Range(1, count)
            : Enumerable.Range(0, most).Select(i => 1 + (int)((long)i * (count - 1) / (most - 1)));

    /// <summary>How many random cases are taken.</summary>
    public static int Cases(int few, int many) => IsFull ? many : few;

    /// <summary>Does a thing undisturbed, as point 0, and then disturbed at the points that it has.</summary>
    /// <param name="least">A thing that has fewer points is not what the test means.</param>
    /// <param name="most">How many points are taken where not all are.</param>
    /// <param name="atAsync">Does it, disturbed at a point; gives how many points there are.</param>
    public static async Task AtEachPointAsync(int least, int most, Func<int, Task<int>> atAsync)
    {
        var count = await atAsync(0);
        if (count < least)
        {
            throw new InvalidOperationException($"There are only {count} points.");
        }

        foreach (var point in Points(count, most))
        {
            await atAsync(point);
        }
    }
}
