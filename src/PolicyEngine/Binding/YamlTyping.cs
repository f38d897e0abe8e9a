using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>The types that YAML 1.2 (core schema, section 10.3) gives to plain scalars. YamlDotNet's events leave this to us.</summary>
internal static class YamlTyping
{
    /// <summary>Whether a scalar is an integer, and written with digits only; around inputs quotes make no difference.</summary>
    public static bool IsCount(ScalarSyntax scalar) =>
        (scalar.IsPlain || scalar.IsFilled) && scalar.Value.Length > 0 && !scalar.Value.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>A count without the zeros before it, which YAML 1.1 reads as an octal number, or null if there are none.</summary>
    public static string? WithoutZeros(ScalarSyntax scalar) =>
        IsCount(scalar) && scalar.Value is ['0', .. { Length: > 0 and <= 9 } rest]
            ? rest.TrimStart('0') is { Length: > 0 } digits
                ? digits
                : "0"
            : null;

    /// <summary>Whether a scalar is a number of any kind.</summary>
    public static bool IsNumber(ScalarSyntax scalar) => scalar.IsPlain && IsNumber(scalar.Value);

    /// <summary>Whether a scalar is a boolean; with <paramref name="orFilled"/>
    /// also where inputs were put in, which may be in quotes.</summary>
    public static bool IsBoolean(ScalarSyntax scalar, out bool value, bool orFilled = false)
    {
        value = scalar.Value is "true" or "True" or "TRUE";
        return (scalar.IsPlain || (orFilled && scalar.IsFilled)) && (value || scalar.Value is "false" or "False" or "FALSE");
    }

    /// <summary>Whether a plain word is a boolean in YAML 1.1 but not in 1.2, and which.</summary>
    public static bool IsOldBoolean(ScalarSyntax scalar, out bool value)
    {
        var word = scalar.Value.Length <= 3 ? scalar.Value.ToUpperInvariant() : string.Empty;
        value = word is "YES" or "ON" or "Y";
        return scalar.IsPlain && (value || word is "NO" or "OFF" or "N");
    }

    /// <summary>Takes a scalar as a text, and reports where YAML would give it another type.</summary>
    public static bool TryText(ScalarSyntax scalar, string key, BindingContext context, out string text)
    {
        text = scalar.Value;
        var other =
            scalar.IsNull ? "nothing"
            : IsBoolean(scalar, out _) ? "a boolean"
            : IsNumber(scalar) ? "a number"
            : null;
        if (other is not null)
        {
            var fix = scalar.IsNull && text.Length == 0 ? null : CodeFix.Replace($"Quote '{text}'", scalar.Span, Quote.Yaml(text));
            context.Report(
                LanguageDiagnostics.NotAText,
                scalar,
                fix,
                key,
                text.Length == 0 ? "an empty value" : $"'{Quote.Cap(text)}'",
                other
            );
            return false;
        }

        if (IsOldBoolean(scalar, out _))
        {
            context.Report(
                LanguageDiagnostics.LooksLikeABoolean,
                scalar,
                CodeFix.Replace($"Quote '{text}'", scalar.Span, Quote.Yaml(text)),
                text
            );
        }

        return true;
    }

    internal static bool IsNumber(string value)
    {
        if (IsPrefixed(value, "0x", "0123456789abcdefABCDEF") || IsPrefixed(value, "0o", "01234567"))
        {
            return true;
        }

        var text = value.AsSpan(value.Length > 0 && value[0] is '-' or '+' ? 1 : 0);

        if (text is ".inf" or ".Inf" or ".INF" || value is ".nan" or ".NaN" or ".NAN")
        {
            return true;
        }

        var exponent = text.IndexOfAny('e', 'E');
        var mantissa = exponent < 0 ? text : text[..exponent];
        if (exponent >= 0)
        {
            var digits = text[(exponent + 1)..];
            digits = digits.Length > 0 && digits[0] is '-' or '+' ? digits[1..] : digits;
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        return (whole.Length > 0 || fraction.Length > 0)
            && !whole.ContainsAnyExceptInRange('0', '9')
            && !fraction.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsPrefixed(string value, string prefix, string digits) =>
        value.Length > prefix.Length
        && value.StartsWith(prefix, StringComparison.Ordinal)
        && !value.AsSpan(prefix.Length).ContainsAnyExcept(digits);
}
