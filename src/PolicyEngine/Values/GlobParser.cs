using PolicyEngine.Text;

namespace PolicyEngine.Values;

/// <summary>Why a text is not a glob, with a text that is probably meant.</summary>
/// <param name="Problem">A clause: <c>'{a,b}' is not an alternation in globs</c>.</param>
/// <param name="Replacement">What to write instead, if that is known. Several patterns where one has to be split.</param>
internal sealed record GlobError(string Problem, IReadOnlyList<string>? Replacement = null);

/// <summary>Parses globs, and refuses what readers and libraries read in different ways.</summary>
internal static class GlobParser
{
    /// <summary>The greatest length of a pattern. The longest value that is
    /// matched, an annotation, is longer; no tag is (OCI: 128).</summary>
    internal const int MaxLength = 256;

    public static GlobPattern? Parse(string text, bool isPath, out GlobError? error, Location? location = null)
    {
        error = Check(text);
        if (error is not null)
        {
            return null;
        }

        var elements = new List<GlobElement>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            i = text[i] switch
            {
                '*' => ReadStars(text, i, isPath, elements),
                '[' => ReadClass(text, i, elements, out error),
                '?' => Add(elements, new GlobElement(isPath ? GlobElementKind.AnyButSeparator : GlobElementKind.AnyCharacter), i),
                var c => Add(elements, new GlobElement(GlobElementKind.Literal, c), i),
            };
            if (error is not null)
            {
                return null;
            }
        }

        return new GlobPattern(text, [.. elements], isPath, location);
    }

    private static GlobError? Check(string text)
    {
        if (text.Length == 0)
        {
            return new GlobError("an empty pattern matches nothing");
        }

        if (text.Length > MaxLength)
        {
            return new GlobError($"it has {text.Length} characters; the most is {MaxLength}");
        }

        if (text.Trim() != text)
        {
            return new GlobError("a space at its start or end is part of the pattern and never matches", [text.Trim()]);
        }

        if (text.StartsWith('!'))
        {
            return new GlobError("'!' excludes, but there is nothing to exclude from");
        }

        if (text.AsSpan().IndexOfAny("\\{}") >= 0 && RegexLook.Is(text))
        {
            return new GlobError(
                "it looks like a regular expression; write those under 'regex' of 'tags'",
                RegexLook.ToGlob(text) is { } glob ? [glob] : null
            );
        }

        if (text.Contains('\\', StringComparison.Ordinal))
        {
            return new GlobError("'\\' does not escape in globs; use a class such as '[*]'", [Unescape(text)]);
        }

        if (text.AsSpan().IndexOfAny('{', '}') >= 0)
        {
            return new GlobError("globs have no alternation in braces; write one pattern for each", ExpandBraces(text));
        }

        if (text.Contains("[^", StringComparison.Ordinal))
        {
            return new GlobError("'[^' does not negate a class in globs; use '[!'", [text.Replace("[^", "[!", StringComparison.Ordinal)]);
        }

        return null;
    }

    private static int Add(List<GlobElement> elements, GlobElement element, int position)
    {
        elements.Add(element);
        return position + 1;
    }

    private static int ReadStars(string text, int start, bool isPath, List<GlobElement> elements)
    {
        var end = start;
        while (end < text.Length && text[end] == '*')
        {
            end++;
        }

        if (!isPath)
        {
            elements.Add(new GlobElement(GlobElementKind.Run));
            return end;
        }

        if (end - start == 1)
        {
            elements.Add(new GlobElement(GlobElementKind.SegmentRun));
            return end;
        }

        var wholeSegment = (start == 0 || text[start - 1] == '/') && end < text.Length && text[end] == '/';
        if (wholeSegment)
        {
            elements.Add(new GlobElement(GlobElementKind.OptionalSegments));
        }

        elements.Add(new GlobElement(GlobElementKind.Run));
        return end;
    }

    private static int ReadClass(string text, int start, List<GlobElement> elements, out GlobError? error)
    {
        error = null;
        var negated = start + 1 < text.Length && text[start + 1] == '!';
        var first = start + (negated ? 2 : 1);
        var close = first < text.Length ? text.IndexOf(']', first) : -1;
        if (close < 0)
        {
            error = new GlobError("its '[' is never closed");
            return text.Length;
        }

        if (close == first)
        {
            error = new GlobError("'[]' is an empty class");
            return text.Length;
        }

        var members = new List<(char From, char To)>();
        for (var i = first; i < close; i++)
        {
            if (i + 2 < close && text[i + 1] == '-')
            {
                if (text[i] > text[i + 2])
                {
                    error = new GlobError(
                        $"the range '{text[i]}-{text[i + 2]}' is empty",
                        [text[..i] + text[i + 2] + '-' + text[i] + text[(i + 3)..]]
                    );
                    return text.Length;
                }

                members.Add((text[i], text[i + 2]));
                i += 2;
            }
            else if (i + 2 == close && text[i + 1] == '-')
            {
                error = new GlobError($"the range '{text[i]}-' has no end");
                return text.Length;
            }
            else
            {
                members.Add((text[i], text[i]));
            }
        }

        elements.Add(new GlobElement(negated ? GlobElementKind.NegatedClass : GlobElementKind.Class, default, [.. members]));
        return close + 1;
    }

    /// <summary><c>\*</c> → <c>[*]</c>; other escapes lose the backslash.</summary>
    private static string Unescape(string text)
    {
        var result = new System.Text.StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] is '*' or '?' or '[')
            {
                result.Append('[').Append(text[++i]).Append(']');
            }
        }

        return result.ToString();
    }

    /// <summary><c>v{1,2}-*</c> → <c>v1-*</c>, <c>v2-*</c>; null where braces nest, do not pair, or give too many.</summary>
    private static List<string>? ExpandBraces(string text)
    {
        var results = new List<string> { string.Empty };
        var position = 0;
        while (position < text.Length)
        {
            var open = text.IndexOf('{', position);
            var literal = open < 0 ? text[position..] : text[position..open];
            if (literal.Contains('}', StringComparison.Ordinal))
            {
                return null;
            }

            string[] alternatives = [string.Empty];
            position = text.Length;
            if (open >= 0)
            {
                var close = text.IndexOf('}', open);
                if (close < 0 || text.AsSpan(open + 1, close - open - 1).Contains('{'))
                {
                    return null;
                }

                alternatives = text[(open + 1)..close].Split(',');
                position = close + 1;
            }

            results = [.. from prefix in results from alternative in alternatives select prefix + literal + alternative];
            if (results.Count > 16)
            {
                return null;
            }
        }

        return results;
    }
}
