using System.Buffers;
using System.Globalization;
using System.Text;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Makes strings of registries and files harmless in GitHub-flavoured
/// Markdown and in HTML within it. Pure and thread-safe.</summary>
/// <remarks>
/// The result is one line that means its text and nothing else wherever inline text may stand: paragraphs,
/// table cells, list items, headings, <c>&lt;summary&gt;</c>. What could be read as structure becomes a
/// numeric character reference, which CommonMark (6.2) never reads as structure. What is invisible (control
/// and format characters, line breaks other than blanks) becomes <c>\u</c> and four hexadecimal digits.
/// </remarks>
internal static class MarkdownText
{
    /// <summary>The most UTF-16 units of a text that are shown, unless told otherwise.</summary>
    public const int DefaultCap = 1000;

    /// <summary>The hexadecimal digits of a shortened digest.</summary>
    private const int ShortDigest = 12;

    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,;()/%?-'"
    );

    private static readonly SearchValues<char> s_plainInCode = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:/+=, "
    );

    private const string EmojiCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_+-";

    /// <summary>A sentence or a name as inline text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cap">The most UTF-16 units that are shown; an ellipsis says that there was more.</param>
    public static string Escape(string? text, int cap = DefaultCap)
    {
        var result = new StringBuilder(text?.Length ?? 0);
        Append(result, text, cap, guardReferences: true);
        return result.ToString();
    }

    /// <summary>A name as code: a code span, or a <c>code</c> element where
    /// a span could not hold it. Empty text gives an empty string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cap">The most UTF-16 units that are shown; an ellipsis says that there was more.</param>
    public static string Code(string? text, int cap = DefaultCap)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        return
            text.Length <= cap
            && !text.AsSpan().ContainsAnyExcept(s_plainInCode)
            && text[0] != ' '
            && text[^1] != ' '
            && !text.Contains("  ", StringComparison.Ordinal)
            ? $"`{text}`"
            : HtmlCode(text, cap);
    }

    /// <summary>A name as a <c>code</c> element: for places where Markdown is not read, such as a <c>summary</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cap">The most UTF-16 units that are shown; an ellipsis says that there was more.</param>
    public static string HtmlCode(string? text, int cap = DefaultCap)
    {
        var result = new StringBuilder("<code>");
        Append(result, text, cap, guardReferences: false);
        return result.Append("</code>").ToString();
    }

    private static void Append(StringBuilder result, string? text, int cap, bool guardReferences)
    {
        var rest = text.AsSpan();
        var cut = rest.Length > cap;
        rest = cut ? rest[..(cap - (char.IsHighSurrogate(rest[cap - 1]) ? 1 : 0))] : rest;
        var start = result.Length;
        while (!rest.IsEmpty)
        {
            // A digest is for copying: as code, and nothing of it guarded.
            if (
                guardReferences
                && DigestLength(rest) is var digest and > 0
                && (result.Length == start || !char.IsLetterOrDigit(result[^1]))
            )
            {
                result.Append(CultureInfo.InvariantCulture, $"<code>{rest[..digest]}</code>");
                rest = rest[digest..];
                continue;
            }

            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            rest = rest[length..];
            if (rune.Value is ' ' or '\n' or '\r' or '\t')
            {
                // Runs of blanks are one, and none leads: four of them would be a code block.
                if (result.Length > start && result[^1] != ' ')
                {
                    result.Append(' ');
                }
            }
            else if (IsInvisible(rune))
            {
                result.Append(CultureInfo.InvariantCulture, $"&#92;u{rune.Value:X4}");
            }
            else if (rune.IsAscii && IsStructure((char)rune.Value, result, start, rest))
            {
                AppendReference(result, rune, guardReferences);
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        result.Length -= result.Length > start && result[^1] == ' ' ? 1 : 0;
        result.Append(cut ? "…" : "");
    }

    /// <summary>The length of a digest, whole or shortened, that a text begins with; 0 for none.</summary>
    private static int DigestLength(ReadOnlySpan<char> text)
    {
        const string Prefix = "sha256:";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return 0;
        }

        var end = text[Prefix.Length..].IndexOfAnyExcept("0123456789abcdef");
        var length = end < 0 ? text.Length - Prefix.Length : end;
        return length is >= ShortDigest and <= 64 && (end < 0 || !char.IsLetterOrDigit(text[Prefix.Length + end]))
            ? Prefix.Length + length
            : 0;
    }

    private static bool IsStructure(char c, StringBuilder before, int start, ReadOnlySpan<char> after) =>
        c switch
        {
            // A list.
            '-' when before.Length == start => true,
            _ when char.IsAsciiDigit(c) && before.Length == start => after.TrimStart("0123456789") is ['.' or ')', ..],

            // An issue: GH-1. An address without a scheme: www.example.com.
            '-' => after is [>= '0' and <= '9', ..] && EndsWith(before, "gh"),
            '.' => EndsWith(before, "www"),

            // An address (https://) or an emoji (:smile:), but not any colon.
            // A workflow command at the beginning of a line of a log.
            ':' => before.Length == start
                || after.StartsWith("/")
                || after.TrimStart(EmojiCharacters) is var end && end.Length < after.Length && end.StartsWith(":"),
            _ => !s_plain.Contains(c),
        };

    private static bool EndsWith(StringBuilder text, string end) =>
        text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length).Equals(end, StringComparison.OrdinalIgnoreCase);

    /// <summary>GitHub links <c>@team</c>, <c>#123</c> and <c>GH-123</c> in the finished
    /// text, after references are resolved: a blank of no width stops it.</summary>
    private static void AppendReference(StringBuilder result, Rune rune, bool guardReferences)
    {
        result.Append(CultureInfo.InvariantCulture, $"&#{rune.Value};");
        if (guardReferences && rune.Value is '@' or '#' or '-' or '.' or ':')
        {
            result.Append("&#8203;");
        }
    }

    private static bool IsInvisible(Rune rune) =>
        TerminalText.IsInvisible(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse;
}
