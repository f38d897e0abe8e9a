namespace PolicyEngine.Diagnostics;

/// <summary>The form of diagnostic ids: <c>PE</c> and four digits, and other letters and digits for those of analyzers.</summary>
internal static class DiagnosticId
{
    public const int Length = 6;
    public const int Longest = 24;
    private const string Prefix = "PE";
    private const int FewestLetters = 2;

    public static bool IsWellFormed(ReadOnlySpan<char> id) =>
        id.Length == Length && id.StartsWith(Prefix, StringComparison.Ordinal) && !id[2..].ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether no analyzer may have the id: in any case, so that no two ids look alike.</summary>
    public static bool IsReserved(ReadOnlySpan<char> id) =>
        id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !id[Prefix.Length..].ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether an analyzer may have the id: two or more capital letters, then digits.</summary>
    public static bool IsOfAnalyzer(ReadOnlySpan<char> id)
    {
        var letters = id.IndexOfAnyExceptInRange('A', 'Z');
        return id.Length <= Longest && letters >= FewestLetters && !id[letters..].ContainsAnyExceptInRange('0', '9') && !IsReserved(id);
    }
}
