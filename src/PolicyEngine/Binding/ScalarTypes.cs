using System.Globalization;
using System.Text.Json.Nodes;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Binding;

/// <summary>A text.</summary>
/// <param name="isFilePattern">Whether it is a glob of files, so that the values of inputs stand for themselves in it.</param>
internal sealed class TextType(bool isFilePattern = false) : ScalarType<string>
{
    /// <inheritdoc/>
    protected override string Expected => "a text";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string" };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out string value) =>
        YamlTyping.TryText(scalar, key, context, out value) && (!isFilePattern || FilledPatterns.TryGlob(scalar, context, out value));
}

/// <summary>A plain non-negative integer.</summary>
internal sealed class CountType(int most = 1_000_000_000) : ScalarType<int>
{
    /// <inheritdoc/>
    protected override string Expected => "a whole number of at least 0";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = 0,
            ["maximum"] = most,
        };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out int value)
    {
        if (!FilledPatterns.AreSimple(scalar, Expected, context))
        {
            value = 0;
            return false;
        }

        if (YamlTyping.WithoutZeros(scalar) is { } digits)
        {
            return Reject(scalar, key, Expected, digits, context, out value);
        }

        if (
            YamlTyping.IsCount(scalar)
            && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value <= most
        )
        {
            return true;
        }

        return IsQuoted(scalar) ? Reject(scalar, key, Expected, scalar.Value, context, out value) : Reject(scalar, key, context, out value);
    }

    /// <summary>Whether a scalar is a count in quotes: a text, as tags are, although a message would show no difference.</summary>
    internal static bool IsQuoted(ScalarSyntax scalar) =>
        scalar is { IsPlain: false, IsFilled: false } && scalar.Value.Length is > 0 and <= 9 && scalar.Value.All(char.IsAsciiDigit);
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BooleanType : ScalarType<bool>
{
    /// <inheritdoc/>
    protected override string Expected => "true or false";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out bool value)
    {
        if (YamlTyping.IsBoolean(scalar, out value, orFilled: true))
        {
            return true;
        }

        if (YamlTyping.IsOldBoolean(scalar, out var meant))
        {
            var word = meant ? "true" : "false";
            context.Report(
                LanguageDiagnostics.NotABoolean,
                scalar,
                CodeFix.Replace($"Change '{scalar.Value}' to '{word}'", scalar.Span, word, isSafe: false),
                key,
                scalar.Value
            );
            return false;
        }

        return Suggestion.Closest(scalar.Value, ["true", "false"]) is [var closest] && scalar.IsPlain
            ? Reject(scalar, key, Expected, closest, context, out value)
            : Reject(scalar, key, context, out value);
    }
}

/// <summary>A number with a unit.</summary>
internal abstract class UnitType<T> : ScalarType<T>
{
    /// <summary>The pattern of the schema.</summary>
    protected abstract string Pattern { get; }

    /// <summary>Values to show to users.</summary>
    protected abstract JsonArray Examples { get; }

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "string",
            ["pattern"] = Pattern,
            ["examples"] = Examples,
        };

    /// <summary>Reads the text.</summary>
    protected abstract bool TryParse(string text, out T value);

    /// <summary>What a text in other words plainly says, as it would be written; null where it could be several things.</summary>
    protected abstract string? Guess(string text);

    /// <inheritdoc/>
    protected sealed override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out T value)
    {
        if (!FilledPatterns.AreSimple(scalar, Expected, context))
        {
            value = default!;
            return false;
        }

        if (TryParse(scalar.Value, out value))
        {
            return true;
        }

        if (YamlTyping.IsNumber(scalar))
        {
            context.Report(LanguageDiagnostics.UnitMissing, scalar, key, Quote.Cap(scalar.Value), Expected);
            return false;
        }

        return Guess(scalar.Value) is { } meant && TryParse(meant, out _)
            ? Reject(scalar, key, Expected, meant, context, out value, isSafe: this is not SizeType)
            : Reject(scalar, key, context, out value);
    }
}

/// <summary>A duration: <c>14d</c>.</summary>
internal sealed class DurationType : UnitType<Duration>
{
    /// <inheritdoc/>
    protected override string Expected => "a duration such as '14d' or '2w 3d'";

    /// <inheritdoc/>
    protected override string Pattern => Duration.Pattern;

    /// <inheritdoc/>
    protected override JsonArray Examples => new("14d", "12h", "2w 3d", "6mo");

    /// <inheritdoc/>
    protected override bool TryParse(string text, out Duration value) => Duration.TryParse(text, out value);

    /// <inheritdoc/>
    protected override string? Guess(string text) => UnitWords.Duration(text);
}

/// <summary>A size: <c>500MiB</c>.</summary>
internal sealed class SizeType : UnitType<ByteSize>
{
    /// <inheritdoc/>
    protected override string Expected => "a size such as '500MiB' or '2GB'";

    /// <inheritdoc/>
    protected override string Pattern => ByteSize.Pattern;

    /// <inheritdoc/>
    protected override JsonArray Examples => new("500MiB", "2GB", "1.5TiB");

    /// <inheritdoc/>
    protected override bool TryParse(string text, out ByteSize value) => ByteSize.TryParse(text, out value);

    /// <inheritdoc/>
    protected override string? Guess(string text) => UnitWords.Size(text);
}

/// <summary>One of a few words.</summary>
internal sealed class ChoiceType<T>(params (string Word, T Value)[] choices) : ScalarType<T>
{
    /// <inheritdoc/>
    protected override string Expected => "one of " + Words;

    private string Words => string.Join(", ", choices.Select(c => c.Word));

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(c => (JsonNode)c.Word)]) };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out T value)
    {
        foreach (var (word, choice) in choices)
        {
            if (string.Equals(word, scalar.Value, StringComparison.Ordinal))
            {
                value = choice;
                return true;
            }
        }

        var closest = Suggestion.Closest(scalar.Value, choices.Select(c => c.Word).Where(w => !Opposites.Are(scalar.Value, w)));
        var fix =
            closest.Length == 1
                ? CodeFix.Replace(
                    $"Change '{Quote.Cap(scalar.Value)}' to '{closest[0]}'",
                    scalar.Span,
                    closest[0],
                    Suggestion.IsSlip(scalar.Value, closest[0])
                )
                : null;
        context.Report(LanguageDiagnostics.NotOneOf, scalar, fix, key, Words, Quote.Kind(scalar), Suggestion.Text(closest));
        value = default!;
        return false;
    }
}
