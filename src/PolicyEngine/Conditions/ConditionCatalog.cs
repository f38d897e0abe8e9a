using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary>All conditions, in the order of the reference page. To add one: a class in this folder, and a line here.</summary>
internal static class ConditionCatalog
{
    /// <summary>All conditions.</summary>
    public static ImmutableArray<Condition> All { get; } =
    [
        new TagsCondition(),
        new TaggedCondition(),
        new DigestsCondition(),
        new OlderThanCondition(),
        new YoungerThanCondition(),
        new NotPulledForCondition(),
        new KindCondition(),
        new MediaTypeCondition(),
        new ArtifactTypeCondition(),
        new PlatformCondition(),
        new LabelsCondition(),
        new AnnotationsCondition(),
        new ReferrersCondition(),
        new ExpiredCondition(),
        new LargerThanCondition(),
        new StateCondition(),
        new PullRequestCondition(),
        new BranchCondition(),
        new CommitCondition(),
        new AnyCondition(),
        new AllCondition(),
        new NotCondition(),
    ];

    /// <summary>The keys of <c>match</c>.</summary>
    public static MappingShape Match { get; } =
        new("'match'", [.. All])
        {
            Shorthand = "tags",
            Elsewhere = static () =>
                [("under 'tags'", TagsCondition.OwnKeys), ("under 'delete'", ActionKeys.Delete), ("under 'keep'", ActionKeys.Keep)],
        };

    /// <summary>The definition in the JSON schema: conditions nest.</summary>
    public static SchemaDefinition Definition { get; } =
        new("conditions", "Conditions", "Conditions on an image, all of which must hold.", Match.Schema);

    /// <summary>Compiles a mapping of conditions, all of which must hold; null where one of them is wrong.</summary>
    public static Predicate? Bind(SyntaxNode node, BindingContext context)
    {
        var bag = context.BindMapping(node, Match.With(context.Foreign));
        return bag is null || bag.Values.Count < bag.Syntax.Properties.Length
            ? null
            : Combine(bag, [.. All, .. context.Foreign.Cast<Condition>()]);
    }

    /// <summary>The conditions of a bag, all of which must hold.</summary>
    public static Predicate Combine(PropertyBag bag, ImmutableArray<Condition> conditions)
    {
        // Cheap conditions narrow the set before costly ones look at it; the order never changes the result.
        var parts = conditions.Where(bag.Values.ContainsKey).Select(c => (Predicate)bag.Values[c]!).ToImmutableArray();
        return parts is [var one] ? one : new AllPredicate(parts);
    }

    /// <summary>The conditions that <see cref="Bind"/> made a predicate of, each as it is written.</summary>
    public static IEnumerable<(PropertySyntax Written, Predicate Predicate)> PartsOf(MappingSyntax written, Predicate bound)
    {
        var properties = All.Select(c => written.Find(c.Keyword)).OfType<PropertySyntax>().Concat(ForeignIn(written)).ToArray();
        return properties is [var only] ? [(only, bound)] : properties.Zip(bound.Parts);
    }

    /// <summary>The keys of conditions that a program brings, in the order in which they are combined.</summary>
    private static IEnumerable<PropertySyntax> ForeignIn(MappingSyntax written) =>
        written.Properties.Where(p => ForeignCondition.IsKeyword(p.Key.Value)).OrderBy(p => p.Key.Value, StringComparer.Ordinal);
}
