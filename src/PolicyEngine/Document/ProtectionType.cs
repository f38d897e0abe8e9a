using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Facts;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Document;

/// <summary>An entry of <c>protect</c>: any conditions of <c>match</c>, an optional id, and image references in files.</summary>
internal sealed class ProtectionType : ValueType<ProtectionType.Entry>
{
    /// <summary>The key of the id.</summary>
    internal static readonly Property<string> Id = new(
        "id",
        new IdentifierType(),
        "Its name in plans and reports; by default 'protect-1', 'protect-2', … by position."
    )
    {
        Examples = ["released"],
    };

    private static readonly Property<string> Description = new("description", new TextType(), "What it is for, for other readers.")
    {
        Examples = ["What customers run."],
    };

    private static readonly Property<InUseSource> InUse = new(
        "in-use",
        new InUseType(),
        "Protects images that files, clusters or deployments refer to, by tag and by digest. If one of them cannot be read, nothing "
            + "is deleted in the repositories that the policy applies to."
    )
    {
        Examples = [new JsonObject { ["files"] = new JsonArray("../deploy/**/*.yaml") }],
    };

    private static readonly Property<bool> BaseOfKept = new(
        "base-of-kept",
        new BooleanType(),
        "Protects what kept images name as their bases, in all repositories of the run: by the annotation or label "
            + "org.opencontainers.image.base.digest, else base.name."
    )
    {
        Examples = [true],
    };

    private static readonly MappingShape Shape = new("a protection", [Id, Description, InUse, BaseOfKept, .. ConditionCatalog.All])
    {
        Shorthand = "tags",
        Elsewhere = static () => [("under 'tags'", TagsCondition.OwnKeys), ("under 'in-use'", InUseType.Shape.Keywords)],
    };

    /// <summary>A bound entry; its name depends on its place.</summary>
    internal sealed record Entry(string? Id, SyntaxNode? IdNode, Predicate Predicate, InUseSource? InUse, MappingSyntax Syntax);

    /// <summary>The definition in the JSON schema: a protection may stand alone or in a list.</summary>
    internal static SchemaDefinition Definition { get; } =
        new(
            "protection",
            "Protection",
            "What is never deleted: images for which all of these conditions hold, with everything they need.",
            Shape.Schema
        );

    /// <inheritdoc/>
    public override JsonObject Schema() => Definition.Reference();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out Entry value)
    {
        value = null!;
        if (context.BindMapping(node, Shape.With(context.Foreign)) is not { } bag || bag.Values.Count < bag.Syntax.Properties.Length)
        {
            return false;
        }

        var inUse = bag.Get(InUse, null!);
        var conditions = ConditionCatalog
            .All.Concat(context.Foreign)
            .Where(bag.Values.ContainsKey)
            .Select(c => (Predicate)bag.Values[c]!)
            .ToList();
        if (inUse is not null)
        {
            conditions.Add(
                new InUsePredicate(node.Location.ToString(), readsRevisions: inUse.Asked.Any(source => source is DeploymentSource))
            );
        }

        if (bag.Get(BaseOfKept, false))
        {
            conditions.Add(new BasePredicate());
        }

        if (conditions.Count == 0)
        {
            context.Report(PolicyDiagnostics.EmptyProtection, node);
            return false;
        }

        if (!NamedGroupType.TryResolve(conditions, context))
        {
            return false;
        }

        value = new Entry(
            bag.Get(Id, null!),
            bag.Nodes.GetValueOrDefault(Id),
            conditions is [var one] ? one : new AllPredicate([.. conditions]),
            inUse,
            bag.Syntax
        );
        return true;
    }
}
