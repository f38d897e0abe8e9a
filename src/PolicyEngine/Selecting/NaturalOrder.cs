using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>
/// Compares texts as people read them: runs of digits count as numbers (<c>build-9</c> before
/// <c>build-10</c>), a final after its own pre-releases (<c>1.0-rc1</c> before <c>1.0</c>), and a dot
/// after the other separators (<c>10.0_1</c> before <c>10.0.1</c>). Ordinal otherwise; a total order.
/// </summary>
internal static class NaturalOrder
{
    private const int PreRelease = -1;
    private const int End = 0;
    private const int Separators = 1;

    public static int Compare(string left, string right)
    {
        int l = 0,
            r = 0;
        while (true)
        {
            if (l < left.Length && r < right.Length && char.IsAsciiDigit(left[l]) && char.IsAsciiDigit(right[r]))
            {
                var order = CompareNumbers(Number(left, ref l), Number(right, ref r));
                if (order != 0)
                {
                    return order;
                }

                continue;
            }

            var (leftClass, rightClass) = (ClassAt(left, l), ClassAt(right, r));
            if (leftClass != rightClass)
            {
                return leftClass.CompareTo(rightClass);
            }

            if (leftClass == End)
            {
                return string.CompareOrdinal(left, right);
            }

            if (leftClass != PreRelease)
            {
                l++;
                r++;
                continue;
            }

            // Of pre-releases with and without a separator the word decides: 1.0rc1 before 1.0-rc2.
            l += char.IsAsciiLetter(left[l]) ? 0 : 1;
            r += char.IsAsciiLetter(right[r]) ? 0 : 1;
            while (l < left.Length && r < right.Length && char.IsAsciiLetter(left[l]) && char.IsAsciiLetter(right[r]))
            {
                var order = char.ToLowerInvariant(left[l++]).CompareTo(char.ToLowerInvariant(right[r++]));
                if (order != 0)
                {
                    return order;
                }
            }
        }
    }

    /// <summary>What stands at a position, as a number that orders: a pre-release
    /// before the end, separators before letters and digits.</summary>
    private static int ClassAt(string text, int position)
    {
        if (position >= text.Length)
        {
            return End;
        }

        if (position > 0 && char.IsAsciiDigit(text[position - 1]) && IsPreRelease(text, position))
        {
            return PreRelease;
        }

        return text[position] switch
        {
            '-' => Separators,
            '_' => Separators + 1,
            '.' => Separators + 2,
            var other => Separators + 3 + other,
        };
    }

    private static bool IsPreRelease(string text, int position)
    {
        var start = text[position] is '-' or '_' or '.' ? position + 1 : position;
        var end = start;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        var word = text.AsSpan(start, end - start);
        return ReleaseWords.IsPreRelease(word);
    }

    private static ReadOnlySpan<char> Number(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return text.AsSpan(start, position - start).TrimStart('0');
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.CompareTo(right, StringComparison.Ordinal);
}
