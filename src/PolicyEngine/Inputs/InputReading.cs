using System.Collections.Immutable;
using PolicyEngine.Values;

namespace PolicyEngine.Inputs;

/// <summary>Reads the values of inputs by their types. Pure.</summary>
internal static class InputReading
{
    private const int MaxLength = 1000;
    private const int MostItems = 1000;
    private const int MostDigits = 18;

    /// <summary>Reads a value; null with a clause that says what is wrong, behind "the value …".</summary>
    /// <param name="type">The type.</param>
    /// <param name="given">The value as it was given; for a list in several parts perhaps.</param>
    /// <param name="culprit">What is wrong.</param>
    /// <param name="problem">Why.</param>
    public static ImmutableArray<string>? Read(InputType type, ImmutableArray<string> given, out string culprit, out string problem)
    {
        culprit = given.IsEmpty ? "" : given[^1];
        problem = "";
        if (type != InputType.List)
        {
            problem =
                given.Length > 1
                    ? "is given more than once; only a list may be"
                    : ProblemOf(given[0]) ?? ProblemOf(type, given[0].Trim()) ?? "";
            return problem.Length > 0 ? null : [type == InputType.Text ? given[0] : Compact(type, given[0].Trim())];
        }

        ImmutableArray<string> items = [.. given.SelectMany(part => part.Split(',')).Select(item => item.Trim())];
        foreach (var item in items)
        {
            if (ProblemOf(item) is { } found)
            {
                (culprit, problem) =
                    items.Length == 1 ? (item, found)
                    : item.Length == 0 ? (string.Join(',', given), "has an empty item")
                    : (item, found);
                return null;
            }
        }

        problem = items.Length > MostItems ? FormattableString.Invariant($"has {items.Length} items; the most is {MostItems}") : "";
        return problem.Length > 0 ? null : [.. items.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Durations and sizes may have blanks, which numbers in their places may not.</summary>
    private static string Compact(InputType type, string value) =>
        type is InputType.Duration or InputType.Size ? value.Replace(" ", "", StringComparison.Ordinal) : value;

    private static string? ProblemOf(string value) =>
        string.IsNullOrWhiteSpace(value) ? "is empty"
        : value.Length > MaxLength ? FormattableString.Invariant($"has {value.Length} characters; the most is {MaxLength}")
        : value.Contains(InputUse.Opening, StringComparison.Ordinal) ? "has an expression of its own, which is not evaluated"
        : value.TrimEnd('\r', '\n').Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
            ? "has a line break or another control character"
        : null;

    private static string? ProblemOf(InputType type, string value) =>
        type switch
        {
            InputType.Text => value.Any(char.IsControl) ? "has a line break or another control character" : null,
            InputType.Number => !value.All(char.IsAsciiDigit) ? "is not a number: write digits only"
            : value.Length > MostDigits ? FormattableString.Invariant($"has {value.Length} digits; the most is {MostDigits}")
            : value is ['0', _, ..] ? "has zeros before the number; declare a 'text' if they count"
            : null,
            InputType.Duration => Duration.TryParse(value, out _) ? null : "is not a duration such as '14d' or '2w 3d'",
            InputType.Size => ByteSize.TryParse(value, out _) ? null : "is not a size such as '500MiB' or '2GB'",
            InputType.List => null,
        };
}
