using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.Criteria;

/// <summary>The name of a group, with its place: whether the rule has it is seen with its match.</summary>
internal sealed class GroupNameType : ScalarType<ScalarSyntax>
{
    /// <inheritdoc/>
    protected override string Expected => "the name of a group";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out ScalarSyntax value)
    {
        value = scalar;
        return YamlTyping.TryText(scalar, key, context, out _);
    }
}
