using PolicyEngine.Compiling;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>What <c>validate --fix</c> writes without asking never means something else.</summary>
public sealed class SafeFixTests
{
    [Theory]
    [InlineData("match: { untagged: true }", "delete: all")]
    [InlineData("match: { notag: { tags: [a] } }", "delete: all")]
    [InlineData("match: { larger-than: 5g }", "delete: all")]
    [InlineData("match: { tags: [a] }", "delete: { newer-than: 30d }")]
    [InlineData("match: { tags: [a] }", "delete: { except-oldest: 3 }")]
    [InlineData("match: { tags: [a] }", "delete: { except-newest: 3, of: unmatched }")]
    [InlineData("match: { tags: [a] }", "delete: { until: { total-size: 50G } }")]
    public void What_may_mean_the_opposite_or_less_is_only_proposed(string match, string action) =>
        Assert.All(FixesOf(match, action), isSafe => Assert.False(isSafe));

    [Theory]
    [InlineData("match: { tagd: true }", "delete: all")]
    [InlineData("match: { tags: [a] }", "delete: { olderThan: 30d }")]
    [InlineData("match: { tags: [a] }", "delete: { except_newest: 3 }")]
    [InlineData("match: { tags: [a] }", "delete: { older-than: 14 days }")]
    public void A_slip_is_mended(string match, string action) => Assert.Contains(true, FixesOf(match, action));

    private static List<bool> FixesOf(string match, string action)
    {
        var compilation = PolicyCompiler.Compile([
            SourceText.From("policy.yaml", $"version: 1\nrules:\n  - id: a\n    {match}\n    {action}\n"),
        ]);
        Assert.NotEmpty(compilation.Diagnostics);
        return [.. compilation.Diagnostics.Where(d => d.Fix is not null).Select(d => d.Fix!.IsSafe)];
    }
}
