using System.Globalization;
using System.Text.Json.Nodes;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>A plain integer of at least 1.</summary>
internal sealed class PositiveType : ScalarType<int>
{
    private const int Most = 1_000_000;

    /// <inheritdoc/>
    protected override string Expected => "a whole number of at least 1";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = 1,
            ["maximum"] = Most,
        };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out int value)
    {
        value = 0;
        return FilledPatterns.AreSimple(scalar, Expected, context)
            && (
                YamlTyping.IsCount(scalar)
                    && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                    && value is >= 1 and <= Most
                || Reject(scalar, key, context, out value)
            );
    }
}
