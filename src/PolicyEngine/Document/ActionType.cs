using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Criteria;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Document;

/// <summary>A bound <c>delete</c> or <c>keep</c>; the groups of <c>per</c> are resolved with the rule's match.</summary>
internal sealed record BoundAction
{
    public ImmutableArray<BoundCriterion> Criteria { get; init; } = [];

    public CountBase Of { get; init; }

    public OrderBySyntax OrderBy { get; init; } = new(RankKey.Pushed);

    public ImmutableArray<ScalarSyntax> Per { get; init; } = [];

    public bool TargetsTags { get; init; }

    public bool WithOtherTags { get; init; }

    public bool JoinsAll { get; init; }
}

/// <summary><c>delete</c> or <c>keep</c>: <c>all</c>, or a mapping of criteria.</summary>
internal abstract class ActionType(string keyword, MappingShape shape) : ValueType<BoundAction>
{
    /// <inheritdoc/>
    public sealed override JsonObject Schema() =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("all") }, shape.Schema()) };

    /// <inheritdoc/>
    public sealed override bool TryBind(SyntaxNode node, string key, BindingContext context, out BoundAction value)
    {
        value = new BoundAction();
        if (node is ScalarSyntax { Value: "all" })
        {
            return true;
        }

        if (node is not MappingSyntax)
        {
            var meant = node is ScalarSyntax scalar ? Guess(scalar) : null;
            var fix = meant is null ? null : CodeFix.Replace($"Write '{meant}'", node.Span, meant, isSafe: false);
            context.Report(
                LanguageDiagnostics.WrongType,
                node,
                fix,
                $"'{keyword}'",
                "'all' or a mapping of criteria",
                Quote.Kind(node),
                meant is null ? string.Empty : Suggestion.Text([meant])
            );
            return false;
        }

        var bag = context.BindMapping(node, shape)!;
        var isWhole = bag.Values.Count == bag.Syntax.Properties.Length;
        value = Compile(bag, CriterionCatalog.Criteria(bag, shape));
        if (isWhole && bag.TryGet(ExceptCriterion.Property, out var spared) && spared.IsEmpty)
        {
            context.Report(
                PolicyDiagnostics.EmptyAction,
                bag.Nodes[ExceptCriterion.Property],
                $"A count is missing: '{CalendarKeys.Pick.Keyword}' says which image of a period is spared, but "
                    + $"nothing in 'except' says which periods. Add 'daily: 14', or another period."
            );
            return false;
        }

        if (isWhole && !HasCriterion(bag, value))
        {
            context.Report(PolicyDiagnostics.EmptyAction, node, Missing(bag));
            return false;
        }

        return Check(bag, value, isWhole, context) && isWhole;
    }

    private string Missing(PropertyBag bag) =>
        Counting.FirstOrDefault(bag.Has) is { } counting
            ? $"A count is missing: '{counting.Keyword}' says how to count, but nothing in "
                + $"'{keyword}' says how many. Add '{Count}: 5', or another number."
            : $"'{keyword}' does not say which images it means: add a limit such as '{Limit}' "
                + $"or a count such as '{Count}: 5', or write '{keyword}: all'.";

    /// <summary>Keys that say how something is counted: with one of these and no count, the count was forgotten.</summary>
    private protected static readonly Property[] Counting =
    [
        ActionOptions.Of,
        ActionOptions.OrderBy,
        PerCriterion.Property,
        CalendarKeys.Pick,
    ];

    private string Count => keyword == "delete" ? "except-newest" : "newest";

    private string Limit => keyword == "delete" ? "older-than: 30d" : "younger-than: 30d";

    /// <summary>What a single value plainly means: <c>all</c> in other letters or misspelt, an age or a count.</summary>
    private string? Guess(ScalarSyntax scalar)
    {
        if (!Suggestion.Closest(scalar.Value, ["all"]).IsEmpty)
        {
            return "all";
        }

        var key =
            Duration.TryParse(scalar.Value, out _) ? shape.Keywords.First(k => k is "older-than" or "younger-than")
            : YamlTyping.IsCount(scalar) ? shape.Keywords.First(k => k is "except-newest" or "newest")
            : null;
        return key is null ? null : $"{{ {key}: {Quote.Cap(scalar.Value)} }}";
    }

    /// <summary>Whether the action says anything.</summary>
    protected abstract bool HasCriterion(PropertyBag bag, BoundAction action);

    /// <summary>Takes the options of the action from the bag.</summary>
    protected abstract BoundAction Compile(PropertyBag bag, ImmutableArray<BoundCriterion> criteria);

    /// <summary>Reports keys that do not go together.</summary>
    protected virtual bool Check(PropertyBag bag, BoundAction action, bool isWhole, BindingContext context)
    {
        if (bag.Has(PerCriterion.Property) && action.Criteria.OfType<BoundQuota>().Any())
        {
            var quota = shape.Properties.First(p => bag.Values.GetValueOrDefault(p) is BoundQuota);
            context.Report(
                PolicyDiagnostics.Excludes,
                bag.Nodes[PerCriterion.Property],
                bag.Nodes[quota],
                $"'{quota.Keyword}' stands here",
                "per",
                quota.Keyword
            );
            return false;
        }

        var goesByTime = action.Criteria.Any(c => c is BoundCalendar);
        if (isWhole && !action.Criteria.Any(c => c is BoundCount or BoundQuota))
        {
            foreach (var property in new Property[] { ActionOptions.Of, ActionOptions.OrderBy, PerCriterion.Property }.Where(bag.Has))
            {
                if (!goesByTime)
                {
                    context.Report(PolicyDiagnostics.NeedsCount, bag.Nodes[property], property.Keyword);
                }
                else if (property == ActionOptions.OrderBy)
                {
                    context.Report(PolicyDiagnostics.CalendarByTime, bag.Nodes[property], property.Keyword);
                }
            }
        }

        var pick = bag.Nodes.GetValueOrDefault(CalendarKeys.Pick)
            ?? (bag.Nodes.GetValueOrDefault(ExceptCriterion.Property) as MappingSyntax)?.Find(CalendarKeys.Pick.Keyword)?.Value;
        if (isWhole && !goesByTime && pick is not null)
        {
            context.Report(PolicyDiagnostics.NeedsCount, pick, CalendarKeys.Pick.Keyword);
        }

        return true;
    }
}

