using System.Globalization;
using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Planning;

/// <summary>Rows find their reasons when somebody looks at them, and those who carry out a plan look from many threads.</summary>
public sealed class LazyRowTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("delete: { except-newest: 3, older-than: 10d, order-by: semver, per: semver.major }")]
    [InlineData("delete: { except-newest: 3, order-by: tag }")]
    [InlineData("keep: { newest: 5, per: semver.minor, order-by: semver }")]
    public void Reasons_are_the_same_whoever_asks_for_them_and_when(string action)
    {
        var expected = Rows(action).Select(row => (row.Digest, row.Verdict)).ToList();
        for (var round = 0; round < 5; round++)
        {
            var rows = Rows(action);
            var found = rows.AsParallel()
                .AsOrdered()
                .WithDegreeOfParallelism(16)
                .WithExecutionMode(ParallelExecutionMode.ForceParallelism)
                .Select(row => (row.Digest, row.Verdict, row.Paths))
                .ToList();

            Assert.Equal(expected, found.Select(row => (row.Digest, row.Verdict)));
            Assert.All(found, row => Assert.NotEmpty(row.Paths));
        }
    }

    private static IReadOnlyList<PlannedManifest> Rows(string action)
    {
        var graph = GraphText.Parse(
            string.Join(
                '\n',
                Enumerable
                    .Range(0, 600)
                    .Select(i =>
                        string.Create(CultureInfo.InvariantCulture, $"m{i} tags={i % 7}.{i / 7}.0 pushed=2026-01-{1 + (i % 28):00}")
                    )
            )
        );
        var policy = PolicyCompiler.Compile([
            SourceText.From("p.yaml", $"version: 1\nrules:\n  - id: a\n    match: {{ tags: [\"*\"] }}\n    {action}\n"),
        ]);
        var plan = Assert.Single(Planner.Create(policy, [graph], s_now).Repositories);
        return [.. plan.Delete, .. plan.Keep];
    }
}
