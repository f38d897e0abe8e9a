// SPEC reading: the places where SPEC.md can be read in more than one way, and the reading taken here.
// READINGS
namespace PolicyEngine.Tests.Oracle;

/// <summary>SPEC 1.3 and 2 for one repository, step by step; slow, and short enough to be checked against the text.</summary>
internal sealed class NaiveEvaluator
{
    /// <summary>The reason that stands for the setting <c>unmatched</c>.</summary>
    public const string Unmatched = "settings.unmatched";

    private readonly OraclePolicy _policy;
    private readonly OracleRepository _repository;
    private readonly NaiveGraph _graph;
    private readonly NaiveMatcher _matcher;
    private readonly IReadOnlyList<OracleRule> _rules;
    private readonly HashSet<string> _protected;
    private readonly TimeSpan _grace;

    private NaiveEvaluator(OraclePolicy policy, OracleRepository repository, DateTimeOffset now)
    {
        _policy = policy;
        _repository = repository;
        _graph = new NaiveGraph(repository, now, policy.Settings.AgeFrom ?? ["pushed", "created"]);
        _matcher = new NaiveMatcher(_graph);
        _grace = policy.Settings.Grace ?? TimeSpan.FromHours(1);
        _rules = [.. policy.Rules.Where(r => r.Enabled != false && (r.Repositories is null || NaiveGlob.SelectsRepository(r.Repositories, repository.Name)))];
        _protected = [.. _graph.Present.Where(d => ProtectionsOf(d).Any())];
    }

    /// <summary>The verdict of several policies united (1.3.14), whose settings must agree.</summary>
    public static OracleVerdict Evaluate(IReadOnlyList<OraclePolicy> policies, OracleRepository repository, DateTimeOffset now) =>
        new NaiveEvaluator(Unite(policies), repository, now).Evaluate();

    private static OraclePolicy Unite(IReadOnlyList<OraclePolicy> policies) => new()
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
        var deletedByOthers = Resolve(Drop([.. _rules.Where(r => others.ContainsKey(r.Id)).Select(r => others[r.Id])], withUnmatched: false)).Deleted;
        var remaining = _graph.Roots.Except(deletedByOthers).ToHashSet();
        var rules = _rules.Select(r => others.GetValueOrDefault(r.Id) ?? Read(r, remaining)).ToList();

        var dropped = Drop(rules, _policy.Settings.Unmatched == "delete");
        var (deleted, retained) = Resolve(dropped);
        var goingRoots = _graph.Roots.Count(deleted.Contains);
        var untags = Untags(dropped, deleted, retained);
        var taggedRoots = _graph.Roots.Where(r => _graph.UserTags(r).Count > 0).ToList();
        var remainingTagged = taggedRoots.Count(r => !deleted.Contains(r) && !_graph.UserTags(r).All(t => untags.Contains($"{t} {r}")));
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
        new NaiveRuleReader(_graph, _matcher, _protected, _policy.Settings.CountProtected == true).Read(rule, remaining);

    private bool AsksForPulls() =>
        _rules.Any(r => r.Delete?.NotPulledFor is not null)
        || _rules.Select(r => r.Match).OfType<OracleMatch>().Concat(_policy.Protect.Select(p => p.Match))
            .Any(m => _matcher.Asks(m, n => n.NotPulledFor is not null));

    /// <summary>The protections of a manifest (1.3.3): one that speaks of tags looks at roots only.</summary>
    private IEnumerable<OracleProtection> ProtectionsOf(string digest) => _policy.Protect.Where(p =>
        _matcher.Holds(p.Match, digest)
        && (_graph.Roots.Contains(digest) || !_matcher.Asks(p.Match, m => m.Tags is not null || m.TagsBy is not null || m.Tagged is not null)));

