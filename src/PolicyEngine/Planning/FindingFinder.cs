using System.Globalization;
using PolicyEngine.Binding;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>Finds what users should know of a repository: of the repository itself, and of what a policy does with it.</summary>
internal static class FindingFinder
{
    private const int MostTargets = 3;

    /// <summary>What can be said without a policy.</summary>
    public static void OfRepository(DigestGraph graph, FindingList findings)
    {
        if (graph.Info is { UntaggedHidden: true, Complete: true })
        {
            findings.Add(PlanDiagnostics.UntaggedHidden, null, null);
        }

        if (graph.Info.Kind.VariesByVendor && RegistryVendors.CountsReads(graph.Info.KnownVendor) is { } counting)
        {
            findings.Add(PlanDiagnostics.CountsReads, null, null, counting);
        }

        foreach (var tag in graph.Info.DanglingTags)
        {
            findings.Add(PlanDiagnostics.DanglingTag, null, null, tag);
        }

        foreach (var node in graph.PresentNodes)
        {
            var missing = 0;
            foreach (var child in graph.Children[node])
            {
                missing += child >= graph.PresentCount ? 1 : 0;
            }

            if (missing > 0)
            {
                findings.Add(
                    PlanDiagnostics.MissingChildren,
                    graph.TextOf(node),
                    null,
                    missing,
                    Count(graph.Children[node].Length, "child", "children"),
                    NodeName.Of(graph, node),
                    missing == 1 ? "is" : "are"
                );
            }
        }
    }

    /// <summary>Which policies do not apply, as they are written for other repositories.</summary>
    public static void OfPolicies(IEnumerable<Policy> policies, RepositoryInfo repository, FindingList findings)
    {
        foreach (var policy in policies.Where(p => p.IsSetAside(repository.Registry, repository.Name)))
        {
            var own = policy.OwnTargets;
            var more =
                own.Length > MostTargets
                    ? string.Create(CultureInfo.InvariantCulture, $" and {own.Length - MostTargets} more")
                    : string.Empty;
            var some = string.Join(", ", own.Take(MostTargets).Select(t => Quote.Cap(t.ToString()))) + more;
            findings.Add(PlanDiagnostics.SetAside, null, own[0].Location, Quote.Cap(policy.Source.Path), some);
        }
    }

    /// <summary>What a policy does.</summary>
    public static void OfEvaluation(RepositoryEvaluation evaluation, VerdictWriter verdicts, FindingList findings)
    {
        var graph = evaluation.Graph;
        FindUnread(evaluation, findings);
        FindUnknownAges(evaluation, findings);
        var closest = new ClosestTags(graph);
        foreach (var (protection, nodes) in evaluation.Protections)
        {
            if (nodes.IsEmpty && protection.IsFromElsewhere)
            {
                continue;
            }

            if (nodes.IsEmpty)
            {
                findings.AddIdle(
                    PlanDiagnostics.ProtectionSelectsNothing,
                    protection.Location,
                    protection.Name,
                    closest.TextFor(protection.Predicate)
                );
                continue;
            }

            if (protection.KeepsBases && evaluation.Context.Bases.Unread is { } unread)
            {
                findings.Add(PlanDiagnostics.BaseUnread, null, protection.Location, unread.Image, unread.Cause, protection.Name);
            }

            foreach (var (pattern, names) in closest.FindMisspelt(protection.Predicate))
            {
                findings.Add(
                    PlanDiagnostics.PatternMatchesNothing,
                    null,
                    pattern.Location ?? protection.Location,
                    pattern.Text,
                    protection.Name,
                    names
                );
            }
        }

        foreach (var outcome in evaluation.Outcomes)
        {
            OfRule(graph, outcome, closest, findings);
        }

        foreach (var node in evaluation.Retained)
        {
            findings.Add(PlanDiagnostics.Retained, graph.TextOf(node), null, NodeName.Of(graph, node), verdicts.RetainedBecause(node));
        }

        foreach (var (subject, referrer) in evaluation.BoundSubjects)
        {
            findings.Add(
                PlanDiagnostics.BoundSubject,
                graph.TextOf(subject),
                null,
                NodeName.Of(graph, subject),
                NodeName.Of(graph, referrer),
                RegistryVendors.DeletesReferrers(graph.Info.KnownVendor)!
            );
        }

        FindOpenReferences(evaluation, findings);
        FindPartlyMatched(evaluation, findings);
        FindRefusals(evaluation, findings);
        PartFindings.Add(evaluation, findings);
        VersionFindings.Add(evaluation, findings);
        EndFindings.Add(evaluation, findings);
        CountFindings.Add(evaluation, findings);
        AnnouncedFindings.Add(evaluation, findings);
        foreach (var (rule, selected) in evaluation.Disabled)
        {
            if (selected.Nodes.ToBuilder().IntersectWith(evaluation.Live).Count is var count and > 0)
            {
                findings.Add(
                    PlanDiagnostics.DisabledRule,
                    null,
                    rule.Location,
                    rule.Id,
                    Count(count, "image", "images"),
                    count == 1 ? "is" : "are",
                    count == 1 ? "it" : "them"
                );
            }
        }

        var orphans = graph.Orphans.ToBuilder().IntersectWith(evaluation.Live).Count;
        if (orphans > 0)
        {
            findings.Add(
                PlanDiagnostics.OrphansKept,
                null,
                null,
                orphans == 1
                    ? "1 referrer has lost its subject and is kept"
                    : string.Create(CultureInfo.InvariantCulture, $"{orphans} referrers have lost their subject and are kept"),
                orphans == 1 ? "it" : "them"
            );
        }
    }

