using System.Runtime.CompilerServices;
using Xunit;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The examples of other retention systems' documentation, reasoned by hand
/// in <c>tests/fixtures/worked</c>, judge the oracle and the product.</summary>
public sealed class WorkedExampleTests
{
    private static readonly IReadOnlyList<WorkedExample> s_examples = [.. WorkedExample.ReadAll(Folder())];

    public static TheoryData<string> Examples => [.. s_examples.Select(e => e.ToString())];

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_oracle_gives_what_was_reasoned_by_hand(string name)
    {
        var example = s_examples.Single(e => e.ToString() == name);

        var verdict = NaiveEvaluator.Evaluate([PolicyReader.Read(example.PolicyText)], example.Repository, example.Now);

        Assert.Equal("planned", verdict.Status);
        Check(example, verdict.FateOf, verdict.Untag);
        Assert.All(example.Because.Where(b => verdict.Reasons.ContainsKey(example.Digests[b.Key])), b =>
            Assert.Contains(b.Value, verdict.Reasons[example.Digests[b.Key]])
        );
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_product_gives_what_was_reasoned_by_hand(string name)
    {
        var example = s_examples.Single(e => e.ToString() == name);
        var snapshot = SnapshotJson.Write([example.Repository], example.Now);

        var plan = ProductUnderTest.Plan([example.PolicyText], snapshot, example.Now)[example.Repository.Name];

        Assert.Equal("planned", plan.Status);
        Check(example, plan.FateOf, plan.Untag);
        Assert.All(example.Because, b => Assert.Equal(b.Value, plan.Rules[example.Digests[b.Key]]));
    }

    private static void Check(WorkedExample example, Func<string, string> fateOf, IEnumerable<string> untag)
    {
        var deleted = example.Digests.Values.Where(d => fateOf(d) == "delete").ToHashSet();
        Assert.Equal(example.Expected("delete")!.Select(n => example.Digests[n]).ToHashSet(), deleted);
        Assert.All(example.Expected("keep")!, n => Assert.Equal("keep", fateOf(example.Digests[n])));
        Assert.Equal((example.Expected("untag") ?? []).Select(t => $"{t} {example.Digests[t]}").ToHashSet(), untag.ToHashSet());
    }

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../fixtures/worked"));
}
