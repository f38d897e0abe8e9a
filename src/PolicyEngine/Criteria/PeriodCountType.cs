using System.Globalization;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary>How many periods of the calendar keep an image.</summary>
/// <param name="Number">The number, at least 1; null for all.</param>
internal readonly record struct PeriodCount(int? Number);

/// <summary>A whole number of at least 1, or <c>all</c>.</summary>
internal sealed class PeriodCountType : ScalarType<PeriodCount>
{
    private const string All = "all";
    private const int Most = 1_000_000_000;

    /// <summary>What other tools write for all.</summary>
    private static readonly HashSet<string> s_unlimited = new(StringComparer.OrdinalIgnoreCase)
    {
        All,
        "unlimited",
        "-1",
        "infinite",
        "every",
        "forever",
    };

    /// <inheritdoc/>
    protected override string Expected => "a whole number of at least 1, or 'all'";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "integer",
                    ["minimum"] = 1,
                    ["maximum"] = Most,
                },
                new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(All) }
            ),
        };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out PeriodCount value)
    {
        value = default;
        if (!FilledPatterns.AreSimple(scalar, Expected, context))
        {
            return false;
        }

        if (scalar.Value == All)
        {
            return true;
        }

        if (s_unlimited.Contains(scalar.Value) || !Suggestion.Closest(scalar.Value, [All]).IsEmpty)
        {
            return Reject(scalar, key, Expected, All, context, out value);
        }

        if (
            (YamlTyping.WithoutZeros(scalar) ?? (CountType.IsQuoted(scalar) ? scalar.Value : null)) is { } digits
            && digits.Any(d => d != '0')
        )
        {
            return Reject(scalar, key, Expected, digits, context, out value);
        }

        if (
            YamlTyping.IsCount(scalar)
            && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= Most
        )
        {
            value = new PeriodCount(number);
            return true;
        }

        if (Duration.TryParse(scalar.Value, out _))
        {
            context.Report(
                LanguageDiagnostics.WrongType,
                scalar,
                $"'{key}'",
                Expected,
                Quote.Kind(scalar),
                $" Write a time under 'within': 'within: {{ {key}: {scalar.Value} }}'."
            );
            return false;
        }

        return Reject(scalar, key, context, out value);
    }
}
