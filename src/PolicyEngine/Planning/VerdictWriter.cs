using System.Globalization;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Planning;

/// <summary>Says for each manifest why it is deleted or kept: the rule, its line, and a sentence. Verdicts are made when asked for.</summary>
internal sealed class VerdictWriter(RepositoryEvaluation evaluation)
{
    internal const string GraceRule = "settings.grace";
    internal const string UnmatchedRule = "settings.unmatched";
    private readonly DigestGraph _graph = evaluation.Graph;

    // Where order never matters, the rule that is named must not depend on it either.
    private readonly RuleOutcome[] _outcomes = evaluation.Drops.Decided.IsEmpty
        ? [.. evaluation.Outcomes.OrderBy(o => o.Rule.Id, StringComparer.Ordinal).ThenBy(o => o.Rule.Location.Source.Path, StringComparer.Ordinal)]
        : [.. evaluation.Outcomes];

    private readonly (Protection Protection, NodeSet Nodes)[] _protections =
        [.. evaluation.Protections.OrderBy(p => p.Protection.Name, StringComparer.Ordinal).ThenBy(p => p.Protection.Location.Source.Path, StringComparer.Ordinal)];

    private readonly Dictionary<RuleOutcome, RuleTrace> _traces = new(ReferenceEqualityComparer.Instance);
    private int[]? _owners;
    private string? _mayBePiece;

    /// <summary>The verdict of a manifest that is deleted.</summary>
    public Verdict OfDeleted(int node)
    {
        if (evaluation.Going.Contains(node))
        {
            return OfGoing(node);
        }

        var owner = OwnerOf(node);
        return OfGoing(owner) with { Kind = VerdictKind.Follows, Text = $"Deleted with {NodeName.Of(_graph, owner)}: nothing that is kept needs it." };
    }

    /// <summary>The verdict of a manifest that the registry refuses to delete.</summary>
    public Verdict OfRetained(int node)
    {
        var going = OfGoing(GoingAbove(node));
        return going with { Kind = _graph.IsLocked(node) ? VerdictKind.Locked : VerdictKind.LastTagged, Text = $"Retained, since {RetainedBecause(node)}. Otherwise: {going.Text}" };
    }

    /// <summary>Why the registry refuses.</summary>
    public string RetainedBecause(int node) =>
        _graph.IsLocked(node) ? "the registry has locked it" : "GitHub refuses to delete the last tagged version of a package";

    /// <summary>The verdict of a manifest that is kept.</summary>
    public Verdict OfKept(int node)
    {
        foreach (var (protection, nodes) in _protections)
        {
            if (nodes.Contains(node))
            {
                var kind = protection.InUse is null ? VerdictKind.Protected : VerdictKind.InUse;
                return new Verdict(kind, protection.Name, protection.Location.ToString(), $"Protected by '{protection.Name}'.");
            }
        }

        if (evaluation.BoundSubjects.TryGetValue(node, out var referrer))
        {
            return new Verdict(
                VerdictKind.Needed, null, null,
                $"Needed by {NodeName.Of(_graph, referrer)}, which is kept: {RegistryVendors.DeletesReferrers(_graph.Info.KnownVendor)} deletes referrers with their subject.");
        }

        if (_graph.IsUnread(node) && (_graph.Roots.Contains(node) || OwnerOf(node) == node))
        {
            return new Verdict(VerdictKind.Unread, null, null, $"{WhyUnknown(node)}, so it is kept.");
        }

        return _graph.Roots.Contains(node) ? OfKeptRoot(node) : OfKeptPart(node);
    }

    /// <summary>The verdict of a tag that is removed.</summary>
    public Verdict OfUntagged(int tag)
    {
        var node = _graph.TagTarget(tag);
        var outcome = _outcomes.First(o => o.Rule.TargetsTags && o.CondemnedTags.Contains(tag) && Applies(o, node));
        return Of(VerdictKind.Condemned, outcome.Rule, $"The rule '{outcome.Rule.Id}' removes the tag: {Describe(outcome, node)}. The image is kept.");
    }

