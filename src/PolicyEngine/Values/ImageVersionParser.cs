using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace PolicyEngine.Values;

/// <summary>Reads tags as versions (semantics.md#versions). Each character
/// is looked at a fixed number of times, whatever the tag. Pure.</summary>
internal static class ImageVersionParser
{
    private const int MostDigits = 18;
    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The version that a tag states, or null.</summary>
    public static ImageVersion? Parse(string tag)
    {
        if (tag.Length == 0 || IsCommit(tag))
        {
            return null;
        }

        Span<long> parts = stackalloc long[ImageVersion.MostParts];
        if (char.IsAsciiDigit(tag[0]) || (tag[0] == 'v' && tag.Length > 1 && char.IsAsciiDigit(tag[1])))
        {
            var start = tag[0] == 'v' ? 1 : 0;
            if (VersionNumbers.TryRead(tag, start, parts, out var numbers) && IsEnd(tag, numbers.End))
            {
                return Read(tag, string.Empty, parts, numbers);
            }
        }

        for (var i = 0; char.IsAsciiLetter(tag[0]) && i < tag.Length - 1; i++)
        {
            if (tag[i] is not ('-' or '_'))
            {
                continue;
            }

            // The shortest name that works.
            var start = tag[i + 1] == 'v' ? i + 2 : i + 1;
            if (
                VersionNumbers.TryRead(tag, start, parts, out var numbers)
                && (numbers.Count > 1 || numbers.IsDate)
                && IsEnd(tag, numbers.End)
            )
            {
                return Read(tag, tag[..(i + 1)], parts, numbers);
            }
        }

        return null;
    }

    /// <summary>Whether a whole tag looks like the hash of a commit. What is a date after all is one of these only by chance.</summary>
    private static bool IsCommit(string tag) => tag.Length is >= 7 and <= 40 && IsHex(tag) && !VersionNumbers.IsDay(tag);

    /// <summary>Whether a text is of hexadecimal digits only.</summary>
    internal static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_hexadecimal);

    /// <summary>Whether the numbers can end here: at the end, before a separator that something follows, or before a word.</summary>
    private static bool IsEnd(string tag, int end)
    {
        if (end == tag.Length)
        {
            return true;
        }

        if (tag[end] is '-' or '_' or '+')
        {
            return end + 1 < tag.Length;
        }

        var isGlued = tag[end] != '.';
        var word = tag.AsSpan(isGlued ? end : end + 1);
        var length = word.IndexOfAny("-._+");
        word = length < 0 ? word : word[..length];
        return ReleaseWords.TryRead(word, isGlued, out _, out _)
            || (ReleaseWords.IsFinal(word) && (length < 0 || tag[end + length + (isGlued ? 0 : 1)] != '.'));
    }

    private static ImageVersion Read(string tag, string prefix, ReadOnlySpan<long> parts, VersionNumbers numbers)
    {
        var tail = new VersionTail(tag, numbers.End);
        return new ImageVersion(parts[..numbers.Count])
        {
            Prefix = prefix,
            PreRelease = WordOf(prefix) is { IsEmpty: false } word ? [.. word, .. tail.PreRelease] : tail.PreRelease,
            Build = tail.Build,
            Flavour = tail.Flavour,
            Revision = tail.Revision,
        };
    }

    /// <summary>The pre-release that the last word of a prefix means: <c>nightly-</c>, <c>app-rc-</c>.</summary>
    private static ImmutableArray<string> WordOf(string prefix)
    {
        if (prefix.Length < 2)
        {
            return [];
        }

        var name = prefix.AsSpan(0, prefix.Length - 1);
        var last = name[(name.LastIndexOfAny("-_.") + 1)..];
        return ReleaseWords.TryRead(last, isGlued: false, out var word, out var number)
            ? number.IsEmpty
                ? [word]
                : [word, WithoutZeros(number)]
            : [];
    }

    /// <summary>A number as its value is written.</summary>
    internal static string WithoutZeros(ReadOnlySpan<char> digits) =>
        digits.TrimStart('0') is { IsEmpty: false } value ? value.ToString() : "0";

    /// <summary>Reads a number of at most 18 digits.</summary>
    internal static bool TryNumber(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        return digits.Length is > 0 and <= MostDigits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
