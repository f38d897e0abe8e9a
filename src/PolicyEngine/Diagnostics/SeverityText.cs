namespace PolicyEngine.Diagnostics;

/// <summary>The words for severities: <c>error</c>, <c>warning</c>, <c>info</c>.</summary>
public static class SeverityText
{
    /// <summary>The word.</summary>
    public static string Of(DiagnosticSeverity severity) =>
        severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            DiagnosticSeverity.Info => "info",
        };
}
