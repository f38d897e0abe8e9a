// Readings: the places where schema/semantics.md can be read in more than one way, and the reading taken here.
// 1. "A registry without pull times": none of the repository's manifests
// has one. Every condition, criterion and order on pulls asks for them:
//     not-pulled-for, pulled-within, most-recently-pulled, order-by pulled and active.
// 2. A digest that an unknown document mentions is a root when it is untagged,
// unlisted and no referrer: mentions keep alive, but only an index lists.
//  3. `younger-than` is the complement of `older-than` for unknown ages too: it holds.
//  4. "Out of range" is said of image-side times only; the config's `created` comes before the annotation, each is skipped by itself.
// 5. The order `pushed` goes by the time that the age counts from (age-from),
// not by `pushedAt`; `active` takes the later of that and the last pull.
//  6. `order-by: semver` and `tag` within a `per` group look at the selected tags of that group only.
//  7. `tags.every-pattern` gives the tags that match one of its patterns. Several keys in one `tags` mapping must all hold, and intersect.
// 8. A keep rule selects as a delete rule does (an image whose intersection of
// tags is empty is not selected); a protection only needs its conditions to hold.
//  9. `partial` means some children missing and some present; an index without children is neither ghost nor partial.
// 10. `orphaned` as a condition means what 1.3.1 calls orphaned (untagged, unlisted, all subjects absent), for protections as well.
// 11. `platform` and `labels` of an index look at its own entries and present children, not through nested indexes; times and pulls do go
// through. 12. All names of one `labels` mapping must hold for the same child. 13. The quota counts each document and blob once over the
// images that fit so far, without all that protected manifests reach. 14. A `per` without a group spares only images that are counted
// (not those that `of` leaves out). 15. An image is spared before it is left out: among the newest N it vetoes other rules whatever its
// age. 16. `remaining` are the roots that do not go by 1.3.7 under the other rules (a locked one remains); what the graph would hold is
// not looked at. 17. With `with-other-tags`, every user tag of the image is condemned; what the rule selects stays what its conditions
// give. 18. A locked child of a dropped index is retained (an image is any manifest); one that a retained image reaches is in `keep`.
//     Open, and not generated: the default of min-remaining with delete-empty; several locks that reach each other.
// 19. "Every tagged image would go" on ghcr looks at roots with user tags, after locks; the newest is by the order `pushed`.
// 20. `min-remaining` counts tagged roots that stay, also those whose last tag `target: tags` takes off.
// 21. Kinds: an index; an image is a manifest of a known type without an artifact type; everything else is an artifact.
// 16a. What another rule selects only perhaps takes up no place among the `remaining` ones.
// 22a. A platform that is stated in two ways, of which one matches, is unknown; so is an image's without any, and its labels
// without a config. 22b. Untagged roots on ghcr count from the later of push and update, where `age-from` is not stated. 22.
// `protected` is what an entry matches; what it reaches lives, but takes up places and can lose tags like any other.
namespace PolicyEngine.Tests.Oracle;

/// <summary>semantics.md#rules, semantics.md#the-digest-graph for one repository,
/// step by step; slow, and short enough to be checked against the text.</summary>
internal sealed class NaiveEvaluator
{
    /// <summary>The reason that stands for the setting <c>unmatched</c>.</summary>
    public const string Unmatched = "settings.unmatched";

    private readonly OraclePolicy _policy;
    private readonly OracleRepository _repository;
    private readonly NaiveGraph _graph;
    private readonly NaiveMatcher _matcher;
    private readonly IReadOnlyList<OracleRule> _rules;
    private readonly IReadOnlyList<OracleRule> _disabled;
    private readonly HashSet<string> _protected;
    private readonly TimeSpan _grace;

    private NaiveEvaluator(OraclePolicy policy, OracleRepository repository, DateTimeOffset now)
    {
        _policy = policy;
        _repository = repository;
        _graph = new NaiveGraph(repository, now, policy.Settings.AgeFrom);
        _matcher = new NaiveMatcher(_graph);
        _grace = policy.Settings.Grace ?? TimeSpan.FromHours(1);
        var meant = policy
            .Rules.Where(r => r.Repositories is null || NaiveGlob.SelectsRepository(r.Repositories, repository.Name))
            .ToList();
        _rules = [.. meant.Where(r => r.Enabled != false)];
        _disabled = [.. meant.Where(r => r.Enabled == false)];
        _protected = [.. _graph.Present.Where(d => ProtectionsOf(d).Any())];
    }

    /// <summary>The verdict of several policies united (1.3.14), whose settings must agree.</summary>
    public static OracleVerdict Evaluate(IReadOnlyList<OraclePolicy> policies, OracleRepository repository, DateTimeOffset now) =>
        new NaiveEvaluator(Unite(policies), repository, now).Evaluate();

