using System.Collections.Immutable;
using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>A compiled condition: works on whole sets of manifests. Immutable and thread-safe.</summary>
internal abstract class Predicate
{
    /// <summary>Whether the condition speaks of <c>tags</c> or <c>tagged</c>, so that a protection with it looks at roots only.</summary>
    public virtual bool SpeaksOfTags => false;

    /// <summary>Whether the condition needs pull times.</summary>
    public virtual bool NeedsPullTimes => false;

    /// <summary>Whether the condition itself looks at what only the configs of images say.</summary>
    public virtual bool NeedsConfigs => false;

    /// <summary>Whether the condition itself looks at all that an image holds, of which some may be unread.</summary>
    public virtual bool NeedsParts => false;

    /// <summary>Whether it may be unknown, so that a rule selects something only perhaps (semantics.md#unknown).</summary>
    public virtual bool MayBeUnknown => NeedsParts;

    /// <summary>What it goes by that no other part of an explanation says, as a phrase:
    /// <c>pull request 812 was closed 9 days ago</c>; null for nothing.</summary>
    public virtual string? Tell(EvaluationContext context, NodeId node) => null;

    /// <summary>Whether it is, or holds outside of any <c>not</c>, a condition
    /// that selects orphaned referrers (semantics.md#roots).</summary>
    public virtual bool SelectsOrphans => false;

    /// <summary>Whether it picks single images by what is theirs alone:
    /// labels, annotations, a type of artifact, a state or a digest.</summary>
    public virtual bool IsAboutSome => false;

    /// <summary>Whether it limits the age.</summary>
    public virtual bool LimitsAge => false;

    /// <summary>The time after which it says something else of an image, counted from
    /// the image's age or last pull; null where time alone changes nothing.</summary>
    public virtual TimeSpan? AgeLimit => null;

    /// <summary>The moments, in UTC ticks, at which the condition itself says
    /// something else of one image, apart from <see cref="AgeLimit"/>.</summary>
    public virtual IEnumerable<long> TurnsAt(EvaluationContext context, NodeId node) => [];

    /// <summary>The digests that the condition itself names.</summary>
    public virtual ImmutableArray<string> NamedDigests => [];

    /// <summary>The conditions inside.</summary>
    public virtual ImmutableArray<Predicate> Parts => [];

    /// <summary>Selects from <paramref name="domain"/>, which it must not
    /// change; the result's nodes lie within it and are a new set.</summary>
    public abstract Selection Select(EvaluationContext context, NodeSet domain);

    /// <summary>What it sees in a manifest that it does not select, as a phrase for explanations:
    /// <c>pushed 2 days ago</c>; null where an explanation shows that anyway.</summary>
    public abstract string? Seen(EvaluationContext context, NodeId node);

    /// <summary>This condition and all inside it.</summary>
    public IEnumerable<Predicate> SelfAndParts() => Parts.SelectMany(p => p.SelfAndParts()).Prepend(this);
}

/// <summary>A condition on one manifest at a time that gives every tag.</summary>
internal abstract class NodePredicate : Predicate
{
    /// <inheritdoc/>
    public sealed override Selection Select(EvaluationContext context, NodeSet domain)
    {
        var nodes = new NodeSetBuilder(domain.Capacity);
        foreach (var node in domain)
        {
            if (Holds(context, node))
            {
                nodes.Add(node);
            }
        }

        return new Selection(nodes);
    }

    /// <summary>Whether the condition holds for a present manifest.</summary>
    public abstract bool Holds(EvaluationContext context, NodeId node);
}

/// <summary>All of several conditions.</summary>
internal sealed class AllPredicate(ImmutableArray<Predicate> parts) : Predicate
{
    /// <summary>What all parts see alike, as those of one <c>tags</c> do.</summary>
    public override string? Seen(EvaluationContext context, NodeId node) =>
        parts.Select(p => p.Seen(context, node)).Distinct().ToArray() is [var same] ? same : null;

    /// <inheritdoc/>
    public override ImmutableArray<Predicate> Parts => parts;

    /// <inheritdoc/>
    public override bool SpeaksOfTags => parts.Any(p => p.SpeaksOfTags);

    /// <inheritdoc/>
    public override bool NeedsPullTimes => parts.Any(p => p.NeedsPullTimes);

    /// <inheritdoc/>
    public override bool SelectsOrphans => parts.Any(p => p.SelectsOrphans);

    /// <inheritdoc/>
    public override bool LimitsAge => parts.Any(p => p.LimitsAge);

    /// <inheritdoc/>
    public override Selection Select(EvaluationContext context, NodeSet domain)
    {
        var result = new Selection(domain.ToBuilder());
        foreach (var part in parts)
        {
            result = Selection.Intersect(result, part.Select(context, result.Nodes));
        }

        return result;
    }
}
