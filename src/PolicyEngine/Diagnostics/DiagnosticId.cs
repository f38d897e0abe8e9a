namespace PolicyEngine.Diagnostics;

/// <summary>The form of diagnostic ids: <c>PE</c> and four digits.</summary>
internal static class DiagnosticId
{
    public const int Length = 6;

    public static bool IsWellFormed(ReadOnlySpan<char> id) =>
        id.Length == Length && id.StartsWith("PE", StringComparison.Ordinal) && !id[2..].ContainsAnyExceptInRange('0', '9');
}
