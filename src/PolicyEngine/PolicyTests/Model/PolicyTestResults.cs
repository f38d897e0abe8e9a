using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests.Model;

/// <summary>How a test ended.</summary>
public enum PolicyTestOutcome
{
    /// <summary>Every expectation holds.</summary>
    Passed,

    /// <summary>An expectation does not hold.</summary>
    Failed,

    /// <summary>An error in the test file, in a policy or in a snapshot kept it from running.</summary>
    NotRun,
}

/// <summary>An expectation that does not hold. Immutable.</summary>
/// <param name="Diagnostic">The sentence at the place of the expectation, with the place of the rule that decided.</param>
/// <param name="Image">The image or tag as the test names it; null where it is about the plan as a whole.</param>
/// <param name="Expected">What was expected: <c>deleted</c>, <c>decided by 'released'</c>.</param>
/// <param name="Actual">What is: <c>kept</c>.</param>
/// <param name="Verdict">Why it is as it is; null where it is about the plan as a whole.</param>
/// <param name="Rankings">What the rules in question counted.</param>
public sealed record PolicyTestFailure(
    Diagnostic Diagnostic,
    string? Image,
    string Expected,
    string Actual,
    Verdict? Verdict,
    ImmutableArray<PolicyTestRanking> Rankings
);

/// <summary>What a rule counted, in order. Immutable.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Group">The group by <c>per</c>; empty if there is none.</param>
/// <param name="Places">How many of them have a place.</param>
/// <param name="Rows">The images in order, at most <see cref="MaxRows"/> around the one in question.</param>
public sealed record PolicyTestRanking(string Rule, string Group, int Places, ImmutableArray<PolicyTestRank> Rows)
{
    /// <summary>The most rows.</summary>
    public const int MaxRows = 10;
}

/// <summary>An image in a ranking.</summary>
/// <param name="Rank">The rank from 1.</param>
/// <param name="Image">Its first tag, or the short digest.</param>
/// <param name="Time">The time that its age counts from, UTC.</param>
/// <param name="IsAsked">Whether it is the one in question.</param>
public sealed record PolicyTestRank(int Rank, string Image, DateTimeOffset Time, bool IsAsked);

/// <summary>The result of one test. Immutable.</summary>
/// <param name="Test">The test.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Failures">The expectations that do not hold, in the order of the file.</param>
public sealed record PolicyTestResult(PolicyTest Test, PolicyTestOutcome Outcome, ImmutableArray<PolicyTestFailure> Failures);

/// <summary>A rule or protection, and whether a test exercises it.</summary>
/// <param name="Kind"><c>rule</c> or <c>protection</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="IsExercised">Whether it decides about an image that an expectation names.</param>
public sealed record PolicyTestCoverage(string Kind, string Id, Location Location, bool IsExercised);

/// <summary>The results of a file. Immutable.</summary>
/// <param name="File">The file.</param>
/// <param name="Diagnostics">What was found in the file and, where a policy has errors, in the policy.</param>
/// <param name="Tests">The results of the tests that the filter lets through, in the order of the file.</param>
/// <param name="Coverage">The rules and protections in force of the policies
/// that these tests ran with; empty where a filter was given.</param>
public sealed record PolicyTestFileResult(
    PolicyTestFile File,
    ImmutableArray<Diagnostic> Diagnostics,
    ImmutableArray<PolicyTestResult> Tests,
    ImmutableArray<PolicyTestCoverage> Coverage
)
{
    /// <summary>Whether an error kept a test from running.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
