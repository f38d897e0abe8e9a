using System.Globalization;
using Xunit;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The product against the independent reading. <c>POLICYENGINE_ORACLE_ITERATIONS</c>
/// and <c>POLICYENGINE_ORACLE_SEED</c> make longer and other runs.</summary>
public sealed class OracleAgreementTests
{
    public static int Iterations { get; } = FromEnvironment("POLICYENGINE_ORACLE_ITERATIONS", 4000);

    public static int FirstSeed { get; } = FromEnvironment("POLICYENGINE_ORACLE_SEED", 0);

    [Fact]
    public void The_product_decides_as_the_specification_read_by_itself()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Iterations; seed++)
        {
            var @case = OracleCase.FromSeed(seed);
            if (Difference(@case) is { } difference)
            {
                var small = Minimizer.Minimize(@case, c => Difference(c) == difference);
                Assert.Fail(CaseReport.Write(small, difference, small.Expected(), Comparison.Plan(small)));
            }
        }
    }

    private static string? Difference(OracleCase @case)
    {
        try
        {
            return Comparison.Difference(@case.Expected(), Comparison.Plan(@case));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"seed {@case.Seed}: {e.Message}\n{string.Join("---\n", @case.PolicyTexts())}", e);
        }
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
