using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Language.Binding;

/// <summary>Collects what binding one policy finds, and binds mappings against their <see cref="MappingShape"/>. Not thread-safe.</summary>
internal sealed class BindingContext(DiagnosticBag diagnostics)
{
    /// <summary>The diagnostics so far.</summary>
    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>Reports a diagnostic at a node.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, params ReadOnlySpan<object?> args) =>
        Diagnostics.Add(Diagnostic.Create(descriptor, at.Location, args));

    /// <summary>Reports a diagnostic at a node, with a fix.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, CodeFix? fix, params ReadOnlySpan<object?> args) =>
        Diagnostics.Add(Diagnostic.Create(descriptor, at.Location, args) with { Fix = fix });

    /// <summary>Reports a diagnostic at a node, with a second place.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, SyntaxNode other, string note, params ReadOnlySpan<object?> args) =>
        Diagnostics.Add(Diagnostic.Create(descriptor, at.Location, args) with { AdditionalLocations = [(other.Location, note)] });

    /// <summary>Binds a mapping: every known key by its property, unknown ones reported once, required ones missed.</summary>
    /// <returns>What could be bound, or null where the node is no mapping.</returns>
    public PropertyBag? BindMapping(SyntaxNode node, MappingShape shape)
    {
        if (node is not MappingSyntax mapping)
        {
            Report(LanguageDiagnostics.WrongType, node, Quote.Capitalize(shape.What), "a mapping of keys to values", Quote.Kind(node));
            return null;
        }

        var bag = new PropertyBag(mapping);
        foreach (var (key, value, _) in mapping.Properties)
        {
            if (shape.Find(key.Value) is { } property)
            {
                bag.Nodes[property] = value;
                if (property.TryBindValue(value, this, out var bound))
                {
                    bag.Values[property] = bound;
                }
            }
            else if (!(shape.AllowsExtensions && key.Value.StartsWith("x-", StringComparison.Ordinal)))
            {
                ReportUnknownKey(key, shape, mapping, bag);
            }
        }

        foreach (var property in shape.Properties)
        {
            if (property.IsRequired && !bag.Has(property) && !bag.Meant.Contains(property.Keyword))
            {
                ReportMissing(mapping, shape, property.Keyword);
            }
        }

        return bag;
    }

    /// <summary>Reports a key that is missing: at the mapping that lacks it, and for the file at line 1.</summary>
    public void ReportMissing(MappingSyntax mapping, MappingShape shape, string keyword)
    {
        var at = shape.AllowsExtensions ? new Location(mapping.Source, new TextSpan(0, 0)) : mapping.Location;
        Diagnostics.Add(Diagnostic.Create(LanguageDiagnostics.MissingKey, at, Quote.Capitalize(shape.What), keyword));
    }

    private void ReportUnknownKey(ScalarSyntax key, MappingShape shape, MappingSyntax mapping, PropertyBag bag)
    {
        var free = shape.Properties.Select(p => p.Keyword).Where(k => mapping.Find(k) is null);
        var closest = Suggestion.Closest(key.Value, free);
        foreach (var keyword in closest)
        {
            bag.Meant.Add(keyword);
        }

        var fix = closest.Length == 1 ? CodeFix.Replace($"Change '{Quote.Cap(key.Value)}' to '{closest[0]}'", key.Span, closest[0]) : null;
        Report(LanguageDiagnostics.UnknownKey, key, fix, Quote.Cap(key.Value), shape.What, Suggestion.Text(closest));
    }
}
