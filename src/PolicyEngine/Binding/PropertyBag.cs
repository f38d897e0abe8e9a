using System.Diagnostics.CodeAnalysis;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>The bound values of a mapping.</summary>
internal sealed class PropertyBag(MappingSyntax syntax)
{
    /// <summary>The mapping.</summary>
    public MappingSyntax Syntax { get; } = syntax;

    /// <summary>The keys themselves, as they are written.</summary>
    public Dictionary<Property, ScalarSyntax> Keys { get; } = [];

    /// <summary>The value nodes of the known keys that are present, bound or not.</summary>
    public Dictionary<Property, SyntaxNode> Nodes { get; } = [];

    /// <summary>The values that could be bound.</summary>
    public Dictionary<Property, object?> Values { get; } = [];

    /// <summary>The keys that unknown keys probably mean.</summary>
    public HashSet<string> Meant { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the key is present, however wrong its value.</summary>
    public bool Has(Property property) => Nodes.ContainsKey(property);

    /// <summary>Gets the value of a key that is present and right.</summary>
    public bool TryGet<T>(Property<T> property, [MaybeNullWhen(false)] out T value)
    {
        if (Values.TryGetValue(property, out var bound) && bound is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Gets the value, or another where the key is absent or wrong.</summary>
    public T Get<T>(Property<T> property, T otherwise) => TryGet(property, out var value) ? value : otherwise;
}
