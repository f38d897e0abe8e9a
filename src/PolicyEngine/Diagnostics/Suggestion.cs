using System.Collections.Immutable;

namespace PolicyEngine.Diagnostics;

/// <summary>"Did you mean": the candidates closest to what was written. Pure.</summary>
public static class Suggestion
{
    private const int MaxDistance = 3;
    private const int MaxLength = 64;

    /// <summary>
    /// The candidates with the smallest Damerau-Levenshtein distance (adjacent swaps count 1), in ordinal order, each once: at
    /// most 3 and less than half of the longer text, but 1 always counts. Case, <c>_</c> and camelCase do not: <c>older_than</c>
    /// and <c>olderThan</c> are <c>older-than</c>. Texts over 64 characters are not compared. Empty when nothing is close.
    /// </summary>
    public static ImmutableArray<string> Closest(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(candidates);
        if (written.Length is 0 or > MaxLength)
        {
            return [];
        }

        var best = MaxDistance;
        var closest = new SortedSet<string>(StringComparer.Ordinal);
        var kebab = ToKebab(written);
        foreach (var candidate in candidates)
        {
            if (candidate.Length is 0 or > MaxLength)
            {
                continue;
            }

            var longer = Math.Max(written.Length, candidate.Length);
            var distance = Math.Min(Distance(written, candidate), Distance(kebab, ToKebab(candidate)));
            if (distance > best || (distance > 1 && distance * 2 >= longer) || (distance == 1 && longer == 1))
            {
                continue;
            }

            if (distance < best)
            {
                closest.Clear();
                best = distance;
            }

            closest.Add(candidate);
        }

        return [.. closest];
    }

    /// <summary>The sentence that follows a message, with a leading blank:
    /// <c> Did you mean 'a' or 'b'?</c>; empty for no candidate.</summary>
    public static string Text(IEnumerable<string> closest)
    {
        ArgumentNullException.ThrowIfNull(closest);
        var quoted = closest.Select(c => $"'{c}'").ToList();
        return quoted switch
        {
            [] => "",
            [var only] => $" Did you mean {only}?",
            [.. var first, var last] => $" Did you mean {string.Join(", ", first)} or {last}?",
        };
    }

    /// <summary>The sentence for what was written: <see cref="Closest"/>, then <see cref="Text(IEnumerable{string})"/>.</summary>
    public static string Text(string written, IEnumerable<string> candidates) => Text(Closest(written, candidates));

    /// <summary>A word in the spelling of keys: <c>olderThan</c>, <c>older_than</c> and <c>Older Than</c> are <c>older-than</c>.</summary>
    internal static string ToKebab(string text)
    {
        var kebab = new System.Text.StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetterUpper(c) && i > 0 && char.IsAsciiLetterLower(text[i - 1]))
            {
                kebab.Append('-');
            }

            kebab.Append(c is '_' or ' ' ? '-' : char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }

    /// <summary>Whether a word is another one but for one slip of the hand, its case,
    /// <c>_</c> or camelCase: no opposite, such as <c>untagged</c>, is so near.</summary>
    internal static bool IsSlip(string written, string meant) => Distance(ToKebab(written), ToKebab(meant)) <= 1;

    /// <summary>The optimal string alignment distance.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > MaxDistance)
        {
            return MaxDistance + 1;
        }

        int[] beforeLast = new int[b.Length + 1],
            last = new int[b.Length + 1],
            row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
