using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Lints;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Analyzing;

/// <summary>
/// Runs the analyzers of a compilation, each by itself: what one does wrong is an error of the policy, and the others go on.
/// </summary>
internal sealed class AnalyzerDriver
{
    private readonly ImmutableArray<(PolicyAnalyzer Analyzer, ImmutableArray<DiagnosticDescriptor> Supported, string? Problem)> _analyzers;

    /// <summary>Asks the analyzers what they support.</summary>
    public AnalyzerDriver(ImmutableArray<PolicyAnalyzer> analyzers) => _analyzers = [.. analyzers.Select(Ask)];

    /// <summary>The ids that analyzers can report.</summary>
    public IEnumerable<string> Ids => _analyzers.SelectMany(a => a.Supported).Select(d => d.Id).Distinct(StringComparer.Ordinal);

    /// <summary>What all analyzers report of a policy.</summary>
    public ImmutableArray<Diagnostic> Run(LintContext lint, ImmutableArray<Policy> policies)
    {
        var found = new DiagnosticBag();
        foreach (var (analyzer, supported, problem) in _analyzers)
        {
            if ((problem ?? Analyze(analyzer, new PolicyAnalysisContext(lint, policies, supported, found))) is { } reason)
            {
                var name = analyzer.GetType().FullName;
                found.Add(Diagnostic.Create(AnalyzerDiagnostics.Failed, new Location(lint.Policy.Source, default), name, reason));
            }
        }

        return found.ToSorted();
    }

    private static string? Analyze(PolicyAnalyzer analyzer, PolicyAnalysisContext context)
    {
        try
        {
            analyzer.Analyze(context);
            return context.Misuse is { } misuse ? ExceptionText.Of(misuse) : null;
        }
        catch (Exception e)
        {
            return ExceptionText.Of(e);
        }
        finally
        {
            context.Close();
        }
    }

    private static (PolicyAnalyzer, ImmutableArray<DiagnosticDescriptor>, string?) Ask(PolicyAnalyzer analyzer)
    {
        try
        {
            var supported = analyzer.SupportedDiagnostics;
            return Problem(supported) is { } problem ? (analyzer, [], problem) : (analyzer, supported, null);
        }
        catch (Exception e)
        {
            return (analyzer, [], ExceptionText.Of(e));
        }
    }

    private static string? Problem(ImmutableArray<DiagnosticDescriptor> supported)
    {
        if (supported.IsDefaultOrEmpty || supported.Any(d => d is null))
        {
            return "SupportedDiagnostics is empty or has an empty place";
        }

        if (supported.FirstOrDefault(d => !DiagnosticId.IsOfAnalyzer(d.Id)) is { } odd)
        {
            var id = TerminalText.Escape(odd.Id ?? "", DiagnosticId.Longest);
            return DiagnosticId.IsReserved(odd.Id)
                ? $"the id '{id}' is reserved for PolicyEngine; use other letters, as in 'ACME001'"
                : $"the id '{id}' is not two or more capital letters and then digits, as in 'ACME001'";
        }

        return supported.FirstOrDefault(d => string.IsNullOrWhiteSpace(d.Title) || string.IsNullOrWhiteSpace(d.MessageFormat)) is { } silent
            ? $"'{silent.Id}' has no title or no message"
            : null;
    }
}