    private static OraclePolicy Unite(IReadOnlyList<OraclePolicy> policies) =>
        new()
        {
            Settings = policies[0].Settings,
            Protect = [.. policies.SelectMany(p => p.Protect)],
            Rules = [.. policies.SelectMany(p => p.Rules)],
            Limits = new OracleLimits
            {
                MaxDelete = policies.Min(p => p.Limits.MaxDelete),
                MaxDeletePercent = policies.Min(p => p.Limits.MaxDeletePercent),
                MinRemaining = policies.Max(p => p.Limits.MinRemaining ?? 1),
            },
        };

    private OracleVerdict Evaluate()
    {
        if (!_repository.Complete)
        {
            return Untouched("incomplete");
        }

        if (AsksForPulls() && _repository.Manifests.All(m => m.PulledAt is null))
        {
            return Untouched("refused");
        }

        var others = _rules.Where(r => r.Delete?.Of != "remaining").Select(r => Read(r, null)).ToDictionary(r => r.Rule.Id);
        var goingByOthers = Going(Drop([.. _rules.Where(r => others.ContainsKey(r.Id)).Select(r => others[r.Id])], withUnmatched: false));
        var remaining = _graph
            .Roots.Except(goingByOthers.Where(r => !_graph[r].Locked))
            .Except(others.Values.SelectMany(r => r.Perhaps))
            .ToHashSet();
        var rules = _rules.Select(r => others.GetValueOrDefault(r.Id) ?? Read(r, remaining)).ToList();

        var dropped = Drop(rules, _policy.Settings.Unmatched == "delete");
        var (deleted, retained) = Resolve(dropped);
        var goingRoots = _graph.Roots.Count(deleted.Contains);
        var untags = Untags(dropped, deleted, retained);
        var taggedRoots = _graph.Roots.Where(r => _graph.UserTags(r).Count > 0).ToList();
        var remainingTagged = taggedRoots.Count(r => !deleted.Contains(r));
        var mostAllowed = new[]
        {
            _policy.Limits.MaxDelete,
            _policy.Limits.MaxDeletePercent is { } percent ? ((percent * _graph.Roots.Count) + 99) / 100 : null,
        }.Min();
        if (goingRoots > mostAllowed || remainingTagged < Math.Min(_policy.Limits.MinRemaining ?? 1, taggedRoots.Count))
        {
            return Untouched("refused");
        }

        return new OracleVerdict("planned")
        {
            Roots = _graph.Roots,
            Delete = deleted,
            Retain = retained,
            Keep = _graph.Present.Except(deleted).Except(retained).ToHashSet(),
            Untag = untags,
            Reasons = Reasons(dropped, deleted),
        };
    }

    private OracleVerdict Untouched(string status) => new(status) { Roots = _graph.Roots, Keep = _graph.Present.ToHashSet() };

    private NaiveRule Read(OracleRule rule, ISet<string>? remaining) =>
        new NaiveRuleReader(_graph, _matcher, _protected, _policy.Settings.CountProtected == true, _policy.Settings.TimeZone).Read(
            rule,
            remaining
        );

    private bool AsksForPulls() =>
        _rules.Any(r => r.Delete?.NotPulledFor is not null || (r.Delete?.OrderBy ?? r.Keep?.OrderBy) is "pulled" or "active")
        || _rules.Any(r => r.Keep?.PulledWithin is not null || r.Keep?.MostRecentlyPulled is not null)
        || _rules
            .Select(r => r.Match)
            .OfType<OracleMatch>()
            .Concat(_policy.Protect.Select(p => p.Match))
            .Any(m => _matcher.Asks(m, n => n.NotPulledFor is not null));

    /// <summary>The protections of a manifest (1.3.3): one that speaks of tags looks at roots only.</summary>
    private IEnumerable<OracleProtection> ProtectionsOf(string digest) =>
        _policy.Protect.Where(p =>
            _matcher.Holds(p.Match, digest) != false
            && (
                _graph.Roots.Contains(digest)
                || !_matcher.Asks(p.Match, m => m.Tags is not null || m.TagsBy is not null || m.Tagged is not null || m.GoesByFacts)
            )
        );

