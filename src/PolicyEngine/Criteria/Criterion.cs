using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Criteria;

/// <summary>A key of <c>delete</c> or <c>keep</c> (semantics.md#actions) that measures
/// images: keyword, schema, documentation, binding and meaning in one place.</summary>
/// <remarks>Keys that only say how to measure (<c>of</c>, <c>order-by</c>, <c>per</c>, …) are plain properties beside it.</remarks>
internal abstract class Criterion<T> : Property
{
    private readonly ValueType<T> _type;

    /// <summary>Describes the key; examples are values as they would be written.</summary>
    protected Criterion(string keyword, ValueType<T> type, string summary, params JsonNode?[] examples)
        : base(keyword, summary)
    {
        _type = type;
        Examples = examples;
    }

    /// <inheritdoc/>
    public sealed override JsonObject ValueSchema() => _type.Schema();

    /// <inheritdoc/>
    public sealed override bool TryBindValue(SyntaxNode node, BindingContext context, out object? value)
    {
        value = _type.TryBind(node, Keyword, context, out var bound) ? Compile(bound) : null;
        return value is not null;
    }

    /// <summary>Compiles a bound value.</summary>
    protected abstract BoundCriterion Compile(T value);
}
