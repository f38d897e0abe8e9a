using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Writing;

/// <summary>A result of a SARIF run.</summary>
/// <param name="RuleId">The diagnostic id.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Message">One sentence, not escaped.</param>
/// <param name="Place">Where; code scanning drops results without a place.</param>
internal sealed record SarifResult(string RuleId, DiagnosticSeverity Severity, string Message, SourcePlace? Place)
{
    /// <summary>Other places, each with what it is.</summary>
    public ImmutableArray<(SourcePlace Place, string Note)> Related { get; init; } = [];

    /// <summary>What the fix does, if there is one.</summary>
    public string? FixTitle { get; init; }

    /// <summary>The edits of the fix.</summary>
    public ImmutableArray<(SourcePlace Place, string NewText)> FixEdits { get; init; } = [];
}
