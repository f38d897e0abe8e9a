using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary>Binds the conditions inside <c>any</c>, <c>all</c> and <c>not</c>.</summary>
internal static class NestedConditions
{
    /// <summary>Binds a list of sets of conditions; false where one of them is wrong.</summary>
    public static bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<Predicate> parts)
    {
        parts = [];
        if (!ListSchema.TryItems(node, key, 100, context, out var items))
        {
            return false;
        }

        var bound = items.Select(item => BindOne(item, key, context)).ToArray();
        parts = [.. bound.OfType<Predicate>()];
        return parts.Length == bound.Length;
    }

    /// <summary>Binds one set of conditions, which must not be empty.</summary>
    public static Predicate? BindOne(SyntaxNode node, string key, BindingContext context)
    {
        if (node is not MappingSyntax mapping)
        {
            context.Report(
                LanguageDiagnostics.WrongType,
                node,
                $"'{key}'",
                "made of mappings of conditions",
                Quote.Kind(node),
                string.Empty
            );
            return null;
        }

        if (mapping.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return null;
        }

        return ConditionCatalog.Bind(node, context);
    }
}
