namespace PolicyEngine.Syntax;

/// <summary>What separates tokens in YAML 1.2: fewer characters than .NET calls white space.</summary>
internal static class Blank
{
    public const string All = " \t\r\n";

    public static bool Is(char c) => c is ' ' or '\t' or '\r' or '\n';
}
