using System.Collections.Immutable;
using PolicyEngine.Announcing;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>
/// What rules condemn in a repository where deletions are announced first, and since when each is announced. Immutable once found.
/// </summary>
internal sealed class Waiting
{
    private readonly Dictionary<NodeId, Announcement> _images = [];
    private readonly SortedDictionary<TagId, Announcement> _tags = [];
    private readonly EvaluationContext _context;
    private readonly EffectivePolicy _policy;
    private readonly Announcements? _announcements;
    private readonly ImmutableArray<RuleOutcome> _outcomes;
    private readonly Drops _drops;
    private readonly TimeSpan? _wait;

    /// <summary>Looks at nothing yet.</summary>
    /// <param name="context">The repository.</param>
    /// <param name="policy">Its policies.</param>
    /// <param name="announcements">What is announced; null where nobody asks.</param>
    /// <param name="outcomes">What each rule says.</param>
    /// <param name="drops">What the rules together drop.</param>
    public Waiting(
        EvaluationContext context,
        EffectivePolicy policy,
        Announcements? announcements,
        ImmutableArray<RuleOutcome> outcomes,
        Drops drops
    )
    {
        (_context, _policy, _announcements, _outcomes, _drops) = (context, policy, announcements, outcomes, drops);
        _wait = announcements?.WaitOf(policy.Settings.Announce);
    }

    /// <summary>Whether somebody asks what is announced.</summary>
    public bool IsAsked => _announcements is not null;

    /// <summary>The images that would be deleted, due ones included.</summary>
    public IReadOnlyDictionary<NodeId, Announcement> Images => _images;

    /// <summary>The tags that would be removed from images that are kept, due ones included; ascending.</summary>
    public IReadOnlyDictionary<TagId, Announcement> Tags => _tags;

    /// <summary>
    /// Takes the images that are not due out of those that are deleted. What an earlier run began is finished, and what is locked is not
    /// deleted anyway.
    /// </summary>
    public void Hold(NodeSetBuilder going, IReadOnlyDictionary<NodeId, BegunPart> leftovers)
    {
        if (_wait is not { } wait)
        {
            return;
        }

        foreach (var root in going.ToBuilder())
        {
            if (leftovers.ContainsKey(root) || _context.Graph.IsLocked(root))
            {
                continue;
            }

            _images[root] = Find(root, null, RulesOf(root, outcome => outcome.Condemned.Contains(root)), wait);
            if (!_images[root].IsDue)
            {
                going.Remove(root);
            }
        }
    }

    /// <summary>Takes the tags that are not due out of those that are removed, and those of images that wait: they go with these.</summary>
    public void HoldTags(TagSetBuilder untagged)
    {
        if (_wait is not { } wait)
        {
            return;
        }

        foreach (var tag in untagged.ToBuilder())
        {
            var node = _context.Graph.TagTarget(tag);
            if (_images.TryGetValue(node, out var image) && !image.IsDue)
            {
                untagged.Remove(tag);
                continue;
            }

            _tags[tag] = Find(
                node,
                _context.Graph.TagText(tag),
                RulesOf(node, outcome => outcome.Rule.TargetsTags && outcome.CondemnedTags.Contains(tag)),
                wait
            );
            if (!_tags[tag].IsDue)
            {
                untagged.Remove(tag);
            }
        }
    }

    private Announcement Find(NodeId node, string? tag, ImmutableArray<string> rules, TimeSpan wait) =>
        _announcements!.Find(_context.Graph.Info.FullName, _context.Graph.TextOf(node), tag, rules, wait, _context.Now);

    private ImmutableArray<string> RulesOf(NodeId node, Func<RuleOutcome, bool> condemns)
    {
        ImmutableArray<string> rules =
        [
            .. _outcomes
                .Where((outcome, index) => condemns(outcome) && (_drops.Decided.IsEmpty || _drops.Decided[index].Contains(node)))
                .Select(outcome => Announcement.RuleOf(outcome.Rule.Location.Source.Path, outcome.Rule.Id))
                .Order(StringComparer.Ordinal),
        ];
        return rules.IsEmpty ? [Announcement.RuleOf(_policy.PlaceOf("unmatched").Source.Path, "settings.unmatched")] : rules;
    }
}
