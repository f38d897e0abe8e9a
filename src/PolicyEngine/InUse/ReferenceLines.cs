namespace PolicyEngine.InUse;

/// <summary>The lines of a text that need not fit into memory. A line that
/// is very long, as in JSON without line breaks, comes in pieces.</summary>
internal static class ReferenceLines
{
    private const int LongestPiece = 1 << 16;

    /// <summary>The lines with their numbers, from 1; of a long line several pieces, cut where no reference stands if possible.</summary>
    public static IEnumerable<(int Number, string Text)> Read(TextReader reader)
    {
        var buffer = new char[LongestPiece];
        var (length, number) = (0, 1);
        var isAfterReturn = false;
        while (reader.Read(buffer, length, buffer.Length - length) is > 0 and var count)
        {
            var (start, end) = (0, length + count);
            for (var i = length; i < end; i++)
            {
                if (buffer[i] is not ('\n' or '\r'))
                {
                    isAfterReturn = false;
                    continue;
                }

                if (!(buffer[i] == '\n' && isAfterReturn))
                {
                    yield return (number++, new string(buffer, start, i - start));
                }

                isAfterReturn = buffer[i] == '\r';
                start = i + 1;
            }

            if (start == 0 && end == buffer.Length)
            {
                start = CutOf(buffer);
                yield return (number, new string(buffer, 0, start));
            }

            length = end - start;
            Array.Copy(buffer, start, buffer, 0, length);
        }

        yield return (number, new string(buffer, 0, length));
    }

    /// <summary>Behind the last character that ends a value; the whole if there is none.</summary>
    private static int CutOf(ReadOnlySpan<char> piece) => piece.LastIndexOfAny(", \t") is > 0 and var end ? end + 1 : piece.Length;
}
