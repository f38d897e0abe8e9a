using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>The diagnostics that every format is shown with.</summary>
internal static class SampleDiagnostics
{
    private const string Policy =
        "version: 1\nrules:\n  - id: pull-requests\n    delete: { older-then: 14d }\n  - id: pull-requests\n    delete: all\n";

    private static readonly SourceText s_source = SourceText.From("policies/my web:app,1%.yaml", Policy);

    private static readonly DiagnosticDescriptor s_unknownKey = new(
        "PE2001",
        "Unknown key",
        "There is no key '{0}' here; did you mean '{1}'?",
        DiagnosticSeverity.Error,
        "A key that does not exist is a mistake.\n\nRemove it."
    );

    private static readonly DiagnosticDescriptor s_duplicateId = new(
        "PE2010",
        "Duplicate id",
        "The id '{0}' is used twice.",
        DiagnosticSeverity.Warning,
        "Ids name rules in reports."
    );

    private static readonly DiagnosticDescriptor s_noFile = new(
        "PE1000",
        "Unreadable file",
        "The file '{0}' cannot be read.",
        DiagnosticSeverity.Info,
        "Look at its permissions."
    );

    public static IReadOnlyList<Diagnostic> All { get; } =
    [
        Diagnostic.Create(s_noFile, null, "a]( b\r\n::error::x\u001b[31m"),
        Diagnostic.Create(s_unknownKey, At("older-then"), "older-then", "older-than") with
        {
            Fix = CodeFix.Replace("Change 'older-then' to 'older-than'", At("older-then").Span, "older-than"),
        },
        Diagnostic.Create(s_duplicateId, Last("pull-requests"), "pull-requests") with
        {
            AdditionalLocations = [(At("pull-requests"), "first defined here")],
        },
    ];

    /// <summary>Many diagnostics of one severity on different lines.</summary>
    public static IReadOnlyList<Diagnostic> Many(int count, DiagnosticSeverity severity)
    {
        var source = SourceText.From("p.yaml", string.Concat(Enumerable.Repeat("a\n", count)));
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Diagnostic.Create(s_unknownKey, new Location(source, new TextSpan(2 * i, 1)), i, i) with
                    {
                        Severity = severity,
                    }
                ),
        ];
    }

    private static Location At(string text) => new(s_source, new TextSpan(Policy.IndexOf(text, StringComparison.Ordinal), text.Length));

    private static Location Last(string text) =>
        new(s_source, new TextSpan(Policy.LastIndexOf(text, StringComparison.Ordinal), text.Length));
}