    private static void OfRule(DigestGraph graph, RuleOutcome outcome, ClosestTags closest, FindingList findings)
    {
        var rule = outcome.Rule;
        if (outcome.Selected.Nodes.IsEmpty)
        {
            findings.AddIdle(
                PlanDiagnostics.RuleSelectsNothing,
                rule.Location,
                rule.Id,
                rule.Match is null ? string.Empty : closest.TextFor(rule.Match)
            );
        }

        foreach (var node in outcome.Uncertain)
        {
            var verb =
                !outcome.Spared.Contains(node) ? "left out"
                : rule.IsDelete ? "spared"
                : "kept";
            findings.Add(PlanDiagnostics.Perhaps, graph.TextOf(node), rule.Location, NodeName.Of(graph, node), rule.Id, verb);
        }

        foreach (var node in outcome.Places.Keyless)
        {
            findings.Add(
                PlanDiagnostics.NoKey,
                graph.TextOf(node),
                rule.Location,
                rule.Id,
                rule.OrderBy.KeyText,
                NodeName.Of(graph, node),
                rule.IsDelete ? "is left out" : "is kept"
            );
        }

        if (rule.Criteria.Any(c => c is Selecting.BoundQuota))
        {
            foreach (var node in outcome.Ranking.Pool)
            {
                if (!outcome.Ranking.Context.Bytes.IsKnown(node))
                {
                    findings.Add(
                        PlanDiagnostics.UnknownSize,
                        graph.TextOf(node),
                        rule.Location,
                        NodeName.Of(graph, node),
                        $"the quota of the rule '{rule.Id}' counts only its known bytes"
                    );
                }
            }
        }

        foreach (var (inside, outside) in outcome.Ranking.Ties)
        {
            var (first, second) = NodeName.Of(graph, inside, outside);
            findings.Add(PlanDiagnostics.Tie, graph.TextOf(inside), rule.Location, rule.Id, first, second);
        }

        foreach (var node in outcome.Ranking.Ungrouped)
        {
            findings.Add(PlanDiagnostics.NoGroup, graph.TextOf(node), rule.Location, rule.Id, NodeName.Of(graph, node));
        }
    }

    private static void FindUnread(RepositoryEvaluation evaluation, FindingList findings)
    {
        var graph = evaluation.Graph;
        foreach (var node in evaluation.Hiding)
        {
            var (problem, effect) = graph.Info.IsListedButGone(graph.TextOf(node))
                ? (
                    "is listed, but its manifest is missing",
                    "it is kept, as are the untagged manifests that nothing else needs, for a day after its push, since it may only be late"
                )
                : ("could not be read", "no manifest is deleted: each may be a part of it");
            findings.Add(PlanDiagnostics.Unread, graph.TextOf(node), null, NodeName.Of(graph, node), problem, effect);
        }

        foreach (var node in evaluation.Missing)
        {
            findings.Add(
                PlanDiagnostics.Unread,
                graph.TextOf(node),
                null,
                NodeName.Of(graph, node),
                "has been listed for more than a day, but its manifest is missing",
                "pulls of it fail; it is kept and keeps nothing else. Delete it manually, or push it again"
            );
        }
    }

