using System.Globalization;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>pull-request</c>: the number that a capture group finds in a tag is that of a pull request in some state.</summary>
internal sealed class PullRequestCondition()
    : Condition(
        "pull-request",
        "The tag names a pull request on GitHub that is in this state. It is the tag that is selected. A "
            + "number that GitHub does not know is unknown, and a tag without the group is not selected.",
        new JsonObject
        {
            ["number"] = "n",
            ["state"] = "closed",
            ["for"] = "3d",
        }
    )
{
    private static readonly Property<NamedGroup> Number = new(
        "number",
        new NamedGroupType(),
        "The capture group of 'tags.regex' that finds the number."
    )
    {
        IsRequired = true,
        Examples = ["n"],
    };

    private static readonly Property<WantedState> State = new(
        "state",
        new ChoiceType<WantedState>(("open", WantedState.Open), ("closed", WantedState.Closed), ("merged", WantedState.Merged)),
        "The state: 'closed' includes merged ones."
    )
    {
        IsRequired = true,
    };

    private static readonly Property<Duration> For = new("for", new DurationType(), "It was closed or merged longer ago than this.")
    {
        Examples = ["3d"],
    };

    private static readonly MappingShape Shape = new("'pull-request'", [Number, State, For]);

    /// <summary>The states that can be asked for.</summary>
    internal enum WantedState
    {
        Open,
        Closed,
        Merged,
    }

    /// <inheritdoc/>
    public override JsonObject ValueSchema() => Shape.Schema();

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context)
    {
        if (
            context.BindMapping(node, Shape) is not { } bag
            || !bag.TryGet(Number, out var group)
            || !bag.Values.ContainsKey(State)
            || bag.Values.Count < bag.Syntax.Properties.Length
        )
        {
            return null;
        }

        var state = bag.Get(State, WantedState.Closed);
        if (state == WantedState.Open && bag.Has(For))
        {
            context.Report(
                LanguageDiagnostics.WrongType,
                bag.Keys[For],
                "'for'",
                "beside 'state: closed' or 'state: merged'",
                "beside 'state: open'",
                string.Empty
            );
            return null;
        }

        return new OfPullRequest(group, state, bag.TryGet(For, out var since) ? since.Value : null, node.Location);
    }

    /// <summary>The compiled condition.</summary>
    internal sealed class OfPullRequest(NamedGroup group, WantedState state, TimeSpan? since, Location place)
        : TagFactPredicate(group, place)
    {
        /// <inheritdoc/>
        public override string Kind => PullRequestSource.Keyword;

        /// <inheritdoc/>
        public override TimeSpan? AgeLimit => since;

        /// <inheritdoc/>
        protected override bool? Decide(EvaluationContext context, string captured, string tag)
        {
            if (Find(context, captured) is not { } found)
            {
                return null;
            }

            var isWanted = state switch
            {
                WantedState.Open => found.State == PullRequestState.Open,
                WantedState.Closed => found.State != PullRequestState.Open,
                WantedState.Merged => found.State == PullRequestState.Merged,
            };
            return !isWanted || since is null ? isWanted
                : found.ClosedAt is { } at ? context.Now - at > since
                : null;
        }

        /// <inheritdoc/>
        protected override string Describe(EvaluationContext context, string captured)
        {
            if (Find(context, captured) is not { } found)
            {
                return $"pull request {captured} is unknown";
            }

            var ago = found.ClosedAt is { } at
                ? $" {Duration.Describe(TimeSpan.FromTicks(Math.Max(0, (context.Now - at).Ticks)))} ago"
                : "";
            return found.State switch
            {
                PullRequestState.Open => FormattableString.Invariant($"pull request {found.Number} is open"),
                PullRequestState.Closed => FormattableString.Invariant($"pull request {found.Number} was closed{ago}"),
                PullRequestState.Merged => FormattableString.Invariant($"pull request {found.Number} was closed{ago} (merged)"),
            };
        }

        private PullRequest? Find(EvaluationContext context, string captured) =>
            long.TryParse(captured, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && context.Facts.Find(Policy, Kind) is PullRequestFacts { Problem: null } facts
                ? facts.ByNumber.GetValueOrDefault(number)
                : null;
    }
}
