using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>Writes what each rule saw.</summary>
internal sealed class RuleLines(TextLines lines)
{
    public void Write(ExplainedManifest subject)
    {
        if (subject.Grace is null)
        {
            return;
        }

        lines.Blank();
        if (subject.Row.Role != Oci.ManifestRole.Root)
        {
            lines.Sentence(
                2,
                subject.Row.Role == Oci.ManifestRole.Notice
                    ? "Rules: none ever matches a notice."
                    : "Rules: none applies directly; it is kept or deleted with its parents."
            );
            return;
        }

        lines.Line(2, subject.Rules.IsEmpty ? "Rules: none" : "Rules:");
        foreach (var rule in subject.Rules)
        {
            Write(rule);
        }
    }

    private void Write(ExplainedRule rule)
    {
        var sign = rule.Opinion switch
        {
            RuleOpinion.Condemns => lines.Red("-"),
            RuleOpinion.Keeps or RuleOpinion.Spares => lines.Green("+"),
            RuleOpinion.DoesNotSelect or RuleOpinion.SaysNothing or RuleOpinion.LeavesOut => "·",
        };
        var notes =
            (rule.IsNamed ? " [decides]" : "")
            + (rule.Opinion != RuleOpinion.DoesNotSelect && !rule.Counts ? " [does not count: an earlier rule decides]" : "");
        var tags = rule.SelectedTags.IsEmpty
            ? ""
            : "; selects "
                + $"{string.Join(", ", rule.SelectedTags.Take(10).Select(TextReport.Safe))}{(rule.SelectedTags.Length > 10 ? ", …" : "")}";
        var unmet = rule.Unmet.IsEmpty ? "" : $": {string.Join("; ", rule.Unmet.Select(TextReport.Safe))}";
        lines.Sentence(
            4,
            $"{sign} '{TextReport.Safe(rule.Id)}' "
                + $"{FateWords.Of(rule.Opinion)}{unmet}{tags}{lines.Bold(notes)} "
                + $"({TextReport.Safe(rule.Source)})"
        );
        foreach (var criterion in rule.Criteria)
        {
            var ranks = criterion.Ranks.Select(Of).ToArray();
            lines.Sentence(8, $"{TextReport.Safe(criterion.Text)}{(ranks.Length == 0 ? "" : ": ")}{string.Join("; ", ranks)}");
            if (criterion.Tie is { } tie)
            {
                lines.Sentence(8, TextReport.Safe(tie), lines.Yellow);
            }
        }
    }

    /// <summary><c>4th of 9, the first 3 are kept</c>.</summary>
    private static string Of(ExplainedRank rank)
    {
        var group = rank.Group.Length == 0 ? "" : $" in '{TextReport.Safe(rank.Group)}'";
        var stay = rank.Places switch
        {
            0 => "none is kept",
            1 => "the first is kept",
            var places => $"the first {PlanWording.Number(places)} are kept",
        };
        return $"{Ordinals.Of(rank.Rank)} of {PlanWording.Number(rank.Count)}{group}, {stay}";
    }
}
