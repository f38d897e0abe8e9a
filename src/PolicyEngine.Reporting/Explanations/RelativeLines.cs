using System.Collections.Immutable;
using PolicyEngine.Explaining;
using PolicyEngine.Oci;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>Writes manifests beside the explained one, a line each.</summary>
internal sealed class RelativeLines(TextLines lines, ReportOptions options)
{
    public void Write(ImmutableArray<ExplainedRelative> relatives, int count, bool withVerdicts)
    {
        var most = Math.Min(TextReport.MaxRows(options), relatives.Length);
        foreach (var relative in relatives.Take(most))
        {
            var what = relative.Fate is null ? lines.Yellow("missing") : What(relative);
            var platform =
                relative.Platform is null || relative.Role == ManifestRole.Attestation ? "" : $" {TextReport.Safe(relative.Platform)}";
            var tags = relative.Tags.IsEmpty ? "" : $"  {string.Join(", ", relative.Tags.Select(TextReport.Safe))}";
            lines.Line(
                4,
                $"{PaintedFate.Sign(relative.Fate, lines)} {PlanWording.Short(TextReport.Safe(relative.Digest))}  {what}{platform}{tags}"
            );
            if (withVerdicts && relative.Verdict is { } verdict)
            {
                TextReport.WriteVerdict(lines, 8, verdict);
            }
        }

        TextReport.WriteMore(lines, 4, count - most, "manifest");
    }

    private static string What(ExplainedRelative relative) =>
        (relative.Role ?? ManifestRole.Root) switch
        {
            ManifestRole.Root or ManifestRole.Child => PlanWords.Of(relative.Kind),
            ManifestRole.Attestation or ManifestRole.Notice => PlanWords.Of(relative.Role!.Value),
            ManifestRole.Referrer or ManifestRole.ReferrerTag => relative.ArtifactType is { } type
                ? $"{PlanWords.Of(relative.Role!.Value)} {TextReport.Safe(type)}"
                : PlanWords.Of(relative.Role!.Value),
        };
}
