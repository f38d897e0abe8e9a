using System.Globalization;
using PolicyEngine.Announcing;
using PolicyEngine.Binding;
using PolicyEngine.Evaluation;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>Says what is announced: for each rule how many images, and when they are deleted.</summary>
internal static class AnnouncedFindings
{
    private const int MostNamed = 5;

    public static void Add(RepositoryEvaluation evaluation, FindingList findings)
    {
        var graph = evaluation.Graph;
        foreach (
            var group in evaluation
                .Waiting.Images.Where(image => !image.Value.IsDue)
                .GroupBy(image => image.Value.Rules[0], StringComparer.Ordinal)
        )
        {
            var names = group
                .OrderByDescending(image => evaluation.Context.Ages[image.Key])
                .ThenBy(image => image.Key)
                .Select(image => graph.TagsOf(image.Key) is [var tag, ..] ? Quote.Cap(graph.TagText(tag)) : NodeName.Of(graph, image.Key));
            Add(evaluation, group.Key, [.. group.Select(image => image.Value)], "image", "deleted", names, findings);
        }

        foreach (
            var group in evaluation.Waiting.Tags.Where(tag => !tag.Value.IsDue).GroupBy(tag => tag.Value.Rules[0], StringComparer.Ordinal)
        )
        {
            Add(
                evaluation,
                group.Key,
                [.. group.Select(tag => tag.Value)],
                "tag",
                "removed",
                group.Select(tag => Quote.Cap(graph.TagText(tag.Key))),
                findings
            );
        }
    }

    private static void Add(
        RepositoryEvaluation evaluation,
        string rule,
        Announcement[] announced,
        string noun,
        string verb,
        IEnumerable<string> names,
        FindingList findings
    )
    {
        var location = evaluation
            .Outcomes.FirstOrDefault(outcome => Announcement.RuleOf(outcome.Rule.Location.Source.Path, outcome.Rule.Id) == rule)
            ?.Rule.Location;
        var (first, last) = (announced.Min(item => item.Due), announced.Max(item => item.Due));
        var isOne = announced.Length == 1;
        findings.Add(
            PlanDiagnostics.Announced,
            null,
            location ?? evaluation.Policy.PlaceOf("unmatched"),
            string.Create(CultureInfo.InvariantCulture, $"{announced.Length:N0} {noun}{(isOne ? "" : "s")}"),
            isOne ? "is" : "are",
            verb,
            Day(first) == Day(last) ? $"on {Day(first)}" : $"from {Day(first)} to {Day(last)}",
            rule[(Announcement.PathOf(rule).Length + 1)..],
            isOne ? "it" : "them",
            ShortList.Of(names, MostNamed)
        );
    }

    /// <summary>The first day on which a run at any hour finds it due.</summary>
    internal static string Day(DateTimeOffset due) => due.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