    /// <summary>The tags that are dropped (1.3.5 and 1.3.6), each with the rules that dropped it.</summary>
    private Dictionary<(string Digest, string Tag), List<OracleRule>> Drop(IReadOnlyList<NaiveRule> rules, bool withUnmatched)
    {
        var dropped = new Dictionary<(string, string), List<OracleRule>>();
        foreach (var root in _graph.Roots)
        {
            var stays = rules.Any(r => r.Stays.Contains(root));
            IEnumerable<NaiveRule> deciding = _policy.Settings.Precedence == "first-rule"
                ? rules.Where(r => r.Rule.Keep is not null ? r.Stays.Contains(root) : r.Selected.ContainsKey(root)).Take(1)
                : stays ? [] : rules;
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
                var selected = rules.Where(r => r.Rule.Delete is not null).SelectMany(r => r.Selected.GetValueOrDefault(root, []));
                foreach (var tag in TagsOf(root).Except(selected))
                {
                    dropped.TryAdd((root, tag), []);
                    dropped[(root, tag)].Add(new OracleRule(Unmatched));
                }
            }
        }

        return dropped;
    }

    /// <summary>What goes (1.3.7, 1.3.8), and what the registry refuses (1.3.13).</summary>
    private (HashSet<string> Deleted, HashSet<string> Retained) Resolve(Dictionary<(string Digest, string Tag), List<OracleRule>> dropped)
    {
        var going = _graph.Roots
            .Where(r => TagsOf(r).All(t => dropped.ContainsKey((r, t))) && !_protected.Contains(r) && _graph.Age(r) > _grace)
            .ToList();
        var alive = _graph.Roots.Except(going)
            .Concat(_protected)
            .Concat(_graph.Present.Where(d => _graph.Age(d) <= _grace));
        var deleted = _graph.Present.Except(_graph.Closure(alive)).ToHashSet();
        var retained = deleted.Where(d => _graph[d].Locked).ToHashSet();
        deleted.ExceptWith(_graph.Closure(retained));

        var tagged = _graph.Roots.Where(r => _graph.UserTags(r).Count > 0).ToDictionary(r => r, _graph.UserTags);
        var deletesPackage = _policy.Settings.DeleteEmpty == true && deleted.Count == _repository.Manifests.Count;
        if (_repository.Provider == "ghcr" && tagged.Count > 0 && tagged.Keys.All(deleted.Contains) && !deletesPackage)
        {
            var newest = new NaiveOrder(_graph).Sort(tagged, "pushed")[0];
            retained.Add(newest);
            deleted.ExceptWith(_graph.Closure([newest]));
        }

        return (deleted, retained);
    }

    /// <summary>1.3.7: what <c>target: tags</c> takes off images that stay for another reason.</summary>
    private HashSet<string> Untags(Dictionary<(string Digest, string Tag), List<OracleRule>> dropped, HashSet<string> deleted, HashSet<string> retained) =>
        dropped
            .Where(d => d.Key.Tag != NaiveMatcher.NoTag && d.Value.Any(r => r.Delete?.Target == "tags"))
            .Where(d => !deleted.Contains(d.Key.Digest) && !retained.Contains(d.Key.Digest) && !_protected.Contains(d.Key.Digest))
            .Where(d => _graph.Age(d.Key.Digest) > _grace && !_graph[d.Key.Digest].Locked)
            .Select(d => $"{d.Key.Tag} {d.Key.Digest}")
            .ToHashSet();

    private Dictionary<string, IReadOnlySet<string>> Reasons(Dictionary<(string Digest, string Tag), List<OracleRule>> dropped, HashSet<string> deleted)
    {
        var reasons = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var root in _graph.Roots.Where(deleted.Contains))
        {
            reasons[root] = TagsOf(root).Where(t => dropped.ContainsKey((root, t))).SelectMany(t => dropped[(root, t)]).Select(r => r.Id).ToHashSet();
        }

        foreach (var root in _graph.Roots.Where(r => _protected.Contains(r) && ProtectionsOf(r).All(p => p.Id is not null)))
        {
            reasons[root] = ProtectionsOf(root).Select(p => p.Id!).ToHashSet();
        }

        return reasons;
    }

    private IReadOnlyList<string> TagsOf(string root) => _graph.UserTags(root) is { Count: > 0 } tags ? tags : [NaiveMatcher.NoTag];
}
