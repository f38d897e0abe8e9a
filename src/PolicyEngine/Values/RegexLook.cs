using System.Text;

namespace PolicyEngine.Values;

/// <summary>Regular expressions that stand where a glob is expected: <c>^pr-.*$</c>. Pure.</summary>
internal static class RegexLook
{
    /// <summary>Whether a text is plainly a regular expression: it has signs that no glob for tags has a use for.</summary>
    public static bool Is(string text)
    {
        if (text.StartsWith('^') || text.EndsWith('$') || text.StartsWith("(?", StringComparison.Ordinal))
        {
            return true;
        }

        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (
                (text[i] == '\\' && text[i + 1] is 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'b')
                || (text[i] == ']' && text[i + 1] == '+')
                || (text[i] == ')' && text[i + 1] is '+' or '?' or '*')
                || (text[i] is ']' or ')' && text[i + 1] == '{' && IsCount(text.AsSpan(i + 2)))
            )
            {
                return true;
            }
        }

        return text.Contains('(', StringComparison.Ordinal) && text.Contains('|', StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether a glob that tags can match is probably meant as a regular expression: <c>v.*</c>, <c>release-.*</c>.
    /// A dot behind a digit, a wildcard or a word may be meant (<c>1.2.*</c>, <c>nightly.*</c>).
    /// </summary>
    public static bool HasDotStar(string text)
    {
        for (var at = text.IndexOf(".*", StringComparison.Ordinal); at >= 0; at = text.IndexOf(".*", at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && (text[at - 1] is '-' or '_' || text[..at] is "v" or "V"))
            {
                return !Is(text);
            }
        }

        return false;
    }

    /// <summary>The glob that is meant by one in which <c>.*</c> stands for any text: <c>v.*</c> is <c>v*</c>.</summary>
    public static string WithoutDots(string text) => text.Replace(".*", "*", StringComparison.Ordinal);

    /// <summary>The glob that matches exactly what a regular expression with both anchors does, or null if there is none.</summary>
    public static string? ToGlob(string text)
    {
        if (text.Length < 3 || text[0] != '^' || text[^1] != '$' || text[^2] == '\\')
        {
            return null;
        }

        var glob = new StringBuilder(text.Length);
        for (var i = 1; i < text.Length - 1; i++)
        {
            var repeats = i + 1 < text.Length - 1 && text[i + 1] is '*' or '+' or '?' or '{';
            switch (text[i])
            {
                case '.' when text[i + 1] == '*':
                    glob.Append('*');
                    i++;
                    break;
                case '.' when text[i + 1] == '+':
                    glob.Append("?*");
                    i++;
                    break;
                case '.' when !repeats:
                    glob.Append('?');
                    break;
                case '\\' when text[i + 1] is '.' or '-' or '_' && !(i + 2 < text.Length - 1 && text[i + 2] is '*' or '+' or '?' or '{'):
                    glob.Append(text[++i]);
                    break;
                case var c when !repeats && (char.IsAsciiLetterOrDigit(c) || c is '-' or '_'):
                    glob.Append(c);
                    break;
                default:
                    return null;
            }
        }

        return glob.ToString();
    }

    /// <summary><c>{7}</c>, <c>{7,}</c> and <c>{7,40}</c> count; <c>{1,2,3}</c> are alternatives.</summary>
    private static bool IsCount(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('}');
        return end > 0 && char.IsAsciiDigit(rest[0]) && !rest[..end].ContainsAnyExcept("0123456789,") && rest[..end].Count(',') <= 1;
    }
}
