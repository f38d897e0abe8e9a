using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.PolicyTests.Running;

namespace PolicyEngine.PolicyTests;

/// <summary>Runs policy tests: plans each test's repository with its policies, and compares. Pure and thread-safe.</summary>
public static class PolicyTestRunner
{
    /// <summary>Runs the tests of a file.</summary>
    /// <param name="file">The file. With errors none of its tests runs.</param>
    /// <param name="inputs">The policies and snapshots that it names.</param>
    /// <param name="filter">Only tests whose name contains this, in any case; null for all.</param>
    public static PolicyTestFileResult Run(PolicyTestFile file, PolicyTestInputs inputs, string? filter = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(inputs);
        var tests = file.Tests.Where(t => filter is null || t.Name.Contains(filter, StringComparison.OrdinalIgnoreCase));
        if (file.HasErrors)
        {
            return new PolicyTestFileResult(
                file,
                file.Diagnostics,
                [.. tests.Select(t => new PolicyTestResult(t, PolicyTestOutcome.NotRun, []))],
                []
            );
        }

        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(file.Diagnostics);
        var policies = new PoliciesUnderTest(inputs, new BindingContext(diagnostics));
        var coverage = new CoverageTable();
        var results = ImmutableArray.CreateBuilder<PolicyTestResult>();
        foreach (var test in tests)
        {
            results.Add(Run(test));
        }

        return new PolicyTestFileResult(file, diagnostics.ToSorted(), results.ToImmutable(), filter is null ? coverage.ToImmutable() : []);

        PolicyTestResult Run(PolicyTest test)
        {
            if (policies.Find(test) is not { } compilation || TestPlan.Create(test, compilation, inputs, policies.Context) is not { } plan)
            {
                return new PolicyTestResult(test, PolicyTestOutcome.NotRun, []);
            }

            coverage.Add(compilation);
            var failures = new ExpectationCheck(plan, coverage).Run();
            return new PolicyTestResult(test, failures.IsEmpty ? PolicyTestOutcome.Passed : PolicyTestOutcome.Failed, failures);
        }
    }
}
