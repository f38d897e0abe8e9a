namespace PolicyEngine.Diagnostics;

/// <summary>Words that are near in spelling and far in meaning: <c>untagged</c>
/// and <c>tagged</c>, <c>newer-than</c> and <c>older-than</c>. Pure.</summary>
internal static class Opposites
{
    private static readonly string[] s_negations = ["un", "not", "non", "no-", "none", "exclude", "ignore", "skip"];

    private static readonly (string One, string Other)[] s_pairs =
    [
        ("new", "old"),
        ("young", "old"),
        ("recent", "old"),
        ("large", "small"),
        ("big", "small"),
        ("first", "last"),
        ("most", "least"),
        ("max", "min"),
        ("before", "after"),
        ("include", "exclude"),
        ("keep", "delete"),
        ("all", "none"),
        ("any", "none"),
        ("within", "older"),
    ];

    /// <summary>Whether a word says the opposite of another one, so that it must not be suggested for it.</summary>
    public static bool Are(string written, string candidate)
    {
        var (left, right) = (Suggestion.ToKebab(written), Suggestion.ToKebab(candidate));
        return IsNegation(left) != IsNegation(right)
            || s_pairs.Any(p => (Says(left, p.One) && Says(right, p.Other)) || (Says(left, p.Other) && Says(right, p.One)));
    }

    private static bool IsNegation(string word) =>
        s_negations.Any(n => word.StartsWith(n, StringComparison.Ordinal)) && !word.StartsWith("until", StringComparison.Ordinal);

    private static bool Says(string word, string part) => word.Split('-').Any(w => w.StartsWith(part, StringComparison.Ordinal));
}
