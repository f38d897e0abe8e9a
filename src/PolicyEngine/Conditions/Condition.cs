using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary>A key of <c>match</c> and <c>protect</c> (semantics.md#conditions): keyword, schema,
/// documentation, binding and predicate in one place. Listed in <see cref="ConditionCatalog"/>.</summary>
internal abstract class Condition : Property
{
    /// <summary>Describes the key; examples are values as they would be written.</summary>
    protected Condition(string keyword, string summary, params JsonNode?[] examples)
        : base(keyword, summary) => Examples = examples;

    /// <summary>The diagnostics that only this condition reports.</summary>
    public virtual ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [];

    /// <inheritdoc/>
    public sealed override bool TryBindValue(SyntaxNode node, BindingContext context, out object? value)
    {
        var predicate = Bind(node, context);
        value = predicate;
        return predicate is not null;
    }

    /// <summary>Compiles the value; null after reporting what is wrong.</summary>
    public abstract Predicate? Bind(SyntaxNode node, BindingContext context);
}

/// <summary>A condition whose value has one type.</summary>
internal abstract class Condition<T>(string keyword, ValueType<T> type, string summary, params JsonNode?[] examples)
    : Condition(keyword, summary, examples)
{
    /// <inheritdoc/>
    public sealed override JsonObject ValueSchema() => type.Schema();

    /// <inheritdoc/>
    public sealed override Predicate? Bind(SyntaxNode node, BindingContext context) =>
        type.TryBind(node, Keyword, context, out var value) ? Compile(value) : null;

    /// <summary>Compiles a bound value.</summary>
    protected abstract Predicate Compile(T value);
}
