namespace PolicyEngine.Diagnostics;

/// <summary>How much a diagnostic matters. An error makes the policy unusable.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; never changes an exit code.</summary>
    Info,

    /// <summary>Probably a mistake; the policy still compiles.</summary>
    Warning,

    /// <summary>The policy does not compile, or the plan is refused.</summary>
    Error,
}
