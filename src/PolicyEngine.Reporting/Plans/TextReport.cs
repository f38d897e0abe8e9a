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
        var outcomes = plan.Repositories.Select(repository => new RepositoryOutcome(repository, null)).ToList();
        foreach (var outcome in outcomes)
        {
            _lines.Blank();
            WriteRepository(outcome, plan.Now, outcomes.Count == 1);
        }

        _lines.Blank();
        if (plan.Repositories.Any(repository => repository.Findings.Length > 0))
        {
            _lines.Sentence(0, $"'policyengine explain {FirstId(plan)}' explains a finding.", _lines.Dim);
        }

        WriteTotals(plan, outcomes);
    }

    private static string FirstId(Plan plan) =>
        Safe(plan.Repositories.SelectMany(repository => repository.Findings).OrderByDescending(finding => finding.Severity).First().Id);

    private static string Heading(Plan plan)
    {
        var policies = string.Join(", ", plan.Policies.Select(p => p.Name is null ? Safe(p.Path) : $"{Safe(p.Path)} ({Safe(p.Name)})"));
        return plan.Policies.IsEmpty
            ? $"Plan for {PlanWording.Time(plan.Now)}"
            : $"Plan for {PlanWording.Time(plan.Now)}, {(plan.Policies.Length == 1 ? "policy" : "policies")} {policies}";
    }

    private void WriteRepository(RepositoryOutcome outcome, DateTimeOffset now, bool isOnly)
    {
        var plan = outcome.Plan;
        var headline = Safe(outcome.Problem ?? outcome.Did);
        _lines.Line(0, $"{_lines.Bold(Safe(plan.Info.FullName))}: {(plan.Status == PlanStatus.Planned ? headline : _lines.Red(headline))}");
        if (plan.Status == PlanStatus.Planned && outcome.Rows.Plan.DeletesPackage)
        {
            _lines.Sentence(2, "Every image is deleted, so the package itself is deleted.", _lines.Yellow);
        }

        if (plan.Approved is { } approved)
        {
            _lines.Sentence(2, $"The plan is over 'max-delete', and allowed once by --allow-limit {approved}.", _lines.Yellow);
        }

        if (plan.Status != PlanStatus.Planned && plan.Proposed is null && plan.Findings.FirstOrDefault(f => f.Decides) is { } finding)
        {
            _lines.Sentence(2, $"{Safe(finding.Id)}{(finding.Source is { } source ? $" ({Safe(source)})" : "")}", _lines.Red);
        }

        if (plan.Proposed is { } proposed)
        {
            foreach (var limit in proposed.Limits.Skip(1))
            {
                _lines.Sentence(2, Safe(limit.Text), _lines.Red);
            }

            _lines.Sentence(2, $"PE4010: nothing is deleted. Without the limit: {PlanWording.Changes(outcome.Rows.Plan)}.", _lines.Bold);
        }

        new TextGroups(_lines, options, now).Write(outcome.Rows);
        WriteFindings(plan);
        if (plan.Status == PlanStatus.Planned)
        {
            var proof = PlanWording.Proof(plan.Proof);
            _lines.Line(2, plan.Proof.DanglingAfter == 0 ? _lines.Green(proof) : _lines.Red(proof));
        }

        foreach (var way in OutcomeWording.WaysOn(plan, isOnly, text => text.StartsWith('-') ? text : $"'{text}'", Safe))
        {
            _lines.Sentence(2, Safe(way));
        }
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
            var about =
                finding.Digest is not { } digest || finding.Message.Contains(PlanWording.Short(digest), StringComparison.Ordinal)
                    ? ""
                    : $" [{PlanWording.Short(Safe(finding.Digest))}]";
            var source = finding.Source is null ? "" : $" ({Safe(finding.Source)})";
            _lines.Sentence(4, $"{word} {Safe(finding.Id)}: {Safe(finding.Message)}{about}{source}", Paint(finding));
        }

        WriteMore(_lines, 4, findings.Length - MaxRows(options), "finding");
    }

    private Func<string, string>? Paint(PlanFinding finding) =>
        finding.Severity switch
        {
            DiagnosticSeverity.Error => _lines.Red,
            DiagnosticSeverity.Warning => _lines.Yellow,
            DiagnosticSeverity.Info => null,
        };

    private void WriteTotals(Plan plan, List<RepositoryOutcome> outcomes)
    {
        if (plan.Repositories.IsEmpty)
        {
            _lines.Line(0, "Total: no repositories.");
            return;
        }

        var headline = Safe(OutcomeWording.Headline(outcomes, cancelled: false));
        _lines.Line(0, $"{_lines.Bold("Total:")} {headline}{(headline[^1] is '?' or '!' or '…' ? "" : ".")}");
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
