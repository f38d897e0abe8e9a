using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Testing;

namespace PolicyEngine.Tests.Language;

/// <summary>Plans as short text, with the names of <see cref="GraphText"/> in place of digests.</summary>
internal static partial class PlanText
{
    /// <summary>A line for each manifest and tag: <c>- app v1: why</c> goes, <c>= app: why</c> stays.</summary>
    public static string Print(Plan plan)
    {
        var text = new StringBuilder();
        foreach (var repository in plan.Repositories)
        {
            if (repository.Reason is { } reason)
            {
                text.Append(CultureInfo.InvariantCulture, $"{repository.Status}: {reason}\n");
            }

            Append(text, '-', repository.Delete);
            foreach (var untag in repository.Untag)
            {
                text.Append(CultureInfo.InvariantCulture, $"~ {GraphText.NameOf(untag.Digest)} loses {untag.Tag}: {untag.Verdict.Text}\n");
            }

            Append(text, '!', repository.Retain);
            Append(text, '=', repository.Keep);
            foreach (var finding in repository.Findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"{SeverityText.Of(finding.Severity)} {finding.Id}: {finding.Message}\n");
            }
        }

        return Digests().Replace(text.ToString(), m => GraphText.NameOf(m.Value));
    }

    private static void Append(StringBuilder text, char mark, IEnumerable<PlannedManifest> manifests)
    {
        foreach (var manifest in manifests)
        {
            var tags = manifest.Tags.IsEmpty ? "" : " " + string.Join(',', manifest.Tags);
            text.Append(CultureInfo.InvariantCulture, $"{mark} {GraphText.NameOf(manifest.Digest)}{tags}: {manifest.Verdict.Text}\n");
        }
    }

    [GeneratedRegex("sha256:[0-9a-f]{12,64}")]
    private static partial Regex Digests();
}
