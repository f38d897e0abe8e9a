using System.Text;

namespace PolicyEngine.InUse;

/// <summary>Variables of shells, compose files and templates: <c>$TAG</c>, <c>${TAG:-v1}</c>, <c>{{ .Values.tag }}</c>.</summary>
internal static class Variable
{
    private const int Shown = 60;

    /// <summary>Whether one begins the text.</summary>
    public static bool Begins(ReadOnlySpan<char> text) =>
        text.StartsWith("${", StringComparison.Ordinal) || text.StartsWith("{{", StringComparison.Ordinal) || text.StartsWith("$(", StringComparison.Ordinal)
        || (text is ['$', var next, ..] && (char.IsAsciiLetter(next) || next == '_'));

    /// <summary>Whether one stands anywhere in the text.</summary>
    public static bool Contains(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '$' or '{' && Begins(text[i..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What a reference could mean whose variables are not known: <c>registry/repository:tag</c> with <c>*</c> in their places, or
    /// <c>registry/repository@*</c> where the digest is open.
    /// </summary>
    public static string ToPattern(string text)
    {
        var open = Mask(text);
        var at = open.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? open : open[..at];
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        name = scheme < 0 ? name : name[(scheme + 3)..];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? name.Split(':')[0] : name[..slash];
        if (!first.Contains('*', StringComparison.Ordinal) && !ImageReferenceText.HasRegistry(name))
        {
            name = slash < 0 ? $"docker.io/library/{name}" : $"docker.io/{name}";
        }

        var hasTag = name.LastIndexOf(':') > name.LastIndexOf('/');
        return at >= 0 ? $"{(hasTag ? name[..name.LastIndexOf(':')] : name)}@*" : hasTag || name.EndsWith('*') ? name : $"{name}:latest";
    }

    /// <summary>The text with <c>*</c> in the place of each variable.</summary>
    public static string Mask(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (!Begins(text.AsSpan(i)))
            {
                result.Append(text[i++]);
                continue;
            }

            var close = text.AsSpan(i) is ['{', ..] ? "}}" : text.AsSpan(i) is ['$', '{', ..] ? "}" : text.AsSpan(i) is ['$', '(', ..] ? ")" : null;
            if (close is null)
            {
                i++;
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'))
                {
                    i++;
                }
            }
            else
            {
                var end = text.IndexOf(close, i, StringComparison.Ordinal);
                i = end < 0 ? text.Length : end + close.Length;
            }

            result.Append('*');
        }

        return result.ToString();
    }

    /// <summary>The default that a variable at the beginning states, <c>v1</c> of <c>${TAG:-v1}</c>; null without one.</summary>
    public static string? Default(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("${", StringComparison.Ordinal) || text.IndexOf('}') is not (> 0 and var end))
        {
            return null;
        }

        var inner = text[2..end];
        var dash = inner.IndexOf('-');
        return dash > 0 && dash + 1 < inner.Length ? inner[(dash + 1)..].ToString() : null;
    }

    /// <summary>The text with each variable replaced by its default; variables without one stay.</summary>
    public static string Expand(string text)
    {
        while (text.IndexOf("${", StringComparison.Ordinal) is >= 0 and var start && Default(text.AsSpan(start)) is { } fallback)
        {
            text = string.Concat(text.AsSpan(0, start), fallback, text.AsSpan(text.IndexOf('}', start) + 1));
            if (fallback.Contains('$', StringComparison.Ordinal))
            {
                break;
            }
        }

        return text;
    }

    /// <summary>The variable at the beginning, as far as it is worth showing.</summary>
    public static ReadOnlySpan<char> Take(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(" \"'\t") is >= 0 and var blank && !text.StartsWith("{{", StringComparison.Ordinal) ? blank : text.IndexOf("}}", StringComparison.Ordinal) is >= 0 and var close ? close + 2 : text.Length;
        return text[..Math.Min(end, Shown)];
    }
}
