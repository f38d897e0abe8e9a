using System.Globalization;
using PolicyEngine.Explaining;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>Writes one explanation: what it is, the verdict, what everything
/// saw in it, the ways to it, and what would change the verdict.</summary>
internal sealed class TextExplanation(TextLines lines, ReportOptions options, Explanation explanation)
{
    private readonly RelativeLines _relatives = new(lines, options);

    public void Write()
    {
        lines.Line(
            0,
            $"{lines.Bold(Safe(explanation.Reference))} in {Safe(explanation.Info.FullName)}, at {PlanWording.Time(explanation.Now)}"
        );
        WriteStatus();
        if (explanation.Problem is { } problem)
        {
            lines.Sentence(2, Safe(problem), lines.Yellow);
            if (!explanation.Candidates.IsEmpty)
            {
                lines.Line(2, explanation.Match == ReferenceMatch.Missing ? "Referenced by:" : "Possible matches:");
                _relatives.Write(explanation.Candidates, explanation.CandidateCount, withVerdicts: false);
            }

            return;
        }

        Write(explanation.Subject!);
    }

    private void WriteStatus()
    {
        if (explanation.Status is PlanStatus.Incomplete or PlanStatus.Refused)
        {
            var word = explanation.Status == PlanStatus.Incomplete ? "has an incomplete plan" : "has a refused plan";
            lines.Sentence(
                2,
                $"The repository {word}, so everything is kept: {Safe(explanation.Reason ?? "")}{Source(explanation.ReasonSource)}",
                lines.Red
            );
        }
    }

    private void Write(ExplainedManifest subject)
    {
        var row = subject.Row;
        var facts = new List<string> { Safe(PlanWording.What(row)), PlanFacts(subject) };
        facts.RemoveAll(f => f.Length == 0);
        lines.Line(2, Safe(row.Digest));
        lines.Line(2, lines.Dim(string.Join(", ", facts)));
        if (!row.Tags.IsEmpty)
        {
            lines.Line(2, $"tags: {TextGroups.Tags(row)}");
        }

        WriteMarks(subject);
        lines.Blank();
        WriteVerdict(subject.Fate, row.Verdict);
        if (subject.Unlimited is var (fate, verdict))
        {
            lines.Line(2, "If the plan were not refused:");
            WriteVerdict(fate, verdict);
        }

        WriteTags(subject);
        new RuleLines(lines).Write(subject);
        WriteProtections(subject);
        WriteGrace(subject);
        WritePaths(subject);
        if (!subject.Roots.IsEmpty)
        {
            lines.Blank();
            lines.Line(2, "Part of:");
            _relatives.Write(subject.Roots, subject.RootCount, withVerdicts: true);
        }

        if (!subject.Pieces.IsEmpty)
        {
            lines.Blank();
            lines.Line(2, subject.Fate == Fate.Delete ? "Its parts:" : "Parts kept with it:");
            _relatives.Write(subject.Pieces, subject.PieceCount, withVerdicts: subject.Fate == Fate.Delete);
        }

        WriteOpposite(subject);
    }

    private string PlanFacts(ExplainedManifest subject)
    {
        var row = subject.Row;
        var facts = new List<string> { Safe(row.MediaType) };
        if (row.TotalSize is { } size)
        {
            facts.Add(
                subject.ReachedSize > size
                    ? $"{(subject.ReachesUnread ? "at least " : "")}{PlanWording.Size(subject.ReachedSize)} with its parts"
                    : PlanWording.Size(size)
            );
        }

        facts.Add(Safe(PlanWording.Age(row, explanation.Now)));
        if (row.AgeFrom is { } from)
        {
            facts.Add(PlanWording.Time(from));
        }

        return string.Join(", ", facts);
    }

    private void WriteMarks(ExplainedManifest subject)
    {
        if (subject.IsUnread)
        {
            lines.Line(
                2,
                lines.Yellow(
                    explanation.Info.IsListedButGone(subject.Row.Digest)
                        ? "listed, but its manifest is missing"
                        : "its document was not read"
                )
            );
        }

        if (subject.IsLocked)
        {
            lines.Line(2, lines.Yellow("locked by the registry"));
        }

        if (subject.IsOrphan)
        {
            lines.Line(2, lines.Yellow("an orphaned referrer: its subject is absent"));
        }

        if (subject.MissingChildCount > 0)
        {
            var (missing, all) = (subject.MissingChildCount, subject.ChildCount);
            lines.Line(
                2,
                lines.Yellow(
                    missing == all
                        ? "a ghost: all its children are missing"
                        : $"partial: {PlanWording.Number(missing)} of its "
                            + $"{PlanWording.Count(all, "child", "children")} "
                            + $"{(missing == 1 ? "is" : "are")} missing"
                )
            );
        }
    }

