using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>The program that is measured: the one that <c>POLICYENGINE_BINARY</c> names, else the one beside the benchmarks.</summary>
internal static class MeasuredProgram
{
    private static string? Binary => Environment.GetEnvironmentVariable("POLICYENGINE_BINARY") is { Length: > 0 } path ? path : null;

    /// <summary>Starts it.</summary>
    public static TestProcess Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? variables = null,
        bool hasInput = false
    ) =>
        Binary is { } binary
            ? TestProcess.Start(binary, arguments, variables: variables, hasInput: hasInput)
            : TestProcess.Start("dotnet", [TestProcess.PolicyEngine, .. arguments], variables: variables, hasInput: hasInput);
}
