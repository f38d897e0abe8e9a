using System.Text.Json;
using CsCheck;
using Xunit;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The oracle's own parts, before it judges the product.</summary>
public sealed class OracleSelfTests
{
    [Fact]
    public void A_policy_written_in_any_style_reads_back_as_itself() =>
        Gen.Int[0, int.MaxValue - 10]
            .Sample(
                seed =>
                {
                    var policies = OracleCase.FromSeed(seed).Policies;
                    Assert.All(policies, p =>
                        Assert.Equal(JsonSerializer.Serialize(p), JsonSerializer.Serialize(PolicyReader.Read(PolicyYaml.Write(p, seed))))
                    );
                },
                iter: 500
            );

    [Fact]
    public void Generated_cases_reach_every_status_and_fate()
    {
        var verdicts = Enumerable.Range(0, 2000).Select(seed => OracleCase.FromSeed(seed).Expected()).ToList();

        Assert.InRange(verdicts.Count(v => v.Status == "planned" && v.Delete.Count > 0), 450, 2000);
        Assert.InRange(verdicts.Count(v => v.Status == "refused"), 20, 1000);
        Assert.InRange(verdicts.Count(v => v.Status == "incomplete"), 10, 200);
        Assert.InRange(verdicts.Count(v => v.Untag.Count > 0), 20, 2000);
        Assert.InRange(verdicts.Count(v => v.Retain.Count > 0), 20, 2000);
    }
}
