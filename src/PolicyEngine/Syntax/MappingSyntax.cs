using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>A mapping. Merge keys are resolved, own keys win; duplicates were reported and the first one stays.</summary>
public sealed class MappingSyntax : SyntaxNode
{
    internal MappingSyntax(SourceText source, TextSpan span, ImmutableArray<PropertySyntax> properties)
        : base(source, span) => Properties = properties;

    /// <summary>The properties in the order of the text, merged ones last.</summary>
    public ImmutableArray<PropertySyntax> Properties { get; }

    /// <inheritdoc/>
    public override string KindText => "a mapping";

    /// <summary>The property of a name, or null.</summary>
    public PropertySyntax? Find(string name)
    {
        foreach (var property in Properties)
        {
            if (string.Equals(property.Name, name, StringComparison.Ordinal))
            {
                return property;
            }
        }

        return null;
    }
}
