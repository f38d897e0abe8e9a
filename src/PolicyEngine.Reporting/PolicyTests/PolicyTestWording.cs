using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.PolicyTests;

/// <summary>The sentences that the formats for policy tests share.</summary>
internal static class PolicyTestWording
{
    /// <summary><c>3 tests: 2 passed, 1 failed, 0 not run.</c></summary>
    public static string Totals(PolicyTestRun run)
    {
        var (passed, failed, notRun) = (
            run.Count(PolicyTestOutcome.Passed),
            run.Count(PolicyTestOutcome.Failed),
            run.Count(PolicyTestOutcome.NotRun)
        );
        if (passed + failed + notRun == 0)
        {
            return "0 tests: nothing was tested.";
        }

        var totals =
            $"{PlanWording.Count(passed + failed + notRun, "test")}: "
            + $"{PlanWording.Number(passed)} passed, {PlanWording.Number(failed)} failed";
        return notRun == 0 ? totals + "." : $"{totals}, {PlanWording.Number(notRun)} not run.";
    }

    /// <summary><c>12 of 14 rules and protections are exercised.</c>; empty if there is none.</summary>
    public static string Coverage(PolicyTestRun run)
    {
        var coverage = run.Coverage;
        return coverage.IsEmpty
            ? string.Empty
            : $"{PlanWording.Number(coverage.Count(c => c.IsExercised))} of "
                + $"{PlanWording.Count(coverage.Length, "rule or protection", "rules and protections")} "
                + "exercised.";
    }

    /// <summary>A failure whole: the sentence, the places with their lines, and what was counted. Escaped for terminals.</summary>
    public static string Details(PolicyTestFailure failure, bool useColor) =>
        DiagnosticText.Render(failure.Diagnostic, useColor) + string.Concat(failure.Rankings.Select(r => "\n" + Ranking(r)));

    private static string Ranking(PolicyTestRanking ranking)
    {
        var group = ranking.Group.Length == 0 ? string.Empty : $" in {Safe(ranking.Group)}";
        var width = ranking.Rows.IsEmpty ? 1 : PlanWording.Number(ranking.Rows[^1].Rank).Length;
        var rows = ranking.Rows.Select(r =>
            $"      {(r.IsAsked ? "→" : " ")} {PlanWording.Number(r.Rank).PadLeft(width)}. {Safe(r.Image)}  "
            + $"{PlanWording.Time(r.Time)}{(r.Rank <= ranking.Places ? "  has a place" : string.Empty)}"
        );
        return $"    what '{Safe(ranking.Rule)}' counts{group}, {PlanWording.Count(ranking.Places, "place")}:\n{string.Join('\n', rows)}\n";
    }

    private static string Safe(string text) => Text.TerminalText.Escape(text);
}
