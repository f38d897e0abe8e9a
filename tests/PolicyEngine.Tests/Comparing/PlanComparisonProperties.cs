using System.Globalization;
using System.Text;
using PolicyEngine.Comparing;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;
using PolicyEngine.Snapshots;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Comparing;

/// <summary>What holds for the comparison of two random policies on a random repository.</summary>
public sealed class PlanComparisonProperties
{
    private const int Seeds = 300;

    [Fact]
    public void What_newly_goes_and_newly_stays_is_the_difference_of_the_plans()
    {
        var changes = 0;
        var stopped = 0;
        ForAll(
            (old, @new) =>
            {
                var comparison = PlanComparer.Compare(old, @new);
                changes += comparison.HasChanges ? 1 : 0;
                var repositories = comparison.Repositories;

                // A limit can be raised: what it stops counts, against what is deleted, or was stopped, before.
                var isStopped = IsRefused(@new);
                stopped += isStopped ? 1 : 0;
                var (before, after) = (Gone(old, isStopped), Gone(@new, isStopped));
                Assert.Equal(after.Except(before).Order(), repositories.SelectMany(r => r.NewlyGo).Select(c => c.Manifest.Digest).Order());
                Assert.Equal(
                    before.Except(after).Order(),
                    repositories.SelectMany(r => r.NewlyStay).Select(c => c.Manifest.Digest).Order()
                );
                Assert.All(repositories.SelectMany(r => r.OtherRule), c => Assert.NotEqual(c.Old!.Rule, c.New!.Rule));
            }
        );
        Assert.True(changes > Seeds / 3);
        Assert.True(stopped > Seeds / 30, stopped.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_way_back_is_the_other_way_round() =>
        ForAll(
            (old, @new) =>
            {
                if (IsRefused(old) != IsRefused(@new))
                {
                    return;
                }

                var there = PlanComparer.Compare(old, @new).Repositories;
                var back = PlanComparer.Compare(@new, old).Repositories;
                Assert.Equal(
                    there.SelectMany(r => r.NewlyGo).Select(c => (c.Manifest.Digest, c.Old, c.New)),
                    back.SelectMany(r => r.NewlyStay).Select(c => (c.Manifest.Digest, c.New, c.Old))
                );
                Assert.Equal(
                    there.SelectMany(r => r.OtherRule).Select(c => (c.Manifest.Digest, c.Old, c.New)),
                    back.SelectMany(r => r.OtherRule).Select(c => (c.Manifest.Digest, c.New, c.Old))
                );
                Assert.Equal(there.SelectMany(r => r.NewlyUntagged), back.SelectMany(r => r.NoLongerUntagged));
            }
        );

    [Fact]
    public void The_same_policy_changes_nothing() => ForAll((old, _) => Assert.False(PlanComparer.Compare(old, old).HasChanges));

    [Fact]
    public void Plans_of_different_times_cannot_be_compared() =>
        ForAll((old, _) => Assert.Throws<ArgumentException>(() => PlanComparer.Compare(old, old with { Now = old.Now.AddSeconds(1) })));

    private static bool IsRefused(Plan plan) => plan.Repositories.Single().Status == PlanStatus.Refused;

    private static string[] Gone(Plan plan, bool isStopped) =>
        [.. plan.Repositories.SelectMany(r => isStopped && r.Proposed is { } proposed ? proposed.Delete : r.Delete).Select(m => m.Digest)];

    private static void ForAll(Action<Plan, Plan> check)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var generated = OracleCase.FromSeed(seed);
            var graph = SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(generated.SnapshotText()))).Single();
            check(Create(generated, graph), Create(OracleCase.FromSeed(seed + 1), graph));
        }
    }

    private static Plan Create(OracleCase generated, DigestGraph graph)
    {
        var compilation = PolicyCompiler.Compile([
            .. generated.PolicyTexts().Select((text, i) => SourceText.From($"policy-{i}.yaml", text)),
        ]);
        return Planner.Create(compilation, [graph], Now.Value, new PlanOptions { InUse = InUseReferences.Empty });
    }
}
