using System.Text.Json.Nodes;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>A type of values: how it is written in JSON schema and how it is bound. Immutable and thread-safe.</summary>
internal abstract class ValueType<T>
{
    /// <summary>A new JSON schema; only keywords that NJsonSchema checks.</summary>
    public abstract JsonObject Schema();

    /// <summary>Binds a node; reports what is wrong and then gives false.</summary>
    /// <param name="node">The value.</param>
    /// <param name="key">The key it stands at, for messages.</param>
    /// <param name="context">Takes the diagnostics.</param>
    /// <param name="value">The value.</param>
    public abstract bool TryBind(SyntaxNode node, string key, BindingContext context, out T value);
}

/// <summary>A type whose values are written as scalars.</summary>
internal abstract class ScalarType<T> : ValueType<T>
{
    /// <summary>What is expected, in messages: <c>a duration such as '14d'</c>.</summary>
    protected abstract string Expected { get; }

    /// <inheritdoc/>
    public sealed override bool TryBind(SyntaxNode node, string key, BindingContext context, out T value)
    {
        if (node is ScalarSyntax scalar)
        {
            return TryBindScalar(scalar, key, context, out value);
        }

        context.Report(LanguageDiagnostics.WrongType, node, $"'{key}'", Expected, Quote.Kind(node), string.Empty);
        value = default!;
        return false;
    }

    /// <summary>Binds a scalar.</summary>
    protected abstract bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out T value);

    /// <summary>Reports that a scalar is not what is expected.</summary>
    protected bool Reject(ScalarSyntax scalar, string key, BindingContext context, out T value)
    {
        context.Report(LanguageDiagnostics.WrongType, scalar, $"'{key}'", Expected, Quote.Kind(scalar), string.Empty);
        value = default!;
        return false;
    }

    /// <summary>Reports that a scalar is not what is expected, but says in other words what it should say.</summary>
    protected static bool Reject(
        ScalarSyntax scalar,
        string key,
        string expected,
        string meant,
        BindingContext context,
        out T value,
        bool isSafe = true
    )
    {
        var fix = CodeFix.Replace(
            scalar.Value == meant ? $"Write {meant} without quotes" : $"Change '{Quote.Cap(scalar.Value)}' to '{meant}'",
            scalar.Span,
            meant,
            isSafe
        );
        var written = scalar.Value == meant ? $"the text {Quote.Yaml(Quote.Cap(scalar.Value))}" : Quote.Kind(scalar);
        context.Report(
            LanguageDiagnostics.WrongType,
            scalar,
            fix,
            $"'{key}'",
            expected,
            written,
            scalar.Value == meant ? string.Empty : Suggestion.Text([meant])
        );
        value = default!;
        return false;
    }
}
