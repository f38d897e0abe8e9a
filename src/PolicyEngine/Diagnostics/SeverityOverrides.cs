using System.Collections.Immutable;

namespace PolicyEngine.Diagnostics;

/// <summary>What the user says about severities: <c>--severity PE3004=error</c> and <c>--warn-as-error</c>. Immutable.</summary>
/// <remarks>
/// Errors are never lowered: they say that a policy has no meaning or that a plan is refused,
/// and a run that continues regardless could delete what nobody decided on. Of several overrides
/// of one id the last one counts; <c>--warn-as-error</c> raises what is a warning after them.
/// </remarks>
public sealed class SeverityOverrides
{
    private readonly ImmutableDictionary<string, DiagnosticSeverity?> _byId;

    private SeverityOverrides(ImmutableDictionary<string, DiagnosticSeverity?> byId, bool warningsAreErrors)
    {
        _byId = byId;
        WarningsAreErrors = warningsAreErrors;
    }

    /// <summary>Changes nothing.</summary>
    public static SeverityOverrides None { get; } =
        new(ImmutableDictionary.Create<string, DiagnosticSeverity?>(StringComparer.Ordinal), warningsAreErrors: false);

    /// <summary>Whether warnings become errors.</summary>
    public bool WarningsAreErrors { get; }

    /// <summary>What is said of single ids, without <see cref="WarningsAreErrors"/>: what counts
    /// for the findings of plans, which are about images and not about the policy's text.</summary>
    public SeverityOverrides OfIds => WarningsAreErrors ? new SeverityOverrides(_byId, warningsAreErrors: false) : this;

    /// <summary>The ids that are overridden, in ordinal order.</summary>
    public ImmutableArray<string> Ids => [.. _byId.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Parses overrides of the form <c>PE3004=error</c> (<c>error</c>, <c>warning</c>, <c>info</c> or <c>none</c>).</summary>
    /// <param name="overrides">One override each; the ids are not checked against those that exist.</param>
    /// <param name="warningsAreErrors">Whether <c>--warn-as-error</c> was given.</param>
    /// <param name="result">The overrides; <see cref="None"/> where the result is false.</param>
    /// <param name="problem">One sentence about the first override that is not one; null where the result is true.</param>
    public static bool TryParse(IEnumerable<string> overrides, bool warningsAreErrors, out SeverityOverrides result, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        result = None;
        var byId = None._byId.ToBuilder();
        foreach (var text in overrides)
        {
            if (text.Split('=') is not [var id, var word] || !(DiagnosticId.IsWellFormed(id) || DiagnosticId.IsOfAnalyzer(id)))
            {
                problem = $"'{Text.TerminalText.Escape(text, 60)}' is not of the form 'PE3004=error'.";
                return false;
            }

            DiagnosticSeverity? severity;
            switch (word)
            {
                case "error":
                    severity = DiagnosticSeverity.Error;
                    break;
                case "warning":
                    severity = DiagnosticSeverity.Warning;
                    break;
                case "info":
                    severity = DiagnosticSeverity.Info;
                    break;
                case "none":
                    severity = null;
                    break;
                default:
                    problem = $"'{Text.TerminalText.Escape(word, 60)}' is not a severity; use 'error', 'warning', 'info' or 'none'.";
                    return false;
            }

            byId[id] = severity;
        }

        result = new SeverityOverrides(byId.ToImmutable(), warningsAreErrors);
        problem = null;
        return true;
    }

    /// <summary>The diagnostic with the severity in force, or null where it is switched off.</summary>
    public Diagnostic? Apply(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        if (diagnostic.Severity == DiagnosticSeverity.Error)
        {
            return diagnostic;
        }

        DiagnosticSeverity? severity = _byId.TryGetValue(diagnostic.Id, out var chosen) ? chosen : diagnostic.Severity;
        if (severity is not { } inForce)
        {
            return null;
        }

        inForce = WarningsAreErrors && inForce == DiagnosticSeverity.Warning ? DiagnosticSeverity.Error : inForce;
        return inForce == diagnostic.Severity ? diagnostic : diagnostic with { Severity = inForce };
    }

    /// <summary>All diagnostics that are not switched off, with the severities in force, in the same order.</summary>
    public ImmutableArray<Diagnostic> Apply(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return [.. diagnostics.Select(Apply).OfType<Diagnostic>()];
    }
}