    /// <summary>The tags that are dropped (1.3.5 and 1.3.6), each with the rules that dropped it.</summary>
    private Dictionary<(string Digest, string Tag), List<OracleRule>> Drop(IReadOnlyList<NaiveRule> rules, bool withUnmatched)
    {
        var dropped = new Dictionary<(string, string), List<OracleRule>>();
        foreach (var root in _graph.Roots)
        {
            var stays = rules.Any(r => r.Stays.Contains(root));
            IEnumerable<NaiveRule> deciding =
                _policy.Settings.Precedence == "first-rule"
                    ? rules.Where(r => r.Rule.Keep is not null ? r.Stays.Contains(root) : r.Selected.ContainsKey(root)).Take(1)
                : stays ? []
                : rules;
            foreach (var rule in deciding)
            {
                foreach (var tag in rule.Condemned.GetValueOrDefault(root, []))
                {
                    dropped.TryAdd((root, tag), []);
                    dropped[(root, tag)].Add(rule.Rule);
                }
            }

            if (withUnmatched && !stays && !_graph.IsOrphaned(root))
            {
                var selected = rules
                    .Where(r => r.Rule.Delete is not null)
                    .SelectMany(r => r.Selected.GetValueOrDefault(root, []))
                    .Concat(_disabled.SelectMany(r => _matcher.Select(r, perhaps: true).GetValueOrDefault(root, [])));
                foreach (var tag in TagsOf(root).Except(selected))
                {
                    dropped.TryAdd((root, tag), []);
                    dropped[(root, tag)].Add(new OracleRule(Unmatched));
                }
            }
        }

        return dropped;
    }

    /// <summary>The roots that go by themselves (1.3.7), before the registry and the graph have their say.</summary>
    private IEnumerable<string> Going(Dictionary<(string Digest, string Tag), List<OracleRule>> dropped) =>
        _graph.Roots.Where(r => TagsOf(r).All(t => dropped.ContainsKey((r, t))) && !_protected.Contains(r) && _graph.Age(r) > _grace);

    /// <summary>What goes with the graph (1.3.8), and what the registry refuses (1.3.13).</summary>
    private (HashSet<string> Deleted, HashSet<string> Retained) Resolve(Dictionary<(string Digest, string Tag), List<OracleRule>> dropped)
    {
        var alive = _graph.Roots.Except(Going(dropped)).Concat(_protected).Concat(_graph.Present.Where(d => _graph.Age(d) <= _grace));
        var deleted = _graph.Present.Except(_graph.Closure(alive)).ToHashSet();
        var locked = deleted.Where(d => _graph[d].Locked).ToList();
        var retained = locked.Where(d => !locked.Any(l => l != d && _graph.Closure([l]).Contains(d))).ToHashSet();
        deleted.ExceptWith(_graph.Closure(locked));

        var tagged = _graph.Roots.Where(r => _graph.UserTags(r).Count > 0).ToDictionary(r => r, _graph.UserTags);
        var deletesPackage = _policy.Settings.DeleteEmpty == true && deleted.Count == _repository.Manifests.Count;
        if (_repository.Provider == "ghcr" && tagged.Count > 0 && tagged.Keys.All(deleted.Contains) && !deletesPackage)
        {
            var newest = new NaiveOrder(_graph).Sort(tagged, "pushed", regex: null)[0];
            retained.Add(newest);
            deleted.ExceptWith(_graph.Closure([newest]));
        }

        return (deleted, retained);
    }

    /// <summary>1.3.7: what <c>target: tags</c> takes off images that stay for another reason.</summary>
    private HashSet<string> Untags(
        Dictionary<(string Digest, string Tag), List<OracleRule>> dropped,
        HashSet<string> deleted,
        HashSet<string> retained
    ) =>
        dropped
            .Where(d => d.Key.Tag != NaiveMatcher.NoTag && d.Value.Any(r => r.Delete?.Target == "tags"))
            .Where(d => !deleted.Contains(d.Key.Digest) && !retained.Contains(d.Key.Digest) && !_protected.Contains(d.Key.Digest))
            .Where(d => _graph.Age(d.Key.Digest) > _grace && !_graph[d.Key.Digest].Locked)
            .Select(d => $"{d.Key.Tag} {d.Key.Digest}")
            .ToHashSet();

    private Dictionary<string, IReadOnlySet<string>> Reasons(
        Dictionary<(string Digest, string Tag), List<OracleRule>> dropped,
        HashSet<string> deleted
    )
    {
        var reasons = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var root in _graph.Roots.Where(deleted.Contains))
        {
            reasons[root] = TagsOf(root)
                .Where(t => dropped.ContainsKey((root, t)))
                .SelectMany(t => dropped[(root, t)])
                .Select(r => r.Id)
                .ToHashSet();
        }

        foreach (var root in _graph.Roots.Where(r => _protected.Contains(r) && ProtectionsOf(r).All(p => p.Id is not null)))
        {
            reasons[root] = ProtectionsOf(root).Select(p => p.Id!).ToHashSet();
        }

        return reasons;
    }

    private IReadOnlyList<string> TagsOf(string root) => _graph.UserTags(root) is { Count: > 0 } tags ? tags : [NaiveMatcher.NoTag];
}