    private Verdict OfGoing(int root)
    {
        if (evaluation.Leftovers.TryGetValue(root, out var part))
        {
            var by = part.Rule is { } rule ? $", by the rule '{rule}'" : "";
            return new Verdict(VerdictKind.Condemned, part.Rule, part.Source, $"An earlier run began to delete its image{by} and did not finish.");
        }

        foreach (var outcome in _outcomes)
        {
            if (outcome.Condemned.Contains(root) && Applies(outcome, root))
            {
                return Of(VerdictKind.Condemned, outcome.Rule, $"The rule '{outcome.Rule.Id}' deletes it: {Describe(outcome, root)}.");
            }
        }

        return Setting(VerdictKind.Condemned, UnmatchedRule, $"{NoRuleSelects(root)}, and 'unmatched: delete' deletes what no delete rule selects.");
    }

    private Verdict OfKeptRoot(int root)
    {
        foreach (var outcome in _outcomes)
        {
            if (outcome.Holds(root) && Applies(outcome, root))
            {
                var (kind, verb) = outcome.Rule.IsDelete ? (VerdictKind.Spared, "spares") : (VerdictKind.Kept, "keeps");
                return Of(kind, outcome.Rule, $"The rule '{outcome.Rule.Id}' {verb} it: {Describe(outcome, root)}.");
            }
        }

        if (evaluation.Going.Contains(root))
        {
            return OfKeptPart(root);
        }

        if (evaluation.Drops.DropsWholly(_graph, root))
        {
            if (evaluation.Context.Ages[root] == 0)
            {
                return new Verdict(VerdictKind.UnknownAge, GraceRule, evaluation.Policy.PlaceOf("grace").ToString(), "Its age is unknown, so it is kept: it could be inside the grace period.");
            }

            if (evaluation.Young.Contains(root))
            {
                return OfGrace(root);
            }
        }

        if (DroppedBy(root) is { } dropping)
        {
            // A tag that is removed is named where it is removed.
            var tags = TagList(root, dropped: true) is { Length: > 0 } condemned
                ? $"condemns {condemned}, but {TagList(root, dropped: false)} would be kept"
                : $"removes tags, but {TagList(root, dropped: false)} would be kept";
            return Of(VerdictKind.PartlyMatched, dropping.Rule, $"Partly matched: the rule '{dropping.Rule.Id}' {tags}.");
        }

        foreach (var outcome in _outcomes)
        {
            if (outcome.LeftOut.Contains(root) && Applies(outcome, root))
            {
                var kind = evaluation.Context.Ages[root] == 0 ? VerdictKind.UnknownAge : VerdictKind.LeftOut;
                return Of(kind, outcome.Rule, $"The rule '{outcome.Rule.Id}' leaves it out: {Describe(outcome, root)}.");
            }
        }

        if (_graph.Orphans.Contains(root))
        {
            return new Verdict(VerdictKind.Unmatched, null, null, "An orphaned referrer: its subject is absent, and no rule deletes orphans.");
        }

        var disabled = evaluation.Disabled.Where(d => d.Selected.Nodes.Contains(root)).Select(d => d.Rule.Id).Min(StringComparer.Ordinal);
        return new Verdict(VerdictKind.Unmatched, null, null, disabled is null ? $"{NoRuleSelects(root)}." : $"{NoRuleSelects(root)}; '{disabled}' would, but is disabled.");
    }

    /// <summary>A keep rule may select what it does not keep.</summary>
    private string NoRuleSelects(int root) =>
        evaluation.Outcomes.Any(o => o.Selected.Nodes.Contains(root)) ? "No delete rule selects it, and no keep rule keeps it" : "No rule selects it";

    private Verdict OfKeptPart(int node)
    {
        var owner = OwnerOf(node);
        if (owner == node)
        {
            return evaluation.Young.Contains(node) ? OfGrace(node) : new Verdict(VerdictKind.Unread, null, null, $"{MayBePiece}, so it is kept.");
        }

        return new Verdict(VerdictKind.Needed, null, null, $"Needed by {NodeName.Of(_graph, owner)}, which is kept.");
    }

