using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>commit</c>: the commit that an image was built from is reachable from branches and tags, or is not.</summary>
internal sealed class CommitCondition()
    : Condition(
        "commit",
        "The commit that the image was built from is reachable from these branches and tags, or is not. A "
            + "commit that is not in the clone, or a short hash of several commits, is unknown.",
        new JsonObject
        {
            ["from"] = "label:org.opencontainers.image.revision",
            ["reachable-from"] = new JsonArray("main", "release/*", "tags"),
            ["is"] = false,
        }
    )
{
    private const string LabelPrefix = "label:";
    private const string AnnotationPrefix = "annotation:";

    private static readonly Property<NamedGroup> From = new(
        "from",
        new NamedGroupType(),
        "Where the hash stands, full or short: 'label:NAME', 'annotation:NAME', or a capture group of 'tags.regex'."
    )
    {
        IsRequired = true,
        Examples = ["label:org.opencontainers.image.revision"],
    };

    private static readonly Property<GlobList> ReachableFrom = new(
        "reachable-from",
        new GlobListType(isPath: true),
        $"Branches of the remote, by globs, and '{GitFacts.AllTags}' for all of its tags."
    )
    {
        IsRequired = true,
        Examples = [new JsonArray("main", "release/*", GitFacts.AllTags)],
    };

    private static readonly Property<bool> Is = new("is", new BooleanType(), "'false' selects the images whose commit is not reachable.")
    {
        Default = true,
    };

    private static readonly MappingShape Shape = new("'commit'", [From, ReachableFrom, Is]);

    /// <inheritdoc/>
    public override JsonObject ValueSchema() => Shape.Schema();

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context)
    {
        if (
            context.BindMapping(node, Shape) is not { } bag
            || !bag.TryGet(From, out var from)
            || !bag.TryGet(ReachableFrom, out var refs)
            || bag.Values.Count < bag.Syntax.Properties.Length
        )
        {
            return null;
        }

        ImmutableArray<string> question = [.. refs.Included.Select(p => p.Text), .. refs.Excluded.Select(p => "!" + p.Text)];
        var (isReachable, place) = (bag.Get(Is, true), node.Location);
        return from.Name.Value.StartsWith(LabelPrefix, StringComparison.Ordinal)
                ? new OfLabel(from.Name.Value[LabelPrefix.Length..], question, isReachable, place)
            : from.Name.Value.StartsWith(AnnotationPrefix, StringComparison.Ordinal)
                ? new OfAnnotation(from.Name.Value[AnnotationPrefix.Length..], question, isReachable, place)
            : new OfTag(from, question, isReachable, place);
    }

    private static string? FindProblem(FactSet facts, string policy) =>
        facts.Find(policy, GitSource.Keyword) is GitFacts { Problem: null } git ? git.CommitProblem : null;

    private static bool? Decide(EvaluationContext context, string policy, string hash, ImmutableArray<string> question, bool isReachable) =>
        context.Facts.Find(policy, GitSource.Keyword) is GitFacts { Problem: null, CommitProblem: null } facts
        && facts.IsReachable(hash, GitFacts.KeyOf(question)) is { } found
            ? found == isReachable
            : null;

    private static string Describe(bool? holds, string hash, bool isReachable) =>
        holds switch
        {
            null => $"the commit {Quote.Cap(hash)} is unknown",
            var found => $"the commit {Quote.Cap(hash)} is {(found == isReachable ? "" : "not ")}reachable",
        };

    /// <summary>A condition on the commit that single tags name.</summary>
    internal sealed class OfTag(NamedGroup group, ImmutableArray<string> question, bool isReachable, Location place)
        : TagFactPredicate(group, place),
            ICommitQuestion
    {
        /// <inheritdoc/>
        public ImmutableArray<string> Question => question;

        /// <inheritdoc/>
        public override string Kind => GitSource.Keyword;

        /// <inheritdoc/>
        public override string? FindProblem(FactSet facts) => base.FindProblem(facts) ?? CommitCondition.FindProblem(facts, Policy);

        /// <inheritdoc/>
        protected override bool? Decide(EvaluationContext context, string captured, string tag) =>
            CommitCondition.Decide(context, Policy, captured, question, isReachable);

        /// <inheritdoc/>
        protected override string Describe(EvaluationContext context, string captured) =>
            CommitCondition.Describe(Decide(context, captured, captured), captured, isReachable);
    }

    /// <summary>A condition on the commits that an image names as a whole: all must agree.</summary>
    internal abstract class OfImage(ImmutableArray<string> question, bool isReachable, Location place)
        : FactPredicate(place),
            ICommitQuestion
    {
        /// <inheritdoc/>
        public ImmutableArray<string> Question => question;

        /// <inheritdoc/>
        public sealed override string Kind => GitSource.Keyword;

        /// <inheritdoc/>
        public sealed override bool IsAboutSome => true;

        /// <inheritdoc/>
        public sealed override string? FindProblem(FactSet facts) => base.FindProblem(facts) ?? CommitCondition.FindProblem(facts, Policy);

        /// <inheritdoc/>
        public sealed override string? Seen(EvaluationContext context, NodeId node) => Tell(context, node);

        /// <inheritdoc/>
        public sealed override string? Tell(EvaluationContext context, NodeId node)
        {
            var told = HashesOf(context.Graph, node, out _)
                .Distinct(StringComparer.Ordinal)
                .Select(hash =>
                    CommitCondition.Describe(CommitCondition.Decide(context, Policy, hash, question, isReachable), hash, isReachable)
                )
                .ToArray();
            return told.Length == 0 ? null : ShortList.Of(told, 3);
        }

        /// <inheritdoc/>
        public sealed override Selection Select(EvaluationContext context, NodeSet domain)
        {
            var nodes = new NodeSetBuilder(domain.Capacity);
            foreach (var node in domain)
            {
                if (Decide(context, node) ?? context.UnknownHolds)
                {
                    nodes.Add(node);
                }
            }

            return new Selection(nodes);
        }

        /// <summary>The hashes that an image names.</summary>
        protected abstract IEnumerable<string> HashesOf(DigestGraph graph, NodeId node, out bool isUnknown);

        private bool? Decide(EvaluationContext context, NodeId node)
        {
            var answers = HashesOf(context.Graph, node, out var isUnknown)
                .Select(hash => CommitCondition.Decide(context, Policy, hash, question, isReachable))
                .Distinct()
                .ToArray();
            return isUnknown
                ? null
                : answers switch
                {
                    [] => false,
                    [var same] => same,
                    _ => null,
                };
        }
    }

    private sealed class OfLabel(string name, ImmutableArray<string> question, bool isReachable, Location place)
        : OfImage(question, isReachable, place)
    {
        /// <inheritdoc/>
        public override bool NeedsConfigs => true;

        /// <inheritdoc/>
        public override bool NeedsParts => true;

        /// <inheritdoc/>
        protected override IEnumerable<string> HashesOf(DigestGraph graph, NodeId node, out bool isUnknown)
        {
            var found = ValuesOf(graph.LabelsOf(node), name).ToList();
            isUnknown = graph.HasUnknownLabels(node);
            foreach (var child in graph.Children[node])
            {
                if (child < graph.PresentCount)
                {
                    found.AddRange(ValuesOf(graph.LabelsOf(child), name));
                    isUnknown |= graph.HasUnknownLabels(child) && (graph.IsUnread(child) || !graph.IsAttestation(child));
                }
            }

            return found;
        }
    }

    private sealed class OfAnnotation(string name, ImmutableArray<string> question, bool isReachable, Location place)
        : OfImage(question, isReachable, place)
    {
        /// <inheritdoc/>
        protected override IEnumerable<string> HashesOf(DigestGraph graph, NodeId node, out bool isUnknown)
        {
            isUnknown = graph.IsUnread(node);
            return ValuesOf(graph.AnnotationsOf(node), name);
        }
    }

    private static IEnumerable<string> ValuesOf(IEnumerable<KeyValuePair<string, string>> values, string name) =>
        values.Where(v => string.Equals(v.Key, name, StringComparison.Ordinal) && v.Value.Length > 0).Select(v => v.Value);
}
