using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>A name (an id, a tag, a path) with its place, since what is wrong with it is often found out later.</summary>
internal sealed class NameType : ScalarType<ScalarSyntax>
{
    /// <inheritdoc/>
    protected override string Expected => "a text";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out ScalarSyntax value)
    {
        value = scalar;
        return scalar.Value.Length > 0 || scalar.IsNull
            ? YamlTyping.TryText(scalar, key, context, out _)
            : Reject(scalar, key, context, out value);
    }
}

/// <summary>A mapping of names to names, both with their places.</summary>
internal sealed class NameMapType : ValueType<ImmutableArray<(ScalarSyntax Key, ScalarSyntax Value)>>
{
    private static readonly NameType Name = new();

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["additionalProperties"] = Name.Schema(),
        };

    /// <inheritdoc/>
    public override bool TryBind(
        SyntaxNode node,
        string key,
        BindingContext context,
        out ImmutableArray<(ScalarSyntax Key, ScalarSyntax Value)> value
    )
    {
        value = [];
        if (!new MapType<ScalarSyntax>(Name).TryBind(node, key, context, out var pairs))
        {
            return false;
        }

        value = [.. ((MappingSyntax)node).Properties.Zip(pairs, (property, pair) => (property.Key, pair.Value))];
        return true;
    }
}