    private Verdict OfGrace(int node) =>
        Setting(evaluation.Context.Ages[node] == 0 ? VerdictKind.UnknownAge : VerdictKind.Grace, GraceRule, $"It is inside the grace period of {Duration.Describe(evaluation.Policy.Settings.Grace)} ({AgeText(node)}).");

    /// <summary>What may need a manifest: <c>It may be a part of pr-7 (sha256:0123456789ab), which was not read</c>.</summary>
    public string MayBePiece => _mayBePiece ??= DescribeHiding();

    private string DescribeHiding()
    {
        var (first, count) = (-1, evaluation.Hiding.Count);
        foreach (var node in evaluation.Hiding)
        {
            // What is gone holds less.
            first = first < 0 || (IsGone(first) && !IsGone(node)) ? node : first;
        }

        var name = NodeName.Of(_graph, first);
        var (one, more) = IsGone(first) ? ("whose manifest is missing", "whose manifests are missing") : ("which was not read", "which were not read");
        return count == 1
            ? $"It may be a part of {name}, {one}"
            : string.Create(CultureInfo.InvariantCulture, $"It may be a part of {name}, or of {count - 1} more, {more}");
    }

    /// <summary>Why nobody knows what an unread manifest needs, as the beginning of a sentence.</summary>
    public string WhyUnknown(int node) => $"{(IsGone(node) ? "Its manifest is missing" : "It has not been read")}: what it needs is unknown";

    private bool IsGone(int node) => _graph.Info.IsListedButGone(_graph.TextOf(node));

    /// <summary>A root that is deleted and reaches a manifest; the manifest itself where it is one.</summary>
    private int GoingAbove(int node)
    {
        var seen = new HashSet<int> { node };
        var queue = new Queue<int>([node]);
        while (queue.TryDequeue(out var next))
        {
            if (evaluation.Going.Contains(next))
            {
                return next;
            }

            foreach (var above in _graph.KeptBy[next])
            {
                if (seen.Add(above))
                {
                    queue.Enqueue(above);
                }
            }
        }

        return node;
    }

    /// <summary>Whether what a rule says of an image counts: always, or where it is the first rule that decides.</summary>
    public bool Applies(RuleOutcome outcome, int node)
    {
        var decided = evaluation.Drops.Decided;
        return decided.IsEmpty || decided[evaluation.Outcomes.IndexOf(outcome)].Contains(node);
    }

    private RuleOutcome? DroppedBy(int root)
    {
        foreach (var tag in _graph.TagsOf(root))
        {
            if (evaluation.Drops.Tags.Contains(tag))
            {
                return _outcomes.FirstOrDefault(o => o.CondemnedTags.Contains(tag) && Applies(o, root));
            }
        }

        return null;
    }

    private string TagList(int root, bool dropped) =>
        ShortList.Of(
            _graph.TagsOf(root).ToArray().Where(t => evaluation.Drops.Tags.Contains(t) == dropped && !evaluation.Untagged.Contains(t)).Select(t => $"'{_graph.TagText(t)}'"),
            10);

    /// <summary>What the criteria of a rule say of an image.</summary>
    private string Describe(RuleOutcome outcome, int node)
    {
        if (evaluation.Context.Ages[node] == 0 && !outcome.Holds(node))
        {
            return "its age is unknown";
        }

        if (outcome.Uncertain.Contains(node))
        {
            return "too little is known about it to say whether the rule selects it";
        }

        if (outcome.Places.Sharing.Contains(node))
        {
            var leader = SharedPlaces.LeaderOf(_graph, outcome.Selected.Nodes, outcome.Places.Sharing, node);
            var placeless = outcome.Places.Keyless.Contains(leader) || outcome.Uncertain.Contains(leader) || (evaluation.Context.Ages[leader] == 0 && !outcome.Holds(leader));
            return $"it shares the place of {NodeName.Of(_graph, leader)}: {(placeless ? Describe(outcome, leader) : DescribeCriteria(outcome, node, leader))}";
        }

        if (outcome.Places.Keyless.Contains(node))
        {
            return outcome.Rule.OrderBy == RankKey.Semver ? "none of its selected tags is a version" : "it has no tag to order by";
        }

        return DescribeCriteria(outcome, node, node);
    }

