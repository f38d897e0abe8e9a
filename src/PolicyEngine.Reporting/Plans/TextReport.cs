using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Writes one plan for people: what is deleted and why, what is kept and why, what to look at, and the proof.</summary>
internal sealed class TextReport(TextWriter output, ReportOptions options)
{
    private const int MaxText = 2000;

    private readonly TextLines _lines = new(output, options);

    public void Write(Plan plan)
    {
        _lines.Line(0, Heading(plan));
        foreach (var repository in plan.Repositories)
        {
            _lines.Blank();
            WriteRepository(repository, plan.Now);
        }

        _lines.Blank();
        WriteTotals(plan);
    }

    private static string Heading(Plan plan)
    {
        var policies = string.Join(", ", plan.Policies.Select(p => p.Name is null ? Safe(p.Path) : $"{Safe(p.Path)} ({Safe(p.Name)})"));
        return plan.Policies.IsEmpty ? $"Plan for {PlanWording.Time(plan.Now)}" : $"Plan for {PlanWording.Time(plan.Now)}, {(plan.Policies.Length == 1 ? "policy" : "policies")} {policies}";
    }

    private void WriteRepository(RepositoryPlan plan, DateTimeOffset now)
    {
        var headline = PlanWording.Headline(plan);
        _lines.Line(0, $"{_lines.Bold(Safe(plan.Info.FullName))}: {(plan.Status == PlanStatus.Planned ? headline : _lines.Red(headline))}");
        if (plan.Reason is { } reason)
        {
            var finding = plan.Findings.FirstOrDefault(f => f.Decides);
            var id = finding is null ? "" : $"{Safe(finding.Id)}: ";
            var source = finding?.Source is null ? "" : $" ({Safe(finding.Source)})";
            _lines.Sentence(2, $"{id}{Safe(reason)}{source}", _lines.Red);
        }

        var shown = ShownPlan.Of(plan);
        if (plan.Proposed is not null)
        {
            _lines.Line(2, _lines.Bold($"Without the limit: {PlanWording.Changes(shown)}"));
            _lines.Sentence(2, "If that is what you want, raise the limit in the policy; otherwise change its rules.");
        }

        new TextDeletions(_lines, options, now).Write(shown);
        WriteUntags(shown);
        new TextKept(_lines, options, now).Write(shown);
        WriteFindings(plan);
        if (plan.Status == PlanStatus.Planned)
        {
            var proof = PlanWording.Proof(plan.Proof);
            _lines.Line(2, plan.Proof.DanglingAfter == 0 ? _lines.Green(proof) : _lines.Red(proof));
        }
    }

    private void WriteUntags(RepositoryPlan plan)
    {
        if (plan.Untag.Count == 0)
        {
            return;
        }

        _lines.Line(2, plan.Proposed is null ? "Untag:" : "Would untag:");
        foreach (var untag in plan.Untag.Take(MaxRows(options)))
        {
            _lines.Line(2, $"{_lines.Red("-")} {Safe(untag.Tag)}  from {PlanWording.Short(Safe(untag.Digest))}");
            WriteVerdict(_lines, 6, untag.Verdict);
        }

        WriteMore(_lines, 4, plan.Untag.Count - MaxRows(options), "tag");
    }

    private void WriteFindings(RepositoryPlan plan)
    {
        // The reason of the whole stands above.
        var findings = plan.Findings.Where(f => !f.Decides).OrderByDescending(f => f.Severity).ToArray();
        if (findings.Length == 0)
        {
            return;
        }

        _lines.Line(2, "Findings:");
        foreach (var finding in findings.Take(MaxRows(options)))
        {
            var word = SeverityText.Of(finding.Severity);
            var about = finding.Digest is not { } digest || finding.Message.Contains(PlanWording.Short(digest), StringComparison.Ordinal) ? "" : $" [{PlanWording.Short(Safe(finding.Digest))}]";
            var source = finding.Source is null ? "" : $" ({Safe(finding.Source)})";
            _lines.Sentence(4, $"{word} {Safe(finding.Id)}: {Safe(finding.Message)}{about}{source}", Paint(finding));
        }

        WriteMore(_lines, 4, findings.Length - MaxRows(options), "finding");
    }

    private Func<string, string>? Paint(PlanFinding finding) => finding.Severity switch
    {
        DiagnosticSeverity.Error => _lines.Red,
        DiagnosticSeverity.Warning => _lines.Yellow,
        DiagnosticSeverity.Info => null,
    };

    private void WriteTotals(Plan plan)
    {
        if (plan.Repositories.IsEmpty)
        {
            _lines.Line(0, "Total: no repositories.");
            return;
        }

        var total = plan.Summary;
        var parts = new List<string> { total.Delete == 0 ? "nothing to delete" : $"{PlanWording.Count(total.Delete, "manifest")} to delete" };
        if (total.Untag > 0)
        {
            parts.Add($"{PlanWording.Count(total.Untag, "tag")} to remove");
        }

        if (total.Retain > 0)
        {
            parts.Add($"{PlanWording.Number(total.Retain)} retained");
        }

        if (total.Keep > 0 || plan.Repositories.All(r => r.Info.Complete))
        {
            parts.Add($"{PlanWording.Number(total.Keep)} to keep");
        }

        parts.Add($"{PlanWording.Size(total.ReclaimedBytes)} reclaimed");
        _lines.Line(0, $"{_lines.Bold("Total:")} {PlanWording.Count(plan.Repositories.Length, "repository", "repositories")}; {string.Join(", ", parts)}.");
        foreach (var (status, word) in ((PlanStatus, string)[])[(PlanStatus.Incomplete, "incomplete"), (PlanStatus.Refused, "refused")])
        {
            var count = plan.Repositories.Count(r => r.Status == status);
            if (count > 0)
            {
                _lines.Line(0, _lines.Red($"{PlanWording.Number(count)} of them {(count == 1 ? "is" : "are")} {word}: nothing is deleted there."));
            }
        }
    }

    /// <summary>Rows of a list that are shown.</summary>
    internal static int MaxRows(ReportOptions options) => options.Verbose ? 10_000 : 20;

    /// <summary>Registry strings never reach the terminal but through here.</summary>
    internal static string Safe(string text) => TerminalText.Escape(text, MaxText);

    internal static void WriteVerdict(TextLines lines, int indent, Verdict verdict)
    {
        var source = verdict.Source is null ? "" : $" ({Safe(verdict.Source)})";
        lines.Sentence(indent, Safe(verdict.Text) + source, lines.Dim);
    }

    internal static void WriteMore(TextLines lines, int indent, long left, string noun)
    {
        if (left > 0)
        {
            lines.Line(indent, lines.Dim($"… and {PlanWording.Count(left, $"more {noun}")}; the JSON plan lists all"));
        }
    }
}
