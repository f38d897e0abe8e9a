using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Syntax;

/// <summary>The diagnostics of suppressions, PE1031 to PE1033.</summary>
internal static class SuppressionDiagnostics
{
    /// <summary>A suppression that suppresses nothing.</summary>
    public static readonly DiagnosticDescriptor Unused = Info(
        "PE1031",
        "Suppression without effect",
        "No warning {0} starts on the next line, so this suppresses nothing.",
        """
        A leftover suppression hides the next real warning of the same kind. Errors cannot be suppressed.

        Remove the id from the comment, or move the comment directly above the line that the warning names.
        """
    );

    /// <summary>A suppression of an id that does not exist.</summary>
    public static readonly DiagnosticDescriptor UnknownId = Info(
        "PE1032",
        "Suppression of an unknown id",
        "'{0}' is not a diagnostic id.{1}",
        """
        Ids are `PE` and four digits; each message shows its own after the severity.

        Correct the id: `# policyengine-disable-next-line PE3004, PE3005`.
        """
    );

    /// <summary>A comment that looks like a suppression but is not one.</summary>
    public static readonly DiagnosticDescriptor Malformed = Info(
        "PE1033",
        "Malformed suppression",
        "'{0}' suppresses nothing: it is not of the form 'policyengine-disable-next-line PE3004'.",
        """
        Only whole lines are suppressed, and only by id, so no other warning is hidden with it.

        Write `# policyengine-disable-next-line PE3004` above the line, several ids separated by commas.
        """
    );

    /// <summary>More suppressions than are looked at.</summary>
    public static readonly DiagnosticDescriptor TooMany = Info(
        "PE1034",
        "Too many suppressions",
        "Only the first {0} suppressions of a file have an effect; this is where the rest begins.",
        """
        A file with so many suppressions hides more than it shows. Those beyond the limit suppress nothing.
        """
    );

    /// <summary>All of them, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [Unused, UnknownId, Malformed, TooMany];

    private static DiagnosticDescriptor Info(string id, string title, string message, string help) =>
        new(id, title, message, DiagnosticSeverity.Info, help);
}
