using System.Text;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Reference;

/// <summary>The page of all diagnostics, <c>schema/diagnostics.md</c>: what <c>explain PEnnnn</c> prints, in one place. Pure.</summary>
internal static class DiagnosticReference
{
    private static readonly (string Prefix, string Heading)[] Ranges =
    [
        ("PE1", "Text and syntax"),
        ("PE2", "Language"),
        ("PE3", "Lints of a policy"),
        ("PE4", "Plans"),
        ("PE5", "Applying"),
        ("PE6", "Policy tests"),
    ];

    /// <summary>The text of the page, with a final newline.</summary>
    public static string Generate()
    {
        var text = new StringBuilder(
            """
            # Diagnostics

            <!-- Generated from the source; do not edit. -->

            Ids are never reused. Errors cannot be lowered; warnings and infos can be changed with `--severity PE3004=error`, and suppressed for a line with
            `# policyengine-disable-next-line PE3004`. In messages `{0}`, `{1}`, … stand for text of the policy or names of the registry.

            """.ReplaceLineEndings("\n")
        );
        foreach (var (prefix, heading) in Ranges)
        {
            var descriptors = DiagnosticCatalog.All.Where(d => d.Id.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            if (descriptors.Length == 0)
            {
                continue;
            }

            text.Append("\n## ").Append(heading).Append('\n');
            foreach (var descriptor in descriptors)
            {
                text.Append("\n### ").Append(descriptor.Id).Append(": ").Append(descriptor.Title).Append("\n\n");
                text.Append(SeverityText.Of(descriptor.DefaultSeverity)).Append(": ").Append(descriptor.MessageFormat).Append("\n\n");
                text.Append(descriptor.Help.ReplaceLineEndings("\n").TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }
}
