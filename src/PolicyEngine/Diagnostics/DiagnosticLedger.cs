using System.Collections.Frozen;

namespace PolicyEngine.Diagnostics;

/// <summary>The ids of all diagnostics, from the ledger beside this file. Thread-safe.</summary>
internal static class DiagnosticLedger
{
    private const string Retired = "(retired)";

    /// <summary>The ids that are in use.</summary>
    public static FrozenSet<string> Ids { get; } = Read();

    private static FrozenSet<string> Read()
    {
        using var reader = new StreamReader(typeof(DiagnosticLedger).Assembly.GetManifestResourceStream("DiagnosticIds.txt")!);
        return reader
            .ReadToEnd()
            .Split('\n')
            .Where(line =>
                line.Length > DiagnosticId.Length
                && DiagnosticId.IsWellFormed(line.AsSpan(0, DiagnosticId.Length))
                && !line.TrimEnd().EndsWith(Retired, StringComparison.Ordinal)
            )
            .Select(line => line[..DiagnosticId.Length])
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
