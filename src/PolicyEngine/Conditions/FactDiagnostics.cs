using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Conditions;

/// <summary>The diagnostics of facts and of the conditions that ask for them.</summary>
internal static class FactDiagnostics
{
    public static readonly DiagnosticDescriptor UnknownGroup = new(
        "PE2083",
        "Capture group that no regular expression has",
        "'{0}' is not a capture group of a regular expression beside it.{1}",
        DiagnosticSeverity.Error,
        """
        The condition looks up what a capture group finds in each tag. The group is one of `tags.regex` in the same rule or protection:

            match:
              tags: { regex: "pr-(?<n>[0-9]+)(-.*)?" }
              pull-request: { number: n, state: closed }
        """
    );

    public static readonly DiagnosticDescriptor BadRepository = new(
        "PE2084",
        "Text that is not a repository on GitHub",
        "'{0}' is not a repository such as 'acme/web'.",
        DiagnosticSeverity.Error,
        "A repository on GitHub is written as `OWNER/NAME`, without a host. For GitHub Enterprise Server give `api-url`."
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [UnknownGroup, BadRepository];
}
