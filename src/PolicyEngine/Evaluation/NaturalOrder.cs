namespace PolicyEngine.Evaluation;

/// <summary>Compares texts so that runs of digits count as numbers: <c>build-9</c> before <c>build-10</c>. Ordinal otherwise; a total order.</summary>
internal static class NaturalOrder
{
    public static int Compare(string left, string right)
    {
        int l = 0, r = 0;
        while (l < left.Length && r < right.Length)
        {
            if (char.IsAsciiDigit(left[l]) && char.IsAsciiDigit(right[r]))
            {
                var order = CompareNumbers(Number(left, ref l), Number(right, ref r));
                if (order != 0)
                {
                    return order;
                }
            }
            else if (left[l] != right[r])
            {
                return left[l].CompareTo(right[r]);
            }
            else
            {
                l++;
                r++;
            }
        }

        var rest = (left.Length - l).CompareTo(right.Length - r);
        return rest != 0 ? rest : string.CompareOrdinal(left, right);
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
