using PolicyEngine.Applying;
using PolicyEngine.Reporting.Summaries;

namespace PolicyEngine.Reporting.Formats.Text;

/// <summary>Writes one report of an apply.</summary>
internal sealed class ApplyTextReport(TextLines lines, ReportOptions options)
{
    /// <summary>What users must see comes first.</summary>
    private static readonly ApplyOutcome[] Order =
        [ApplyOutcome.Failed, ApplyOutcome.Spared, ApplyOutcome.Retained, ApplyOutcome.NotAttempted, ApplyOutcome.AlreadyGone, ApplyOutcome.AlreadyThere, ApplyOutcome.Done];

    public void Write(ApplyReport report)
    {
        foreach (var repository in report.Repositories)
        {
            WriteRepository(repository);
            lines.Blank();
        }

        if (report.Cancelled)
        {
            lines.Line(0, lines.Red("Cancelled: what was begun was brought to its end. Run the same command again to go on."));
        }

        lines.Line(0, $"{lines.Bold("Total:")} {Summary([.. report.Repositories.SelectMany(r => r.Steps)])}.");
    }

    private void WriteRepository(RepositoryApplyReport repository)
    {
        lines.Line(0, $"{lines.Bold(TextReport.Safe(repository.Repository))}: {Headline(repository)}");
        if (repository.Reason is { } reason)
        {
            lines.Sentence(2, TextReport.Safe(reason), lines.Red);
        }

        WriteChanges(repository);
        foreach (var outcome in Order)
        {
            WriteSteps(repository, outcome);
        }

        foreach (var note in repository.Notes)
        {
            lines.Sentence(2, TextReport.Safe(note), lines.Dim);
        }

        WriteProof(repository);
    }

    private static string Headline(RepositoryApplyReport repository) => repository.Status switch
    {
        ApplyStatus.Applied => repository.Steps.IsEmpty ? "nothing to do" : Summary(repository.Steps),
        ApplyStatus.Stale => "the plan is stale",
        ApplyStatus.Refused => "the plan was refused",
        ApplyStatus.Incomplete => "it had not been read completely",
        _ => "failed",
    };

    private static string Summary(IReadOnlyCollection<AppliedStep> steps)
    {
        if (steps.Count > 0 && steps.All(step => step.Outcome == ApplyOutcome.AlreadyThere))
        {
            return "nothing was left to restore";
        }

        var counts = steps.ToLookup(Word).OrderBy(group => group.Key.Rank).Select(group => $"{Wording.Number(group.Count())} {group.Key.Text}");
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "nothing was done";
    }

    private static (int Rank, string Text) Word(AppliedStep step) => (step.Outcome, step.Action) switch
    {
        (ApplyOutcome.Done, ApplyAction.Delete) => (0, "deleted"),
        (ApplyOutcome.Done, ApplyAction.Untag) => (1, "untagged"),
        (ApplyOutcome.Done, ApplyAction.DeletePackage) => (2, "package deleted"),
        (ApplyOutcome.Done, ApplyAction.Restore) => (3, "restored"),
        (ApplyOutcome.Done, _) => (4, "tagged again"),
        (ApplyOutcome.AlreadyGone, _) => (5, "already gone"),
        (ApplyOutcome.AlreadyThere, _) => (5, "there already"),
        (ApplyOutcome.Retained, _) => (6, "retained by the registry"),
        (ApplyOutcome.Spared, _) => (7, "spared"),
        (ApplyOutcome.NotAttempted, _) => (8, "not attempted"),
        _ => (9, "failed"),
    };

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
        var steps = repository.Steps.Where(step => step.Outcome == outcome).ToList();
        if (steps.Count == 0)
        {
            return;
        }

        lines.Line(2, outcome switch
        {
            ApplyOutcome.Failed => lines.Red("Failed:"),
            ApplyOutcome.Spared => lines.Yellow("Spared, because something changed or what needs it stays:"),
            ApplyOutcome.Retained => lines.Yellow("Retained by the registry's rules:"),
            ApplyOutcome.NotAttempted => "Not attempted; applying the plan again goes on:",
            ApplyOutcome.AlreadyGone => "Already gone:",
            ApplyOutcome.AlreadyThere => "There already:",
            _ => lines.Green("Done:"),
        });
        foreach (var step in steps.Take(TextReport.MaxRows(options)))
        {
            lines.Line(4, What(step));
            if (step.Text.Length > 0)
            {
                lines.Sentence(8, TextReport.Safe(step.Text), lines.Dim);
            }
        }

        TextReport.WriteMore(lines, 4, steps.Count - TextReport.MaxRows(options), "step");
    }

    private static string What(AppliedStep step)
    {
        var tags = TextReport.Safe(string.Join(", ", step.Tags));
        var digest = Wording.Short(TextReport.Safe(step.Digest));
        return step.Action switch
        {
            ApplyAction.Untag => $"- {tags}  off {digest}",
            ApplyAction.Tag => $"+ {tags}  on {digest}",
            ApplyAction.DeletePackage => "- the package",
            ApplyAction.Restore when digest.Length == 0 => "+ the package",
            ApplyAction.Restore => $"+ {digest}{(tags.Length > 0 ? $"  {tags}" : "")}",
            _ => $"- {digest}{(tags.Length > 0 ? $"  {tags}" : "")}",
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
            lines.Line(2, lines.Dim($"Before: {Wording.Proof(before)}"));
        }

        var found = $"After: {Wording.Count(proof.KeptTags, "tag")} and {Wording.Count(proof.KeptManifests, "manifest")} were found where they belong, {Wording.Number(proof.Missing.Length + proof.LostTags.Length)} missing.";
        lines.Line(2, proof.IsWhole ? lines.Green(found) : lines.Red(found));
        foreach (var missing in proof.Missing.Concat(proof.LostTags.Select(tag => $"the tag '{tag}'")).Take(TextReport.MaxRows(options)))
        {
            lines.Line(4, lines.Red($"missing: {TextReport.Safe(missing)}"));
        }
    }
}
