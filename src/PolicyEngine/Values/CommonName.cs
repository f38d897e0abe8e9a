using System.Collections.Immutable;

namespace PolicyEngine.Values;

/// <summary>Finds a name that two lists of globs both match. Pure.</summary>
internal static class CommonName
{
    private const int MostStates = 2000;
    private const long MostWork = 4_000_000;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Whether some name matches both lists, and the shortest one that
    /// was found; null where that would take too long to find out.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other one.</param>
    /// <param name="isPath">Whether the names are those of repositories, whose
    /// parts begin and end with a letter or a digit; else of tags.</param>
    public static (bool? Exists, string Name) Find(GlobList left, GlobList right, bool isPath)
    {
        if ((long)Length(left) * Length(right) > MostWork)
        {
            return (null, string.Empty);
        }

        var isUnknown = false;
        foreach (var one in Wanted(left))
        {
            foreach (var other in Wanted(right))
            {
                switch (Find(one, other, left, right, isPath))
                {
                    case { } name when name.Length > 0:
                        return (true, name);
                    case null:
                        isUnknown = true;
                        break;
                }
            }
        }

        return (isUnknown ? null : false, string.Empty);
    }

    /// <summary>Lists without a positive pattern start from everything.</summary>
    private static ImmutableArray<GlobPattern> Wanted(GlobList list) =>
        list.Included.IsEmpty ? [GlobParser.Parse("**", isPath: true, out _)!] : list.Included;

    private static int Length(GlobList list) => 1 + list.Included.Sum(p => p.Text.Length) + list.Excluded.Sum(p => p.Text.Length);

    /// <summary>A name; empty if there is none, null where too many would have to be tried.</summary>
    private static string? Find(GlobPattern one, GlobPattern other, GlobList left, GlobList right, bool isPath)
    {
        var literal =
            one.IsLiteral ? one.Text
            : other.IsLiteral ? other.Text
            : null;
        return literal is null ? Search([one, other, .. left.Excluded, .. right.Excluded], isPath)
            : left.IsMatch(literal) && right.IsMatch(literal) ? literal
            : string.Empty;
    }

    /// <summary>Breadth first over what has been matched so far of each pattern: of
    /// the first two all is to be matched, of the others nothing whole.</summary>
    private static string? Search(GlobPattern[] patterns, bool isPath)
    {
        var alphabet = Alphabet(patterns);
        var start = patterns.Select(Begin).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<(bool[][] Positions, string Name)>([(start, string.Empty)]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var c in alphabet)
            {
                if (!MayBegin(c, isPath) && (state.Name.Length == 0 || state.Name[^1] == '/'))
                {
                    continue;
                }

                var next = patterns.Select((p, i) => Advance(p, state.Positions[i], c)).ToArray();
                if (!next[0].Contains(true) || !next[1].Contains(true) || !seen.Add(Key(next, c)))
                {
                    continue;
                }

                var name = state.Name + c;
                if ((!isPath || char.IsAsciiLetterOrDigit(c)) && next[0][^1] && next[1][^1] && !next.Skip(2).Any(p => p[^1]))
                {
                    return name;
                }

                if (seen.Count > MostStates)
                {
                    return null;
                }

                queue.Enqueue((next, name));
            }
        }

        return string.Empty;
    }

    private static bool MayBegin(char c, bool isPath) => char.IsAsciiLetterOrDigit(c) || (c == '_' && !isPath);

    private static bool[] Begin(GlobPattern pattern)
    {
        var positions = new bool[pattern.Positions];
        pattern.Begin(positions);
        return positions;
    }

    private static bool[] Advance(GlobPattern pattern, bool[] current, char c)
    {
        var next = new bool[pattern.Positions];
        pattern.Advance(current, c, next);
        return next;
    }

    private static string Key(bool[][] positions, char last) =>
        string.Concat(positions.SelectMany(p => p.Select(reached => reached ? '1' : '0')))
        + (
            last == '/' ? '/'
            : char.IsAsciiLetterOrDigit(last) ? 'a'
            : '.'
        );

    /// <summary>The characters that make a difference to some pattern, and one letter that makes none.</summary>
    private static char[] Alphabet(GlobPattern[] patterns)
    {
        var special = patterns
            .SelectMany(p => p.Boundaries)
            .Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/')
            .ToHashSet();
        return
        [
            .. special
                .Concat(Letters.Where(c => !special.Contains(c)).Take(1))
                .Append('0')
                .Append('-')
                .Append('_')
                .Append('/')
                .Distinct()
                .Order(),
        ];
    }
}
