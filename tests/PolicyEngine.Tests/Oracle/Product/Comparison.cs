namespace PolicyEngine.Tests.Oracle;

/// <summary>The first difference between what the oracle expects and what the product plans.</summary>
internal static class Comparison
{
    /// <summary>The kind of the difference in a word; null where there is none.</summary>
    public static string? Difference(OracleVerdict expected, ProductVerdict actual) =>
        expected.Status != actual.Status ? "status"
        : !expected.Delete.SetEquals(actual.Delete) ? "delete"
        : !expected.Retain.SetEquals(actual.Retain) ? "retain"
        : !expected.Keep.SetEquals(actual.Keep) ? "keep"
        : !expected.Untag.SetEquals(actual.Untag) ? "untag"
        : expected.Reasons.Any(r => actual.Rules[r.Key] is not { } rule || !r.Value.Contains(rule)) ? "verdict.rule"
        : null;

    public static ProductVerdict Plan(OracleCase @case) =>
        ProductUnderTest.Plan(@case.PolicyTexts(), @case.SnapshotText(), Now.Value)[@case.Repository.Name];
}
