namespace PolicyEngine.Values;

/// <summary>The numbers of a version in a tag.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="End">Where they end.</param>
/// <param name="IsDate">Whether they are a date, as <c>20260530</c> and <c>2026-05-30</c> are.</param>
internal readonly record struct VersionNumbers(int Count, int End, bool IsDate)
{
    private const int LongestPlain = 6;

    /// <summary>Reads 1 to 4 numbers with dots between them, or a date; false where there are none.</summary>
    public static bool TryRead(string tag, int start, Span<long> parts, out VersionNumbers numbers)
    {
        numbers = default;
        var end = EndOfDigits(tag, start);
        if (!ImageVersionParser.TryNumber(tag.AsSpan(start, end - start), out parts[0]))
        {
            return false;
        }

        var (count, isDate) = (1, false);
        if (TryDashes(tag, start, end, parts, out var dashed))
        {
            (count, end, isDate) = (dashed.Count, dashed.End, true);
        }

        while (count < ImageVersion.MostParts && end + 1 < tag.Length && tag[end] == '.' && char.IsAsciiDigit(tag[end + 1]))
        {
            var next = EndOfDigits(tag, end + 1);
            if (!ImageVersionParser.TryNumber(tag.AsSpan(end + 1, next - end - 1), out parts[count]))
            {
                return false;
            }

            (count, end) = (count + 1, next);
        }

        if (count == 1 && end - start > LongestPlain)
        {
            return TryDate(tag, start, end, parts, out numbers);
        }

        numbers = new VersionNumbers(count, end, isDate);
        return true;
    }

    /// <summary>Whether a text is a day as <c>YYYYMMDD</c>, perhaps with a time directly behind it.</summary>
    public static bool IsDay(ReadOnlySpan<char> text) =>
        text.Length is 8 or 12 or 14
        && !text.ContainsAnyExceptInRange('0', '9')
        && IsDay(text[..4], text[4..6], text[6..8])
        && (text.Length == 8 || IsTime(text[8..]));

    /// <summary>A single number of seven digits or more: the day and the time
    /// are numbers of their own, a time always with its seconds.</summary>
    private static bool TryDate(string tag, int start, int end, Span<long> parts, out VersionNumbers numbers)
    {
        numbers = default;
        var digits = tag.AsSpan(start, end - start);
        if (!IsDay(digits))
        {
            return false;
        }

        _ = ImageVersionParser.TryNumber(digits[..8], out parts[0]);
        var time = digits[8..];
        if (time.IsEmpty && TimeAfter(tag, end) is { IsEmpty: false } after)
        {
            time = after;
            end += 1 + after.Length;
        }

        if (!time.IsEmpty)
        {
            parts[1] = ReadTime(time);
        }

        numbers = new VersionNumbers(time.IsEmpty ? 1 : 2, end, IsDate: true);
        return true;
    }

    /// <summary><c>2026-05-30</c> and <c>2026-05</c>.</summary>
    private static bool TryDashes(string tag, int start, int end, Span<long> parts, out VersionNumbers numbers)
    {
        numbers = default;
        var year = tag.AsSpan(start, end - start);
        if (year.Length != 4 || TwoAfter(tag, end) is not { IsEmpty: false } month || !IsDay(year, month, "01"))
        {
            return false;
        }

        _ = ImageVersionParser.TryNumber(month, out parts[1]);
        var (afterMonth, afterDay) = (end + 3, end + 6);
        if (TwoAfter(tag, afterMonth) is { IsEmpty: false } day && IsDay(year, month, day))
        {
            _ = ImageVersionParser.TryNumber(day, out parts[2]);
            if (TimeAfter(tag, afterDay) is { IsEmpty: false } time && IsBoundary(tag, afterDay + 1 + time.Length))
            {
                parts[3] = ReadTime(time);
                numbers = new VersionNumbers(4, afterDay + 1 + time.Length, IsDate: true);
                return true;
            }

            if (IsBoundary(tag, afterDay))
            {
                numbers = new VersionNumbers(3, afterDay, IsDate: true);
                return true;
            }
        }

        numbers = new VersionNumbers(2, afterMonth, IsDate: true);
        return IsBoundary(tag, afterMonth);
    }

    private static bool IsBoundary(string tag, int end) => end == tag.Length || !char.IsAsciiLetterOrDigit(tag[end]);

    /// <summary>Two digits behind a hyphen and before something else.</summary>
    private static ReadOnlySpan<char> TwoAfter(string tag, int dash) =>
        dash + 3 <= tag.Length && tag[dash] == '-' && EndOfDigits(tag, dash + 1) == dash + 3 ? tag.AsSpan(dash + 1, 2) : default;

    /// <summary>The digits of a time behind <c>T</c>.</summary>
    private static ReadOnlySpan<char> TimeAfter(string tag, int t) =>
        t < tag.Length && tag[t] == 'T' && tag.AsSpan(t + 1, EndOfDigits(tag, t + 1) - t - 1) is var time && IsTime(time) ? time : default;

    private static bool IsDay(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        Number(year) is var y and >= 1970 and < 2200
        && Number(month) is var m and >= 1 and <= 12
        && Number(day) is var d
        && d >= 1
        && d <= DateTime.DaysInMonth(y, m);

    private static bool IsTime(ReadOnlySpan<char> text) =>
        text.Length is 4 or 6 && Number(text[..2]) < 24 && Number(text[2..4]) < 60 && (text.Length == 4 || Number(text[4..]) < 60);

    private static long ReadTime(ReadOnlySpan<char> time) => Number(time) * (time.Length == 4 ? 100 : 1);

    private static int Number(ReadOnlySpan<char> digits) => ImageVersionParser.TryNumber(digits, out var number) ? (int)number : 0;

    private static int EndOfDigits(string tag, int start)
    {
        var end = start;
        while (end < tag.Length && char.IsAsciiDigit(tag[end]))
        {
            end++;
        }

        return end;
    }
}
