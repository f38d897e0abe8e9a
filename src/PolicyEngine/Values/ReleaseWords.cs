using System.Collections.Frozen;

namespace PolicyEngine.Values;

/// <summary>The words by which tags say that an image is a pre-release,
/// or a final one (semantics.md#versions). In any case. Pure.</summary>
internal static class ReleaseWords
{
    private static readonly FrozenSet<string> s_before = new[]
    {
        "alpha",
        "beta",
        "rc",
        "pre",
        "preview",
        "dev",
        "snapshot",
        "nightly",
        "canary",
        "ea",
        "milestone",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_final = new[] { "release", "final", "ga" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_beforeSpans = s_before.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_finalSpans = s_final.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    /// <summary>Whether a text is a word for pre-releases.</summary>
    public static bool IsPreRelease(ReadOnlySpan<char> text) => s_beforeSpans.Contains(text);

    /// <summary>Whether a text is a word for finals.</summary>
    public static bool IsFinal(ReadOnlySpan<char> text) => s_finalSpans.Contains(text);

    /// <summary>Reads a word for pre-releases with the number behind it, if any: <c>rc</c>, <c>RC1</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isGlued">Whether it stands directly behind a number, where
    /// <c>a</c>, <c>b</c>, <c>c</c> and <c>m</c> with a number are words too.</param>
    /// <param name="word">The word in lower case, the short ones in full.</param>
    /// <param name="number">The number; empty for none.</param>
    public static bool TryRead(ReadOnlySpan<char> text, bool isGlued, out string word, out ReadOnlySpan<char> number)
    {
        var end = text.LastIndexOfAnyExceptInRange('0', '9') + 1;
        var letters = text[..end];
        number = text[end..];
        if (s_beforeSpans.TryGetValue(letters, out var known))
        {
            word = known;
            return true;
        }

        word =
            !isGlued || number.IsEmpty
                ? string.Empty
                : letters switch
                {
                    "a" or "A" => "alpha",
                    "b" or "B" => "beta",
                    "c" or "C" => "rc",
                    "m" or "M" => "milestone",
                    _ => string.Empty,
                };
        return word.Length > 0;
    }
}
