using System.Text;
using PolicyEngine.Checking;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Checks;

/// <summary>Integrity reports for people at a terminal.</summary>
internal sealed class TextCheckFormat : IFormat<IReadOnlyList<IntegrityReport>>
{
    private const int MostMissing = 8;

    public string Name => "text";

    public void Write(IReadOnlyList<IntegrityReport> reports, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var lines = new TextLines(writer, options);
        foreach (var report in reports)
        {
            Write(report, lines, options);
        }
    }

    private static void Write(IntegrityReport report, TextLines lines, ReportOptions options)
    {
        var size = $"{PlanWording.Count(report.Manifests, "manifest")}, {PlanWording.Count(report.Tags, "tag")}";
        var result =
            !report.Violations.IsEmpty ? $"{lines.Red(PlanWording.Count(report.Violations.Length, "violation"))} in {size}"
            : report.Info.Complete ? $"{lines.Green("nothing is broken")} in {size}"
            : lines.Red(report.Manifests == 0 ? "not read" : $"no violation in what could be read: {size}");
        lines.Line(0, $"{lines.Bold(TextReport.Safe(report.Info.FullName))}: {result}");
        if (!report.Info.Complete)
        {
            lines.Sentence(
                2,
                $"The repository could not be read completely, so "
                    + $"{(report.Violations.IsEmpty ? "something" : "more")} may be broken: "
                    + $"{TextReport.Safe(report.Info.Reason ?? "no reason was given.")}",
                lines.Red
            );
        }

        var most = TextReport.MaxRows(options);
        foreach (var group in report.Violations.GroupBy(v => v.Kind))
        {
            lines.Line(2, $"{Heading(group.Key)}:");
            foreach (var violation in group.Take(most))
            {
                Write(violation, lines);
            }

            TextReport.WriteMore(lines, 4, group.Count() - most, "violation");
            lines.Sentence(4, Advice(group.Key), lines.Dim);
        }
    }

    private static void Write(IntegrityViolation violation, TextLines lines)
    {
        lines.Sentence(4, $"{lines.Red("-")} {TextReport.Safe(violation.Message)}");
        if (violation.Paths.FirstOrDefault(p => p.Length > 2) is { IsDefault: false } path)
        {
            lines.Line(
                8,
                lines.Dim($"via {string.Join(" → ", path.Take(path.Length - 1).Select(p => PlanWording.Short(TextReport.Safe(p))))}")
            );
        }

        foreach (var missing in violation.Missing.Take(MostMissing))
        {
            var platform = missing.Platform is null ? "" : $" {TextReport.Safe(missing.Platform)}";
            lines.Line(8, $"missing {PlanWording.Short(TextReport.Safe(missing.Digest))}{platform}");
        }

        TextReport.WriteMore(lines, 8, violation.Missing.Length - MostMissing, "missing manifest");
    }

    private static string Advice(IntegrityKind kind) =>
        kind switch
        {
            IntegrityKind.DanglingTag => "Pulls of such a tag fail already: push it again, or delete it.",
            IntegrityKind.Ghost =>
                "None of their platforms can be pulled: push them again; a rule with 'match: { state: ghost }' selects them.",
            IntegrityKind.Partial =>
                "Some platforms cannot be pulled: push them again; a rule with 'match: { state: partial }' selects them.",
            IntegrityKind.OrphanedReferrer => "Their subject is missing: a rule with 'match: { state: orphaned }' selects them.",
            IntegrityKind.Unread => "What they need is unknown, so they are kept, whatever a policy says.",
        };

    private static string Heading(IntegrityKind kind) =>
        kind switch
        {
            IntegrityKind.DanglingTag => "Dangling tags",
            IntegrityKind.Ghost => "Ghosts, indexes without any of their children",
            IntegrityKind.Partial => "Partial indexes",
            IntegrityKind.OrphanedReferrer => "Orphaned referrers",
            IntegrityKind.Unread => "Unread manifests",
        };
}