    /// <summary>What the limits of a rule say of an image, and its counts of the one that has its place.</summary>
    private string DescribeCriteria(RuleOutcome outcome, int node, int ranked) => outcome.Rule.Criteria.IsEmpty
        ? "all that it selects"
        : string.Join("; ", TraceOf(outcome).Criteria.Select(c => c.Criterion is BoundLimit limit
            ? $"{limit.Describe(c.Holds(node))} ({(limit.NeedsPullTimes ? PullText(node) : AgeText(node))})"
            : c.Criterion.Describe(c.Holds(ranked)) + RankText(c, ranked)));

    /// <summary>The last pull of a manifest, or what counts for it: <c>pulled 40 days ago</c>, <c>never pulled, pushed 40 days ago</c>.</summary>
    private string PullText(int node) => evaluation.Context.PulledTicks(node) is var ticks and > 0
        ? $"pulled {Duration.Describe(TimeSpan.FromTicks(Math.Max(0, evaluation.Context.Now.UtcTicks - ticks)))} ago"
        : $"never pulled, {AgeText(node)}";

    /// <summary>What the criteria of a rule say of each image.</summary>
    public RuleTrace TraceOf(RuleOutcome outcome)
    {
        ref var trace = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_traces, outcome, out _);
        return trace ??= new RuleTrace(outcome);
    }

    private static string RankText(CriterionTrace criterion, int node)
    {
        if (criterion.Places is null)
        {
            return string.Empty;
        }

        var ranks = criterion.RanksOf(node);
        return ranks.Count == 0 ? " (not counted)" : " (" + string.Join(", ", ranks.Select(r => r.Group.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{r.Rank} of {r.Count}")
            : string.Create(CultureInfo.InvariantCulture, $"{r.Rank} of {r.Count} in {r.Group}"))) + ")";
    }

    /// <summary>The age of a manifest and where it comes from: <c>pushed 40 days ago</c>.</summary>
    public string AgeText(int node) => AgeWords.Of(evaluation.Context, node);

    /// <summary>The root that a part is deleted or kept with: the first by digest of those that share its fate and reach it.</summary>
    private int OwnerOf(int node) => (_owners ??= FindOwners())[node];

    private int[] FindOwners()
    {
        var owners = new int[_graph.PresentCount];
        Array.Fill(owners, -1);
        Spread(owners, evaluation.Deleted, evaluation.Going);
        Spread(owners, evaluation.Live, _graph.Roots.Clone().ExceptWith(evaluation.Going));
        Spread(owners, evaluation.Live, evaluation.Context.Protected);
        Spread(owners, evaluation.Live, evaluation.Retained);
        Spread(owners, evaluation.Live, evaluation.Young);
        var bound = new NodeSet(_graph.PresentCount);
        foreach (var subject in evaluation.BoundSubjects.Keys)
        {
            bound.Add(subject);
        }

        Spread(owners, evaluation.Live, bound);
        Spread(owners, evaluation.Live, _graph.Unread);
        Spread(owners, evaluation.Live, evaluation.PossiblePieces);
        return owners;
    }

    private void Spread(int[] owners, NodeSet among, NodeSet seeds)
    {
        var stack = new Stack<int>();
        foreach (var seed in seeds.Clone().IntersectWith(among))
        {
            if (owners[seed] >= 0)
            {
                continue;
            }

            owners[seed] = seed;
            stack.Push(seed);
            while (stack.TryPop(out var node))
            {
                foreach (var target in _graph.KeepEdges[node])
                {
                    if (owners[target] < 0 && among.Contains(target))
                    {
                        owners[target] = seed;
                        stack.Push(target);
                    }
                }
            }
        }
    }

    private static Verdict Of(VerdictKind kind, Rule rule, string text) => new(kind, rule.Id, rule.Location.ToString(), text);

    private Verdict Setting(VerdictKind kind, string rule, string text) =>
        new(kind, rule, evaluation.Policy.PlaceOf(rule["settings.".Length..]).ToString(), text);
}
