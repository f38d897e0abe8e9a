using CsCheck;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Escaping;

public sealed class WorkflowCommandTextTests
{
    [Fact]
    public void Data_and_properties_are_escaped()
    {
        Assert.Equal("100%25%0D%0A::x", WorkflowCommandText.Data("100%\r\n::x"));
        Assert.Equal("a%3Ab%2Cc%25", WorkflowCommandText.Property("a:b,c%"));
    }

    [Theory]
    [InlineData("  ::error::x", "  : :error::x")]
    [InlineData("a ##[error]x", "a ## [error]x")]
    [InlineData("a ::error::x", "a ::error::x")]
    public void A_line_of_a_log_is_never_a_command(string line, string expected) =>
        Assert.Equal(expected, WorkflowCommandText.LogLine(line));

    [Fact]
    public void Nothing_in_a_plan_becomes_a_command()
    {
        PlanGenerators.Plan.Sample(plan =>
        {
            foreach (var width in (int[])[0, 40])
            {
                var lines = Rendering.Of("text", plan, ReportOptions.Default with { Width = width, Verbose = true }).Split('\n');
                Assert.DoesNotContain(lines, l =>
                    l.TrimStart().StartsWith("::", StringComparison.Ordinal) || l.Contains("##[", StringComparison.Ordinal)
                );
            }
        });
    }
}
