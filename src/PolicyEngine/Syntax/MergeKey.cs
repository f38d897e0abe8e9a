using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Resolves <c>&lt;&lt;</c>: a mapping, an alias of one, or a list of them; own keys win, then the earlier mapping.</summary>
internal static class MergeKey
{
    public const string Name = "<<";

    /// <summary>Adds the properties of <paramref name="value"/> that <paramref name="properties"/> does not have.</summary>
    public static void Merge(
        SyntaxNode value,
        Location use,
        ImmutableArray<PropertySyntax>.Builder properties,
        HashSet<string> names,
        DiagnosticBag bag
    )
    {
        foreach (var source in value is SequenceSyntax list ? list.Items : [value])
        {
            if (source is MappingSyntax mapping)
            {
                foreach (var property in mapping.Properties)
                {
                    if (names.Add(property.Name))
                    {
                        properties.Add(property with { IsMerged = true });
                    }
                }
            }
            else if (!source.IsMissing)
            {
                bag.Add(Diagnostic.Create(SyntaxDiagnostics.InvalidMerge, use, Quoted.KindOf(source)));
            }
        }
    }
}
