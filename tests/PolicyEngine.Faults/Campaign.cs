using System.Diagnostics;
using System.Globalization;
using PolicyEngine.Testing;

namespace PolicyEngine.Faults;

/// <summary>
/// How long the campaign is. Within the tests it takes seconds: a few points of each kind.
/// <c>POLICYENGINE_TESTS=all</c> takes every point, which is minutes; <c>POLICYENGINE_FAULTS_HOURS=N</c>
/// goes on with random mixtures for so long, from <c>POLICYENGINE_FAULTS_SEED</c> on.
/// </summary>
internal static class Campaign
{
    private const int MixturesOfAShortRun = 12;
    private const int MixturesOfALongRun = 300;

    private static readonly double Hours = double.TryParse(
        Environment.GetEnvironmentVariable("POLICYENGINE_FAULTS_HOURS"),
        CultureInfo.InvariantCulture,
        out var hours
    )
        ? hours
        : 0;

    /// <summary>Whether every point is taken.</summary>
    internal static bool IsLong { get; } = Hours > 0 || Thoroughness.IsFull;

    /// <summary>The points from 1 on: all of them, or so many, spread evenly, the first and the last among them.</summary>
    internal static IEnumerable<int> Points(int count, int most) => Thoroughness.Points(count, most, IsLong);

    /// <summary>The seeds of random mixtures.</summary>
    internal static IEnumerable<int> Seeds()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("POLICYENGINE_FAULTS_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : 1;
        var watch = Stopwatch.StartNew();
        for (var i = 0; Hours > 0 ? watch.Elapsed.TotalHours < Hours : i < (IsLong ? MixturesOfALongRun : MixturesOfAShortRun); i++)
        {
            yield return first + i;
        }
    }

    /// <summary>Says how much was done; the figures of SECURITY.md come from here.</summary>
    internal static void Tell(string what, int count)
    {
        if (IsLong)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"faults: {what}: {count}"));
        }
    }
}
