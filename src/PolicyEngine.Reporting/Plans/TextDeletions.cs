using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Writes what is deleted: each image with its reason, and beneath it what goes with it.</summary>
internal sealed class TextDeletions(TextLines lines, ReportOptions options, DateTimeOffset now)
{
    private const int MaxTags = 8;

    public void Write(RepositoryPlan plan)
    {
        if (plan.Delete.Count > 0)
        {
            lines.Line(2, plan.Proposed is null ? "Delete:" : "Would delete:");
            var maxParts = options.Verbose ? int.MaxValue : 12;
            var groups = DeletionGroup.Of(plan.Delete, TextReport.MaxRows(options), maxParts, out var leftOut);
            foreach (var group in groups)
            {
                WriteGroup(group);
            }

            WriteLeftOut(leftOut);
        }

        if (plan.Retain.Count > 0)
        {
            lines.Line(2, "Retain, since the registry does not allow deleting it:");
            foreach (var manifest in plan.Retain.Take(TextReport.MaxRows(options)))
            {
                WriteRoot(lines.Yellow("!"), manifest);
            }

            TextReport.WriteMore(lines, 4, plan.Retain.Count - TextReport.MaxRows(options), "image");
        }
    }

    /// <summary>The tags of an image, those that only name a digest last; or <c>untagged</c>.</summary>
    internal static string Tags(PlannedManifest manifest)
    {
        if (manifest.Tags.IsEmpty)
        {
            return "untagged";
        }

        var more = manifest.Tags.Length > MaxTags ? $" and {PlanWording.Number(manifest.Tags.Length - MaxTags)} more" : "";
        return string.Join(", ", manifest.Tags.OrderBy(t => ReferrerTagName.TryParse(t, out _)).Take(MaxTags).Select(TextReport.Safe)) + more;
    }

    private void WriteGroup(DeletionGroup group)
    {
        if (group.Root is { } root)
        {
            WriteRoot(lines.Red("-"), root);
        }
        else
        {
            lines.Line(2, $"{lines.Red("-")} parts that are deleted with untagged images");
        }

        foreach (var part in group.Parts)
        {
            lines.Line(6, $"{lines.Red("-")} {PlanWording.Short(TextReport.Safe(part.Digest))}  {TextReport.Safe(PlanWording.What(part))}  {lines.Dim(Path(part))}");
            if (group.Root is null)
            {
                TextReport.WriteVerdict(lines, 8, part.Verdict);
            }
        }

        TextReport.WriteMore(lines, 8, group.PartCount - group.Parts.Count, "part");
    }

    private void WriteRoot(string sign, PlannedManifest root)
    {
        var orphan = root.Paths.IsEmpty ? $"; {Path(root)}" : "";
        var what = $"{TextReport.Safe(PlanWording.What(root))}, {TextReport.Safe(PlanWording.Age(root, now))}{orphan}";
        lines.Line(2, $"{sign} {lines.Bold(Tags(root))}  {PlanWording.Short(TextReport.Safe(root.Digest))}  {what}");
        TextReport.WriteVerdict(lines, 6, root.Verdict);
    }

    /// <summary>The first way to a manifest, without its own digest: <c>pr-7 → sha256:…</c>.</summary>
    private static string Path(PlannedManifest manifest)
    {
        if (manifest.Paths.IsEmpty)
        {
            return manifest.Tags.IsEmpty ? "untagged: no tag leads to it" : "untagged: only its referrer tag leads to it";
        }

        // The way through an image says more than a tag of its own (a signature's).
        var path = manifest.Paths.FirstOrDefault(p => p.Length > 2, manifest.Paths[0]);
        var more = manifest.Paths.Length > 1 ? $" and {PlanWording.Count(manifest.Paths.Length - 1, "more path")}" : "";
        return $"via {string.Join(" → ", path.Take(Math.Max(path.Length - 1, 1)).Select(step => PlanWording.Short(TextReport.Safe(step))))}{more}";
    }

    private void WriteLeftOut((int Images, int Parts) leftOut)
    {
        if (leftOut.Images + leftOut.Parts > 0)
        {
            var parts = leftOut.Parts == 0 ? "" : $" with {PlanWording.Count(leftOut.Parts, "part")}";
            lines.Line(2, lines.Dim($"… and {PlanWording.Count(leftOut.Images, "more image")}{parts}; the JSON plan lists all"));
        }
    }
}
