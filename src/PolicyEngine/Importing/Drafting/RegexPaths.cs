namespace PolicyEngine.Importing.Drafting;

/// <summary>Writes regular expressions of repositories as globs, where these say the same.</summary>
internal sealed class RegexPaths
{
    private const int Most = 100;
    private readonly string _pattern;
    private int _at;

    private RegexPaths(string pattern) => _pattern = pattern;

    /// <summary>The globs that match what an expression finds somewhere in a name; null where no globs say that.</summary>
    public static IReadOnlyList<string>? Read(string pattern)
    {
        var globs = new List<string>();
        foreach (var alternative in Alternatives(pattern))
        {
            var isFromStart = alternative.StartsWith('^');
            var isToEnd = alternative.EndsWith('$') && !alternative.EndsWith("\\$", StringComparison.Ordinal);
            var core = alternative[(isFromStart ? 1 : 0)..(isToEnd ? alternative.Length - 1 : alternative.Length)];
            var reader = new RegexPaths(core);
            if (reader.Sequence() is not { } written || reader._at < core.Length)
            {
                return null;
            }

            globs.AddRange(written.Select(w => Tidy($"{(isFromStart ? "" : "**")}{w}{(isToEnd ? "" : "**")}")));
        }

        return globs.Count is > 0 and <= Most && globs.TrueForAll(IsExact) ? [.. globs.Distinct(StringComparer.Ordinal)] : null;
    }

    /// <summary>What stands between the bars outside of groups and classes.</summary>
    public static IReadOnlyList<string> Alternatives(string pattern)
    {
        var (parts, start, depth, isClass) = (new List<string>(), 0, 0, false);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[' when !isClass:
                    isClass = true;
                    break;
                case ']':
                    isClass = false;
                    break;
                case '(' when !isClass:
                    depth++;
                    break;
                case ')' when !isClass:
                    depth--;
                    break;
                case '|' when !isClass && depth == 0:
                    parts.Add(pattern[start..i]);
                    start = i + 1;
                    break;
            }
        }

        return [.. parts, pattern[start..]];
    }

    /// <summary>A glob whose <c>**/</c> may stand for nothing would match more.</summary>
    private static bool IsExact(string glob) =>
        !glob.Contains("**/", StringComparison.Ordinal) && glob.Length > 0 && ImportPatterns.IsGlob(glob, isPath: true);

    private static string Tidy(string glob)
    {
        while (glob.Contains("***", StringComparison.Ordinal))
        {
            glob = glob.Replace("***", "**", StringComparison.Ordinal);
        }

        return glob;
    }

    private List<string>? Sequence()
    {
        List<string> written = [""];
        while (_at < _pattern.Length && _pattern[_at] is not (')' or '|'))
        {
            if (Item() is not { } items || written.Count * items.Count > Most)
            {
                return null;
            }

            written = [.. written.SelectMany(w => items.Select(i => w + i))];
        }

        return written;
    }

    private List<string>? Item()
    {
        var c = _pattern[_at++];
        List<string>? item = c switch
        {
            '(' => Group(),
            '.' => ["?"],
            '\\' when _at < _pattern.Length && _pattern[_at] is '.' or '-' or '/' or '_' => [_pattern[_at++].ToString()],
            _ when char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' => [c.ToString()],
            _ => null,
        };
        var quantifier = _at < _pattern.Length ? _pattern[_at] : '\0';
        if (item is null || quantifier is not ('*' or '+' or '?' or '{'))
        {
            return item;
        }

        _at++;
        if (_at < _pattern.Length && _pattern[_at] is '?' or '+')
        {
            return null;
        }

        return (c, quantifier) switch
        {
            ('.', '*') => ["**"],
            ('.', '+') => ["?**"],
            (_, '?') => ["", .. item],
            _ => null,
        };
    }

    private List<string>? Group()
    {
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            if (_at + 1 >= _pattern.Length || _pattern[_at + 1] != ':')
            {
                return null;
            }

            _at += 2;
        }

        var written = new List<string>();
        while (Sequence() is { } choice)
        {
            written.AddRange(choice);
            if (_at >= _pattern.Length || written.Count > Most)
            {
                return null;
            }

            if (_pattern[_at++] == ')')
            {
                return written;
            }
        }

        return null;
    }
}
