using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Text;

namespace PolicyEngine.Selecting;

/// <summary>A condition that goes by facts from outside of the registry. Where they are not known it is unknown.</summary>
/// <param name="place">Where it stands: its policy is asked for the facts.</param>
internal abstract class FactPredicate(Location place) : Predicate
{
    /// <summary>The policy whose facts it goes by.</summary>
    protected string Policy => place.Source.Path;

    /// <summary>Where it stands.</summary>
    public Location Place => place;

    /// <summary>The keyword of the source that it asks.</summary>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public sealed override bool MayBeUnknown => true;

    /// <summary>Why what it asks for may not be all, as a sentence; null where it is.</summary>
    public virtual string? FindProblem(FactSet facts) =>
        facts.Find(Policy, Kind) is { } answer ? answer.Problem : $"The facts of '{Kind}' have not been read.";
}

/// <summary>A condition on what a capture group finds in single tags: it is the tag that is selected.</summary>
/// <param name="group">The group.</param>
/// <param name="place">Where it stands.</param>
internal abstract class TagFactPredicate(NamedGroup group, Location place) : FactPredicate(place)
{
    /// <summary>The longest that tags may be (OCI).</summary>
    private protected const int LongestTag = 128;

    /// <summary>The group.</summary>
    public NamedGroup Group => group;

    /// <inheritdoc/>
    public sealed override bool SpeaksOfTags => true;

    /// <inheritdoc/>
    public sealed override bool IsAboutSome => true;

    /// <inheritdoc/>
    public sealed override string? Seen(EvaluationContext context, NodeId node) => Tell(context, node);

    /// <summary>What the facts say of the tags of a manifest, for explanations; null where no tag has a capture.</summary>
    public sealed override string? Tell(EvaluationContext context, NodeId node)
    {
        var told = new List<string>();
        foreach (var tag in context.Graph.TagsOf(node))
        {
            if (
                group.Capture(context.Graph.TagText(tag)) is { } captured
                && Describe(context, captured) is var text
                && !told.Contains(text)
            )
            {
                told.Add(text);
            }
        }

        return told.Count == 0 ? null : ShortList.Of(told, 3);
    }

    /// <inheritdoc/>
    public sealed override Selection Select(EvaluationContext context, NodeSet domain)
    {
        var graph = context.Graph;
        var nodes = new NodeSetBuilder(domain.Capacity);
        var tags = new TagSetBuilder(graph.TagCount);
        foreach (var tag in graph.Tags)
        {
            var node = graph.TagTarget(tag);
            if (
                domain.Contains(node)
                && group.Capture(graph.TagText(tag)) is { } captured
                && (Decide(context, captured, graph.TagText(tag)) ?? context.UnknownHolds)
            )
            {
                nodes.Add(node);
                tags.Add(tag);
            }
        }

        return new Selection(nodes, tags);
    }

    /// <summary>Whether it holds for what was captured in a tag; null where nobody knows.</summary>
    protected abstract bool? Decide(EvaluationContext context, string captured, string tag);

    /// <summary>What the facts say of what was captured: <c>pull request 812 was closed 9 days ago (merged)</c>.</summary>
    protected abstract string Describe(EvaluationContext context, string captured);
}