    private static void FindUnknownAges(RepositoryEvaluation evaluation, FindingList findings)
    {
        var graph = evaluation.Graph;
        foreach (var root in graph.Roots)
        {
            if (evaluation.Context.Ages[root] == 0 && !graph.IsUnread(root))
            {
                findings.Add(PlanDiagnostics.UnknownAge, graph.TextOf(root), null, NodeName.Of(graph, root));
            }
        }
    }

    private static void FindOpenReferences(RepositoryEvaluation evaluation, FindingList findings)
    {
        foreach (var (protection, _) in evaluation.Protections)
        {
            if (protection.InUse is null || !evaluation.Context.InUse.TryGet(protection.Location.ToString(), out var references))
            {
                continue;
            }

            foreach (var reference in references)
            {
                // A digest that is cut short is a mistake wherever it leads; what only may be one is not.
                var isCut =
                    !protection.IsFromElsewhere
                    && reference.DigestPrefix is { } prefix
                    && reference.OpenText!.Contains(prefix, StringComparison.Ordinal);
                if (
                    reference.OpenText is { } text
                    && (reference.NamesDigest || !protection.IsFromElsewhere)
                    && (isCut || new ReferenceMeaning(evaluation.Graph, reference).IsOpenHere)
                )
                {
                    findings.Add(
                        PlanDiagnostics.OpenReference,
                        null,
                        protection.Location,
                        reference.Source,
                        Quote.Cap(text),
                        OpenMeaning(reference, isCut)
                    );
                }
            }
        }
    }

    private static string OpenMeaning(ImageReference reference, bool isCut) =>
        reference.DigestPrefix is null
            ? "does not determine an image: every tag that it could mean"
            : $"{(isCut ? "is" : "may be")} a digest that is cut short: every image whose "
                + "digest, or the digest of whose config, begins like that";

    /// <summary>What the registry is known to refuse, or may refuse, of this plan.</summary>
    private static void FindRefusals(RepositoryEvaluation evaluation, FindingList findings)
    {
        var info = evaluation.Graph.Info;
        if (!info.Kind.VariesByVendor)
        {
            return;
        }

        var vendor = info.KnownVendor;
        if (RegistryVendors.RefusalOf(vendor) is var (name, instead))
        {
            if (!evaluation.Deleted.IsEmpty || !evaluation.Untagged.IsEmpty)
            {
                findings.Add(PlanDiagnostics.NeedsOwnApi, null, null, name, instead);
            }
        }
        else if (!evaluation.UntagRefused.IsEmpty)
        {
            var stay = evaluation.UntagRefused.Count;
            findings.Add(PlanDiagnostics.UntagRefused, null, null, Count(stay, "tag", "tags"), stay == 1 ? "is" : "are");
        }
        else if (vendor == RegistryVendor.Other && evaluation.Untagged.Count is var count and > 0)
        {
            findings.Add(
                PlanDiagnostics.MayNotUntag,
                null,
                null,
                count == 1 ? "a tag" : Count(count, "tag", "tags"),
                count == 1 ? "it is kept" : "they are kept"
            );
        }
    }

    private static void FindPartlyMatched(RepositoryEvaluation evaluation, FindingList findings)
    {
        var graph = evaluation.Graph;
        var seen = new NodeSetBuilder(graph.PresentCount);
        foreach (var tag in evaluation.Drops.Tags)
        {
            var node = graph.TagTarget(tag);

            // Each image once: what follows looks at all its tags.
            if (
                !evaluation.Untagged.Contains(tag)
                && !evaluation.UntagRefused.Contains(tag)
                && seen.Add(node)
                && !evaluation.Going.Contains(node)
                && !evaluation.Context.Protected.Contains(node)
                && !evaluation.Drops.DropsWholly(graph, node)
            )
            {
                findings.Add(
                    PlanDiagnostics.PartlyMatched,
                    graph.TextOf(node),
                    null,
                    NodeName.Short(graph, node),
                    Tags(evaluation, node, true),
                    Tags(evaluation, node, false)
                );
            }
        }
    }

    private static string Count(int count, string one, string more) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : more)}");

    private static string Tags(RepositoryEvaluation evaluation, NodeId node, bool dropped) =>
        ShortList.Of(
            evaluation
                .Graph.TagsOf(node)
                .ToArray()
                .Where(t => evaluation.Drops.Tags.Contains(t) == dropped && !evaluation.Untagged.Contains(t))
                .Select(t => $"'{evaluation.Graph.TagText(t)}'"),
            10
        );
}
