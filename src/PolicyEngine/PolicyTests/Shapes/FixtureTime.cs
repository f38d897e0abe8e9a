using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Oci;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>A time of an image in a test: an age, or a date.</summary>
/// <param name="Age">How long before now; null for a date.</param>
/// <param name="Date">The date; null for an age.</param>
internal sealed record FixtureTime(TimeSpan? Age, DateTimeOffset? Date)
{
    /// <summary>The time, of a test with this now.</summary>
    public DateTimeOffset At(DateTimeOffset now) => Date ?? now - Age!.Value;
}

/// <summary>A time as <c>40d ago</c>, <c>now</c>, or an ISO 8601 date.</summary>
internal sealed class FixtureTimeType : ScalarType<FixtureTime>
{
    private const string Ago = " ago";

    /// <inheritdoc/>
    protected override string Expected => "an age such as '40d ago', or a date such as '2026-01-31'";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new() { ["type"] = "string", ["pattern"] = $"^(now|{Duration.Pattern[1..^1]} +ago|{MomentType.Pattern})$" };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out FixtureTime value)
    {
        value = new FixtureTime(TimeSpan.Zero, null);
        if (scalar.Value is "now")
        {
            return true;
        }

        if (scalar.Value.EndsWith(Ago, StringComparison.Ordinal) && Duration.TryParse(scalar.Value[..^Ago.Length].TrimEnd(), out var past))
        {
            value = new FixtureTime(past.Value, null);
            return true;
        }

        if (Iso8601.TryParse(scalar.Value, out var date))
        {
            value = new FixtureTime(null, date);
            return true;
        }

        var words = scalar.Value.EndsWith(Ago, StringComparison.Ordinal) ? scalar.Value[..^Ago.Length].TrimEnd() : scalar.Value;
        var age =
            Duration.TryParse(words, out _) ? words
            : words is "yesterday" ? "1d"
            : UnitWords.Duration(words);
        var fix =
            age is not null && Duration.TryParse(age, out _)
                ? Diagnostics.CodeFix.Replace($"Change '{Quote.Cap(scalar.Value)}' to '{Quote.Cap(age)}{Ago}'", scalar.Span, age + Ago)
                : null;
        context.Report(
            PolicyTestDiagnostics.BadTime,
            scalar,
            fix,
            key,
            Expected,
            Quote.Kind(scalar),
            fix is null ? string.Empty : Diagnostics.Suggestion.Text([Quote.Cap(age!) + Ago])
        );
        return false;
    }
}

/// <summary>A date, or a date and time, of ISO 8601.</summary>
internal sealed class MomentType : ScalarType<DateTimeOffset>
{
    /// <summary>The pattern of the schema, unanchored.</summary>
    internal const string Pattern =
        "[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)? *([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?";

    /// <inheritdoc/>
    protected override string Expected => "a date such as '2026-06-01' or '2026-06-01T12:00:00Z'";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = $"^{Pattern}$" };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out DateTimeOffset value)
    {
        if (Iso8601.TryParse(scalar.Value, out value))
        {
            return true;
        }

        context.Report(PolicyTestDiagnostics.BadTime, scalar, key, Expected, Quote.Kind(scalar), string.Empty);
        return false;
    }
}