    private void WriteVerdict(Fate fate, Verdict verdict)
    {
        var (word, paint) = PaintedFate.Of(fate, lines);
        lines.Sentence(2, $"{word}: {Safe(verdict.Text)}{Source(verdict.Source)}", paint);
    }

    private void WriteTags(ExplainedManifest subject)
    {
        if (subject.Tags.All(t => t.CondemnedBy.IsEmpty))
        {
            return;
        }

        lines.Blank();
        lines.Line(2, "Tags:");
        foreach (var tag in subject.Tags.Take(TextReport.MaxRows(options)))
        {
            var by = tag.CondemnedBy.IsEmpty ? "" : $"; condemned by {string.Join(", ", tag.CondemnedBy.Select(Safe))}";
            lines.Line(4, $"{Safe(tag.Text)}: {FateWords.Of(tag.Fate)}{by}");
        }

        TextReport.WriteMore(lines, 4, subject.Tags.Length - TextReport.MaxRows(options), "tag");
    }

    private void WriteProtections(ExplainedManifest subject)
    {
        if (subject.Protections.IsEmpty)
        {
            return;
        }

        lines.Blank();
        lines.Line(2, "Protections:");
        foreach (var protection in subject.Protections)
        {
            var via = protection.Via is null ? "" : $" through {Safe(protection.Via)}, which it is part of";
            var references = protection.References.IsEmpty ? "" : $", named in {string.Join(", ", protection.References.Select(Safe))}";
            var uses = string.Concat(protection.Uses.Select(use => $": {Safe(use)}"));
            lines.Sentence(
                4,
                $"{lines.Green("+")} '{Safe(protection.Name)}' protects it{via}{references}{uses} ({Safe(protection.Source)})"
            );
        }
    }

    private void WriteGrace(ExplainedManifest subject)
    {
        if (subject.Grace is not { Until: { } until } grace)
        {
            return;
        }

        lines.Blank();
        var where = grace.IsInside ? "inside, until" : "over since";
        lines.Line(2, $"Grace period of {Values.Duration.Describe(grace.Period)}: {where} {PlanWording.Time(until)}");
    }

    private void WritePaths(ExplainedManifest subject)
    {
        lines.Blank();
        if (subject.Row.Paths.IsEmpty)
        {
            lines.Line(
                2,
                subject.Row.Tags.IsEmpty ? "Paths: untagged, no tag leads to it" : "Paths: untagged, only its referrer tag leads to it"
            );
            return;
        }

        lines.Line(2, "Paths:");
        var most = TextReport.MaxRows(options);
        foreach (var path in subject.Row.Paths.Take(most))
        {
            lines.Line(4, string.Join(" → ", path.Select((part, i) => i == 0 ? Safe(part) : PlanWording.Short(Safe(part)))));
        }

        TextReport.WriteMore(lines, 4, subject.Row.Paths.Length - most, "path");
    }

    private void WriteOpposite(ExplainedManifest subject)
    {
        if (!subject.Opposite.IsEmpty)
        {
            lines.Blank();
            lines.Line(2, subject.Fate == Fate.Delete ? "To keep it, do one of:" : "Kept for these reasons (all would have to end):");
        }

        foreach (var condition in subject.Opposite)
        {
            var until = condition.Until is { } end ? $" This lasts until {PlanWording.Time(end)}." : "";
            lines.Sentence(4, $"- {Safe(condition.Text)}{until}{Source(condition.Source)}");
        }

        if (subject.GoesAt is { } then)
        {
            var wait = then - explanation.Now;
            lines.Sentence(
                2,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"If nothing else changes, it will be deleted after {PlanWording.Time(then)} (in {Values.Duration.Describe(wait)})."
                ),
                lines.Bold
            );
        }
    }

    private static string Source(string? source) => source is null ? "" : $" ({Safe(source)})";

    private static string Safe(string text) => TextReport.Safe(text);
}