/// <summary><c>delete</c>.</summary>
internal sealed class DeleteType() : ActionType("delete", CriterionCatalog.Delete)
{
    private static readonly Property ExceptNewest = CriterionCatalog.Delete.Find("except-newest")!;

    /// <inheritdoc/>
    protected override bool HasCriterion(PropertyBag bag, BoundAction action) =>
        !action.Criteria.IsEmpty
        || ((action.TargetsTags || (action.WithOtherTags && !bag.Has(ActionOptions.Target))) && !Counting.Any(bag.Has));

    /// <inheritdoc/>
    protected override BoundAction Compile(PropertyBag bag, ImmutableArray<BoundCriterion> criteria) =>
        new()
        {
            Criteria = criteria,
            Of = bag.Get(ActionOptions.Of, CountBase.Matched),
            OrderBy = bag.Get(ActionOptions.OrderBy, new OrderBySyntax(RankKey.Pushed)),
            Per = bag.Get(PerCriterion.Property, []),
            TargetsTags = bag.Get(ActionOptions.Target, false),
            WithOtherTags = bag.Get(ActionOptions.WithOtherTags, false),
        };

    /// <inheritdoc/>
    protected override bool Check(PropertyBag bag, BoundAction action, bool isWhole, BindingContext context)
    {
        if (
            bag.Has(ExceptNewest)
            && bag.Nodes.GetValueOrDefault(ExceptCriterion.Property) is MappingSyntax except
            && except.Find(ExceptCriterion.Newest.Keyword) is { } newest
        )
        {
            context.Report(
                PolicyDiagnostics.Excludes,
                newest.Key,
                bag.Nodes[ExceptNewest],
                "'except-newest' stands here",
                "except-newest",
                "except: { newest: … }"
            );
            return false;
        }

        if (action is { TargetsTags: true, WithOtherTags: true })
        {
            context.Report(
                PolicyDiagnostics.Excludes,
                bag.Nodes[ActionOptions.WithOtherTags],
                bag.Nodes[ActionOptions.Target],
                "'target' stands here",
                "target: tags",
                "with-other-tags: true"
            );
            return false;
        }

        return base.Check(bag, action, isWhole, context);
    }
}

/// <summary><c>keep</c>.</summary>
internal sealed class KeepType() : ActionType("keep", CriterionCatalog.Keep)
{
    /// <inheritdoc/>
    protected override bool HasCriterion(PropertyBag bag, BoundAction action) => !action.Criteria.IsEmpty;

    /// <inheritdoc/>
    protected override BoundAction Compile(PropertyBag bag, ImmutableArray<BoundCriterion> criteria) =>
        new()
        {
            Criteria = criteria,
            OrderBy = bag.Get(ActionOptions.OrderBy, new OrderBySyntax(RankKey.Pushed)),
            Per = bag.Get(PerCriterion.Property, []),
            JoinsAll = bag.Get(ActionOptions.Join, false),
        };
}
