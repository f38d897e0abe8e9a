using System.Collections.Immutable;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>Whether conditions want an image with a tag, or one without: <c>tags</c>
/// in any form and <c>tagged: true</c>, or <c>tagged: false</c>. Pure.</summary>
internal static class TagDemand
{
    /// <summary>Two conditions that must hold together and cannot.</summary>
    /// <param name="First">The one before, perhaps outside of <c>any</c>.</param>
    /// <param name="Second">The one that contradicts it.</param>
    public readonly record struct Contradiction(PropertySyntax First, PropertySyntax Second);

    /// <summary>The contradictions in the conditions of a node, those within <c>any</c>, <c>all</c> and <c>not</c> included.</summary>
    public static IEnumerable<Contradiction> Contradictions(SyntaxNode? node) => Walk(node, null).Found;

    /// <summary>What a node of conditions demands for itself, and what contradicts in it.</summary>
    private static (Demand? Own, List<Contradiction> Found) Walk(SyntaxNode? node, Demand? outer)
    {
        var found = new List<Contradiction>();
        if (node is not MappingSyntax conditions)
        {
            return (null, found);
        }

        var demand = outer;
        foreach (var property in conditions.Properties.OrderBy(p => p.Name is "any" or "all" or "not"))
        {
            if (Of(property) is { } own)
            {
                if (demand is { } before && before.Tagged != own.Tagged)
                {
                    // 'tagged: false' is the one that is meant otherwise, wherever it stands.
                    found.Add(
                        before.By.Name == "tagged" && own.By.Name == "tags" && outer is null
                            ? new(own.By, before.By)
                            : new(before.By, own.By)
                    );
                }

                demand ??= own;
                continue;
            }

            foreach (var item in property.Name is "any" or "all" or "not" ? Items(property.Value) : [])
            {
                var (inner, more) = Walk(item, property.Name == "not" ? null : demand);
                found.AddRange(more);
                demand = property.Name == "all" ? demand ?? inner : demand;
            }
        }

        return (demand, found);
    }

    private static Demand? Of(PropertySyntax property) =>
        property switch
        {
            { Name: "tags" } => new Demand(true, property),
            { Name: "tagged", Value: ScalarSyntax { Value: "true" or "false" } value } => new Demand(value.Value == "true", property),
            {
                Name: "not",
                Value: MappingSyntax { Properties: [{ Name: "tagged", Value: ScalarSyntax { Value: "true" or "false" } value }] }
            } => new Demand(value.Value == "false", property),
            _ => null,
        };

    private static ImmutableArray<SyntaxNode> Items(SyntaxNode node) => node is SequenceSyntax list ? list.Items : [node];

    private readonly record struct Demand(bool Tagged, PropertySyntax By);
}
