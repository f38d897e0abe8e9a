using System.Text;
using PolicyEngine.Selecting;

namespace PolicyEngine.InUse;

/// <summary>Variables of shells, compose files and templates, and placeholders: <c>$TAG</c>,
/// <c>${TAG:-v1}</c>, <c>{{ .Values.tag }}</c>, <c>%TAG%</c>, <c>&lt;tag&gt;</c>, <c>__TAG__</c>.</summary>
internal static class Variable
{
    private const int Shown = 60;
    private const int Longest = 1000;

    /// <summary>Whether one begins the text.</summary>
    public static bool Begins(ReadOnlySpan<char> text) => LengthOf(text) > 0;

    /// <summary>Whether one stands anywhere in the text.</summary>
    public static bool Contains(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (Begins(text[i..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The length of the variable or placeholder at the beginning;
    /// 0 if there is none. One that is not closed goes to the end.</summary>
    private static int LengthOf(ReadOnlySpan<char> text) =>
        text switch
        {
            ['$', '{', '{', ..] or ['{', '{', ..] => To(Start(text), "}}"),
            ['$', '{', ..] => ToBrace(Start(text)),
            ['$', '(', ..] => To(Start(text), ")"),
            ['$', var c, ..] when char.IsAsciiLetter(c) || c == '_' => 1 + Word(Start(text)[1..], "_"),
            ['#', '{', ..] => To(Start(text), "}") is var end && end < text.Length && text[end] == '#' ? end + 1 : end,
            ['(', '(', ..] => Closed(Start(text), 2, "))"),
            ['%', ..] => Closed(Start(text), 1, "%"),
            ['<', ..] => Closed(Start(text), 1, ">"),
            ['{', ..] => Closed(Start(text), 1, "}"),
            ['@', ..] => Closed(Start(text), 1, "@"),
            ['_', '_', var c, ..] when char.IsAsciiLetterUpper(c) => Closed(Start(text), 2, "__"),
            _ => 0,
        };

    /// <summary>Nothing longer is a variable, so that no text stalls the search.</summary>
    private static ReadOnlySpan<char> Start(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, Longest)];

    private static int To(ReadOnlySpan<char> text, string end) =>
        text.IndexOf(end, StringComparison.Ordinal) is >= 0 and var at ? at + end.Length : text.Length;

    /// <summary>To the brace that belongs to the first one: variables may stand in a default.</summary>
    private static int ToBrace(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0 && text[i] == '}')
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    /// <summary>A name between two marks, <c>%TAG%</c>; 0 where it is not closed, or is not a name.</summary>
    private static int Closed(ReadOnlySpan<char> text, int open, string end)
    {
        var word = open < text.Length && char.IsAsciiLetter(text[open]) ? Word(text[open..], end == "__" ? "" : "_.- ") : 0;

        // Within two underscores a single one may stand.
        while (word > 0 && end == "__" && text[(open + word)..] is ['_', var c, ..] && char.IsAsciiLetterOrDigit(c))
        {
            word += 1 + Word(text[(open + word + 1)..], "");
        }

        return word > 0 && text[(open + word)..].StartsWith(end, StringComparison.Ordinal) ? open + word + end.Length : 0;
    }

    private static int Word(ReadOnlySpan<char> text, string more)
    {
        var i = 0;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || more.Contains(text[i], StringComparison.Ordinal)))
        {
            i++;
        }

        return i;
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
        return at >= 0 ? $"{(hasTag ? name[..name.LastIndexOf(':')] : name)}@*"
            : hasTag || name.EndsWith('*') ? name
            : $"{name}:latest";
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

            i += LengthOf(text.AsSpan(i));
            result.Append('*');
        }

        return result.ToString();
    }

    /// <summary>The variable at the beginning, with what is joined to it.</summary>
    public static ReadOnlySpan<char> Take(ReadOnlySpan<char> text)
    {
        var length = LengthOf(text);
        var joined = text[length..].IndexOfAny(" \t\"'`,;|&()[]{}<>") is >= 0 and var end ? end : text.Length - length;
        return text[..(joined > Shown ? length : length + joined)];
    }
}
