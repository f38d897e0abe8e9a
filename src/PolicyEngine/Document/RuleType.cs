using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Criteria;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Document;

/// <summary>An entry of <c>rules</c>.</summary>
internal sealed class RuleType : ValueType<Rule>
{
    /// <summary>The key of the id.</summary>
    internal static readonly Property<string> Id = new(
        "id",
        new IdentifierType(),
        "The rule's name in plans, reports and tests; unique in the file. Lower-case letters, digits and hyphens."
    )
    {
        IsRequired = true,
        Examples = ["pull-requests"],
        OtherWords = ["name", "rule", "key"],
    };
    private static readonly Property<string> Description = new("description", new TextType(), "What the rule is for, for other readers.")
    {
        Examples = ["Images of pull requests."],
    };
    private static readonly Property<GlobList> Repositories = new(
        "repositories",
        new GlobListType(isPath: true),
        "Narrows the rule to some of the policy's repositories, by globs ('!' excludes)."
    )
    {
        Examples = [new JsonArray("acme/web", "acme/api-*")],
    };
    private static readonly Property<bool> Enabled = new("enabled", new BooleanType(), "Whether the rule is enabled.") { Default = true };
    private static readonly Property<Predicate> Match = new(
        "match",
        new MatchType(),
        "What the rule selects: all of these conditions must hold. Everything by default."
    )
    {
        Examples = [new JsonObject { ["tags"] = "pr-*" }, new JsonObject { ["tagged"] = false }],
        OtherWords = ["select", "selector", "filter", "filters", "when", "where", "if", "images"],
    };

    private static readonly Property<BoundAction> Delete = new(
        "delete",
        new DeleteType(),
        "Deletes what the rule selects: 'all', or a mapping that says what is left out and what is spared."
    )
    {
        Examples = [new JsonObject { ["older-than"] = "14d", ["except-newest"] = 3 }, "all"],
        OtherWords = ["remove", "prune", "purge", "expire", "untag"],
    };

    private static readonly Property<BoundAction> Keep = new(
        "keep",
        new KeepType(),
        "Keeps what the rule selects: 'all', or a mapping of criteria. A keep rule never deletes anything."
    )
    {
        Examples = [new JsonObject { ["newest"] = 5, ["order-by"] = "semver" }, "all"],
        OtherWords = ["retain", "retention"],
    };

    /// <summary>The keys of a rule.</summary>
    internal static readonly MappingShape Shape = new("a rule", [Id, Description, Repositories, Enabled, Match, Delete, Keep])
    {
        Elsewhere = static () =>
            [
                ("under 'match'", ConditionCatalog.Match.Keywords),
                ("under 'delete'", CriterionCatalog.Delete.Keywords),
                ("under 'keep'", CriterionCatalog.Keep.Keywords),
                ("under 'tags' of 'match'", TagsCondition.OwnKeys),
            ],
    };

    /// <summary>The definition in the JSON schema: a rule may stand alone or in a list.</summary>
    internal static SchemaDefinition Definition { get; } =
        new("rule", "Rule", "What a rule selects, and what it does with it: exactly one of 'delete' and 'keep'.", Define);

    /// <inheritdoc/>
    public override JsonObject Schema() => Definition.Reference();

    private static JsonObject Define()
    {
        var schema = Shape.Schema();
        schema["oneOf"] = new JsonArray(
            new JsonObject { ["required"] = new JsonArray("delete") },
            new JsonObject { ["required"] = new JsonArray("keep") }
        );
        return schema;
    }

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out Rule value)
    {
        value = null!;
        if (
            node is MappingSyntax { Properties: { IsEmpty: false } entries }
            && entries.All(p =>
                p.Value is MappingSyntax && Shape.Find(p.Key.Value) is null && Shape.Guess(p.Key.Value, _ => true).Keywords.IsEmpty
            )
        )
        {
            context.Report(
                LanguageDiagnostics.WrongType,
                node,
                "'rules'",
                $"a list of rules, each as in '- id: {Quote.Cap(entries[0].Key.Value)}'",
                "a mapping of names to rules",
                string.Empty
            );
            return false;
        }

        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        var name =
            bag.TryGet(Id, out var id) ? id
            : bag.Nodes.GetValueOrDefault(Id) is ScalarSyntax { IsNull: false } written ? Quote.Cap(written.Value)
            : "(without id)";
        if (bag.Has(Delete) && bag.Has(Keep))
        {
            var (first, second) = bag.Nodes[Delete].Span < bag.Nodes[Keep].Span ? (Delete, Keep) : (Keep, Delete);
            context.Report(PolicyDiagnostics.TwoActions, bag.Keys[second], bag.Keys[first], "the first action", name);
            return false;
        }

        if (!bag.Has(Delete) && !bag.Has(Keep))
        {
            if (!bag.Meant.Overlaps([Delete.Keyword, Keep.Keyword]))
            {
                context.Report(PolicyDiagnostics.NoAction, node, name);
            }

            return false;
        }

        var action = bag.Get(bag.Has(Delete) ? Delete : Keep, new BoundAction());
        var match = bag.Get(Match, null!);
        var groups = bag.Has(Match) && match is null ? null : new RuleGroups(match, context);
        var per = groups?.Bind(action.Per, action.OrderBy.Key == RankKey.Version) ?? [];
        var order = groups?.Bind(action.OrderBy);
        var areGroups = match is null || NamedGroupType.TryResolve([match], context);
        if (!areGroups || bag.Values.Count < bag.Syntax.Properties.Length || per.Length < action.Per.Length || order is null || id is null)
        {
            return false;
        }

        value = new Rule(id, bag.Syntax)
        {
            Description = bag.Get(Description, null!),
            IsEnabled = bag.Get(Enabled, true),
            Repositories = bag.Get(Repositories, null!),
            IsDelete = bag.Has(Delete),
            Match = match,
            Criteria = action.Criteria,
            Of = action.Of,
            OrderBy = order,
            Per = per,
            TargetsTags = action.TargetsTags,
            WithOtherTags = action.WithOtherTags,
            JoinsAll = action.JoinsAll,
        };
        return true;
    }

    private sealed class MatchType : ValueType<Predicate>
    {
        public override JsonObject Schema() => ConditionCatalog.Definition.Reference();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out Predicate value)
        {
            value = ConditionCatalog.Bind(node, context)!;
            return value is not null;
        }
    }
}
