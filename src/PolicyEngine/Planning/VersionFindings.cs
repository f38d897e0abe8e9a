using System.Text.RegularExpressions;
using PolicyEngine.Conditions;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Planning;

/// <summary>Finds what people take for releases and semantic versioning does not: tags that
/// are versions only as people write them, and flavours that outrank finals.</summary>
internal static partial class VersionFindings
{
    private const int MostNamed = 3;

    public static void Add(RepositoryEvaluation evaluation, FindingList findings)
    {
        Lazy<string[]> near = new(() => FindNear(evaluation));
        foreach (var (protection, _) in evaluation.Protections)
        {
            if (AsksForVersion(protection.Predicate))
            {
                AddNear(findings, protection.Name, protection.Location, near.Value);
            }
        }

        foreach (var outcome in evaluation.Outcomes)
        {
            var rule = outcome.Rule;
            if (
                rule.OrderBy.Key == RankKey.Semver
                || rule.Per.Any(k => k.Text.StartsWith("semver.", StringComparison.Ordinal))
                || (rule.Match is { } match && AsksForVersion(match))
            )
            {
                AddNear(findings, rule.Id, rule.Location, near.Value);
            }

            if (rule.OrderBy.Key == RankKey.Semver && !rule.Criteria.IsEmpty)
            {
                FindFlavour(outcome, findings);
            }
        }
    }

    private static bool AsksForVersion(Predicate predicate) =>
        predicate.SelfAndParts().Any(p => p is TagsCondition.MatchingTags { IsVersion: true });

    private static void AddNear(FindingList findings, string name, Location location, string[] near)
    {
        if (near.Length == 0)
        {
            return;
        }

        var names = ShortList.Of(near.Select(t => $"'{t}'"), MostNamed);
        var count = near.Length == 1 ? "1 tag is a version" : FormattableString.Invariant($"{near.Length} tags are versions");
        findings.Add(PlanDiagnostics.NearlyVersion, null, location, name, count, names);
    }

    private static string[] FindNear(RepositoryEvaluation evaluation)
    {
        var near = new List<string>();
        foreach (var tag in evaluation.Graph.Tags)
        {
            if (evaluation.Context.VersionOf(tag) is null && evaluation.Context.ImageVersionOf(tag) is not null)
            {
                near.Add(evaluation.Graph.TagText(tag));
            }
        }

        return [.. near];
    }

    private static void FindFlavour(RuleOutcome outcome, FindingList findings)
    {
        var ranking = outcome.Ranking;
        var (flavour, release) = (NodeId.None, NodeId.None);
        foreach (var node in ranking.Sorted())
        {
            if (outcome.Spared.Contains(node))
            {
                flavour = flavour < 0 && IsFlavour(outcome, node) ? node : flavour;
            }
            else if (flavour >= 0 && BestVersion(outcome, node) is { } tag && ranking.Context.VersionOf(tag) is { IsPreRelease: false })
            {
                release = node;
                break;
            }
        }

        if (release >= 0)
        {
            var graph = ranking.Context.Graph;
            findings.Add(
                PlanDiagnostics.FlavourOutranks,
                graph.TextOf(flavour),
                outcome.Rule.Location,
                outcome.Rule.Id,
                NodeName.Of(graph, flavour),
                NodeName.Of(graph, release)
            );
        }
    }

    private static bool IsFlavour(RuleOutcome outcome, NodeId node) =>
        BestVersion(outcome, node) is { } tag
        && outcome.Ranking.Context.VersionOf(tag) is { IsPreRelease: true }
        && !PreReleaseWord().IsMatch(outcome.Ranking.Context.Graph.TagText(tag));

    /// <summary>The selected tag of an image that states the highest version, or null.</summary>
    private static TagId? BestVersion(RuleOutcome outcome, NodeId node)
    {
        TagId? best = null;
        SemanticVersion? highest = null;
        foreach (var tag in outcome.Ranking.Context.Graph.TagsOf(node))
        {
            if (
                outcome.Selected.Tags!.Contains(tag)
                && outcome.Ranking.Context.VersionOf(tag) is { } version
                && version.CompareTo(highest) > 0
            )
            {
                (best, highest) = (tag, version);
            }
        }

        return best;
    }

    [GeneratedRegex(
        "-(?:[0-9]|(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|ea|milestone|m|a|b|c)(?:[^A-Za-z]|$))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex PreReleaseWord();
}
