using PolicyEngine.Applying;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Applies;

/// <summary>Writes one report of an apply.</summary>
internal sealed class ApplyTextReport(TextLines lines, ReportOptions options)
{
    public void Write(ApplyReport report)
    {
        foreach (var repository in report.Repositories)
        {
            WriteRepository(repository);
            lines.Blank();
        }

        if (report.Cancelled)
        {
            lines.Line(0, lines.Red("Cancelled after the image in progress was finished. To resume, run the same command again."));
        }

        lines.Line(0, $"{lines.Bold("Total:")} {ApplyWording.Summary(report.Repositories)}.");
    }

    private void WriteRepository(RepositoryApplyReport repository)
    {
        lines.Line(0, $"{lines.Bold(TextReport.Safe(repository.Repository))}: {ApplyWording.Headline(repository)}");
        if (repository.Reason is { } reason)
        {
            lines.Sentence(2, TextReport.Safe(reason), lines.Red);
        }

        WriteChanges(repository);
        foreach (var outcome in ApplyWording.Order)
        {
            WriteSteps(repository, outcome);
        }

        foreach (var note in repository.Notes)
        {
            lines.Sentence(2, TextReport.Safe(note), lines.Dim);
        }

        WriteProof(repository);
    }

    private void WriteChanges(RepositoryApplyReport repository)
    {
        if (repository.Changes.IsEmpty)
        {
            return;
        }

        lines.Line(2, "Changed since the plan was made:");
        foreach (var change in repository.Changes.Take(TextReport.MaxRows(options)))
        {
            lines.Sentence(4, TextReport.Safe(change));
        }

        TextReport.WriteMore(lines, 4, repository.Changes.Length - TextReport.MaxRows(options), "change");
    }

    private void WriteSteps(RepositoryApplyReport repository, ApplyOutcome outcome)
    {
        var all = repository.Steps.Where(step => step.Outcome == outcome).ToList();
        var steps = options.Verbose ? all : all.FindAll(step => !ApplyWording.IsToldElsewhere(step));
        var parts = options.Verbose ? null : ApplyWording.Parts(all, steps.Count > 0);
        if (steps.Count == 0 && parts is null)
        {
            return;
        }

        var title = ApplyWording.Title(outcome) + ":";
        lines.Line(
            2,
            outcome switch
            {
                ApplyOutcome.Failed => lines.Red(title),
                ApplyOutcome.Spared or ApplyOutcome.Retained => lines.Yellow(title),
                ApplyOutcome.Done => lines.Green(title),
                ApplyOutcome.NotAttempted or ApplyOutcome.AlreadyGone or ApplyOutcome.AlreadyThere => title,
            }
        );
        var left = TextReport.MaxRows(options);
        foreach (var group in steps.GroupBy(step => step.Text, StringComparer.Ordinal))
        {
            WriteGroup(group.Key, [.. group], ref left);
        }

        TextReport.WriteMore(lines, 4, steps.Count - TextReport.MaxRows(options), "step");
        if (parts is not null)
        {
            lines.Line(4, lines.Dim(parts));
        }
    }

    /// <summary>Writes steps of one outcome and reason: the reason stands once, below a single step and above several.</summary>
    private void WriteGroup(string reason, AppliedStep[] steps, ref int left)
    {
        if (left <= 0)
        {
            return;
        }

        var isShared = steps.Length > 1 && reason.Length > 0;
        if (isShared)
        {
            lines.Sentence(4, TextReport.Safe(reason), lines.Dim);
        }

        foreach (var step in steps.Take(left))
        {
            lines.Line(isShared ? 6 : 4, What(step));
            if (!isShared && reason.Length > 0)
            {
                lines.Sentence(8, TextReport.Safe(reason), lines.Dim);
            }
        }

        left -= Math.Min(left, steps.Length);
    }

    private static string What(AppliedStep step)
    {
        var tags = TextReport.Safe(string.Join(", ", step.Tags));
        var digest = PlanWording.Short(TextReport.Safe(step.Digest));
        return step.Action switch
        {
            ApplyAction.Untag => $"- {tags}  from {digest}",
            ApplyAction.Tag => $"+ {tags}  on {digest}",
            ApplyAction.DeletePackage => "- the package",
            ApplyAction.Restore when digest.Length == 0 => "+ the package",
            ApplyAction.Restore => $"+ {digest}{(tags.Length > 0 ? $"  {tags}" : "")}",
            ApplyAction.Delete => $"- {digest}{(tags.Length > 0 ? $"  {tags}" : "")}",
        };
    }

    private void WriteProof(RepositoryApplyReport repository)
    {
        if (repository.Proof is not { } proof)
        {
            return;
        }

        if (repository.ProofBefore is { } before)
        {
            lines.Line(2, lines.Dim($"Before: {PlanWording.Kept(before)}"));
        }

        var found = ApplyWording.After(proof);
        lines.Line(2, proof.IsWhole ? lines.Green(found) : lines.Red(found));
        foreach (var missing in proof.Missing.Concat(proof.LostTags.Select(tag => $"the tag '{tag}'")).Take(TextReport.MaxRows(options)))
        {
            lines.Line(4, lines.Red($"missing: {TextReport.Safe(missing)}"));
        }
    }
}
