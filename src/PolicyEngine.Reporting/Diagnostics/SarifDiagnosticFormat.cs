using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Diagnostics;

/// <summary>Diagnostics for code scanning, with help texts, regions, related places and fixes.</summary>
internal sealed class SarifDiagnosticFormat : IFormat<IReadOnlyList<Diagnostic>>
{
    public string Name => "sarif";

    public void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output)
    {
        using var writer = new SarifWriter(output);
        writer.Write(diagnostics.Select(d => d.Descriptor).Concat(options.Descriptors), [.. diagnostics.Select(Result)], []);
    }

    private static SarifResult Result(Diagnostic diagnostic)
    {
        var result = new SarifResult(
            diagnostic.Id,
            diagnostic.Severity,
            diagnostic.Message,
            diagnostic.Location is { } location ? SourcePlace.Of(location) : null
        )
        {
            Related = [.. diagnostic.AdditionalLocations.Select(a => (SourcePlace.Of(a.Location), a.Note))],
        };
        return diagnostic is not { Fix: { } fix, Location.Source: { } source }
            ? result
            : result with
            {
                FixTitle = fix.Title,
                FixEdits = [.. fix.Edits.Select(e => (SourcePlace.Of(new Location(source, e.Span)), e.NewText))],
            };
    }
}
