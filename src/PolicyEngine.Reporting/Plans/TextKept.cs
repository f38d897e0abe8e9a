using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Writes what is kept: by protection, rule or sentence with counts; verbosely each image.</summary>
internal sealed class TextKept(TextLines lines, ReportOptions options, DateTimeOffset now)
{
    public void Write(RepositoryPlan plan)
    {
        if (plan.Keep.Count == 0 || (plan.Status != PlanStatus.Planned && plan.Proposed is null))
        {
            return;
        }

        lines.Line(2, plan.Proposed is null ? "Keep:" : "Would keep:");
        var groups = KeptGroup.Of(KeptRows.Of(plan));
        var max = TextReport.MaxRows(options);
        foreach (var group in groups.Take(max))
        {
            WriteGroup(group);
        }

        TextReport.WriteMore(lines, 4, groups.Count - max, "reason");
        if (options.Verbose)
        {
            WriteImages(plan);
        }
    }

    private void WriteGroup(KeptGroup group)
    {
        var reason = TextReport.Safe(group.Text);
        var names = group.Names(TextReport.Safe);
        var source = group.Source is null ? "" : $" ({TextReport.Safe(group.Source)})";
        lines.Line(2, $"{lines.Green("+")} {Counts(group)}{(names.Length > 0 ? ": " : "")}{names}");
        lines.Sentence(6, reason + source, lines.Dim);
    }

    private static string Counts(KeptGroup group) => (group.Images, group.Parts) switch
    {
        (0, var parts) => PlanWording.Count(parts, "part"),
        (var images, 0) => PlanWording.Count(images, "image"),
        var (images, parts) => $"{PlanWording.Count(images, "image")} with {PlanWording.Count(parts, "part")}",
    };

    private void WriteImages(RepositoryPlan plan)
    {
        lines.Line(2, "Images to keep:");
        var shown = 0;
        foreach (var manifest in KeptRows.Of(plan).Where(m => m.Role == ManifestRole.Root))
        {
            if (shown++ == TextReport.MaxRows(options))
            {
                lines.Line(4, lines.Dim("… and more; the JSON plan lists all"));
                return;
            }

            lines.Line(2, $"{lines.Green("+")} {lines.Bold(TextDeletions.Tags(manifest))}  {PlanWording.Short(TextReport.Safe(manifest.Digest))}  "
                + $"{TextReport.Safe(PlanWording.What(manifest))}, {TextReport.Safe(PlanWording.Age(manifest, now))}");
            TextReport.WriteVerdict(lines, 6, manifest.Verdict);
        }
    }
}
