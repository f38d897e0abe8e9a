using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Conditions;

/// <summary><c>expired</c>: names of labels and annotations in which images state their own end (semantics.md#stated-ends).</summary>
internal sealed class ExpiredCondition()
    : Condition<ImmutableArray<string>>(
        "expired",
        new ListType<string>(new TextType(), 20),
        "Names of labels or annotations in which the image states its own end, as 'quay.expires-after' "
            + "does: a duration from its age (7d), a time (RFC 3339), a date, or 'never'. "
            + "Holds when the image states an end and all ends that it states have passed. "
            + "Whoever can push can set them: narrow the rule by 'tags'.",
        "quay.expires-after",
        new JsonArray("quay.expires-after", "org.acme.expires")
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<string> value) => new Expired([.. value]);

    /// <summary>A value that an image states, and where.</summary>
    /// <param name="Name">The name of the label or annotation.</param>
    /// <param name="Value">The value. Author-controlled.</param>
    internal readonly record struct Statement(string Name, string Value);

    /// <summary>The condition.</summary>
    internal sealed class Expired(ImmutableHashSet<string> names) : UncertainPredicate
    {
        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool NeedsConfigs => true;

        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node)
        {
            var (statements, without, _) = Read(context, node);
            if (statements.Count == 0)
            {
                return "it states no end";
            }

            if (without is not null)
            {
                return "a part of it states no end, while another one does";
            }

            var left = statements.Where(s => HasPassed(context, node, s) == false).Select(s => (long?)EndOf(context, node, s)).Max();
            return left is not { } end ? null
                : end > DateTimeOffset.MaxValue.UtcTicks ? "it states that it never ends"
                : string.Create(CultureInfo.InvariantCulture, $"it states its end as {new DateTime(end):yyyy-MM-dd HH:mm} UTC");
        }

        /// <inheritdoc/>
        public override IEnumerable<long> TurnsAt(EvaluationContext context, NodeId node) =>
            Read(context, node)
                .Statements.Select(s => EndOf(context, node, s))
                .OfType<long>()
                .Where(end => end < DateTimeOffset.MaxValue.UtcTicks)
                .Select(end => end + 1);

        /// <summary>The latest end that an image states, in UTC ticks; null where it states none that can be read.</summary>
        public long? LatestEndOf(EvaluationContext context, NodeId node) =>
            Read(context, node).Statements.Select(s => EndOf(context, node, s)).Max();

        /// <summary>The values of an image that cannot be read as an end.</summary>
        public IEnumerable<Statement> UnreadableOf(EvaluationContext context, NodeId node) =>
            Read(context, node).Statements.Where(s => !StatedEnd.TryParse(s.Value, out _)).Distinct();

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node)
        {
            var (statements, without, mayBeMore) = Read(context, node);
            bool? passed = without is null;
            foreach (var statement in statements)
            {
                passed = And(passed, HasPassed(context, node, statement));
            }

            return passed == false ? false
                : mayBeMore ? null
                : And(passed, statements.Count > 0);
        }

        private static long? EndOf(EvaluationContext context, NodeId node, Statement statement) =>
            StatedEnd.TryParse(statement.Value, out var end) ? end.TicksFrom(context.Ages[node]) : null;

        private static bool? HasPassed(EvaluationContext context, NodeId node, Statement statement) =>
            EndOf(context, node, statement) is { } end ? end < context.Now.UtcTicks : null;

        /// <summary>What an image states; a piece of it that states nothing while another
        /// one does; and whether more may be stated where nobody has read.</summary>
        private (List<Statement> Statements, NodeId? Without, bool MayBeMore) Read(EvaluationContext context, NodeId node)
        {
            var graph = context.Graph;
            List<Statement> statements = [.. Of(graph.AnnotationsOf(node)), .. Of(graph.LabelsOf(node))];
            var mayBeMore = graph.HasUnknownLabels(node) || context.MayHold.Count > (context.MayHold.Contains(node) ? 1 : 0);
            foreach (var (referrer, _) in DirectReferrers.Of(graph, node))
            {
                statements.AddRange(Of(graph.AnnotationsOf(referrer)));
                mayBeMore |= graph.IsUnread(referrer);
            }

            var pieces = PiecesOf(graph, node)
                .Select(p => (Node: p, Stated: Of(graph.LabelsOf(p)).ToArray(), IsUnknown: graph.HasUnknownLabels(p)))
                .ToArray();
            statements.AddRange(pieces.SelectMany(p => p.Stated));
            mayBeMore |= pieces.Any(p => p.Stated.Length == 0 && p.IsUnknown);
            NodeId? without = null;
            if (pieces.Any(p => p.Stated.Length > 0))
            {
                without = pieces.Where(p => p.Stated.Length == 0 && !p.IsUnknown).Select(p => (NodeId?)p.Node).FirstOrDefault();
            }

            return (statements, without, mayBeMore);
        }

        private static bool HasPieces(DigestGraph graph, NodeId index)
        {
            foreach (var child in graph.Children[index])
            {
                if (child < graph.PresentCount && !graph.IsAttestation(child))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>The present manifests in an index, attestations aside, each
        /// once; of an index in it, what is in that one, if anything is.</summary>
        private static List<NodeId> PiecesOf(DigestGraph graph, NodeId index)
        {
            var pieces = new List<NodeId>();
            var seen = new HashSet<NodeId> { index };
            var open = new Stack<NodeId>([index]);
            while (open.TryPop(out var node))
            {
                foreach (var child in graph.Children[node])
                {
                    if (child >= graph.PresentCount || graph.IsAttestation(child) || !seen.Add(child))
                    {
                        continue;
                    }

                    if (!HasPieces(graph, child))
                    {
                        pieces.Add(child);
                    }
                    else
                    {
                        open.Push(child);
                    }
                }
            }

            return pieces;
        }

        private IEnumerable<Statement> Of(IEnumerable<KeyValuePair<string, string>> values) =>
            values.Where(v => names.Contains(v.Key)).Select(v => new Statement(v.Key, v.Value));
    }
}
