using System.Globalization;

namespace PolicyEngine.Oci;

/// <summary>Times as registries and images write them.</summary>
internal static class Iso8601
{
    private const int DateLength = 10;

    /// <summary>Reads a date, or a date and time; without an offset it is UTC. Fractions beyond 100 ns are dropped.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        return text.Length >= DateLength
            && IsDate(text[..DateLength])
            && (text.Length == DateLength || text[DateLength] is 'T' or 't' or ' ')
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out time
            );
    }

    private static bool IsDate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i is 4 or 7 ? text[i] != '-' : !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
