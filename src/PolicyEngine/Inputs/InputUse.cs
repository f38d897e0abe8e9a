using System.Text.RegularExpressions;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Inputs;

/// <summary>An expression in a scalar.</summary>
/// <param name="Start">Where it begins in the scalar's value.</param>
/// <param name="Length">Its length, with the braces.</param>
/// <param name="Name">The name of the input; null where it is not <c>inputs.NAME</c>.</param>
/// <param name="IsClosed">Whether <c>}}</c> ends it.</param>
internal readonly partial record struct InputUse(int Start, int Length, string? Name, bool IsClosed)
{
    /// <summary>What every expression begins with.</summary>
    public const string Opening = "${{";

    private const string Closing = "}}";

    /// <summary>The expressions of a text, in order.</summary>
    public static IEnumerable<InputUse> Find(string text)
    {
        for (var start = text.IndexOf(Opening, StringComparison.Ordinal); start >= 0;)
        {
            var close = text.IndexOf(Closing, start, StringComparison.Ordinal);
            var end = close < 0 ? text.Length : close + Closing.Length;
            var match = Inside().Match(text, start, end - start);
            yield return new InputUse(start, end - start, match.Success ? match.Groups["name"].Value : null, close >= 0);
            start = text.IndexOf(Opening, end, StringComparison.Ordinal);
        }
    }

    /// <summary>Where an expression of a scalar stands in the file; all of the scalar where it is not written there as it is.</summary>
    /// <param name="scalar">The scalar.</param>
    /// <param name="index">Which expression of it.</param>
    public static Location PlaceOf(ScalarSyntax scalar, int index)
    {
        var written = Find(scalar.Source.ToString(scalar.Span)).Skip(index).Take(1).ToArray();
        return written is [{ IsClosed: true } use]
            ? new Location(scalar.Source, new TextSpan(scalar.Span.Start + use.Start, use.Length))
            : scalar.Location;
    }

    /// <summary>Whether a text can be the name of an input.</summary>
    public static bool IsName(string text) => WholeName().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeName();

    [GeneratedRegex(@"\G\$\{\{\s*inputs\s*\.\s*(?<name>[A-Za-z0-9_-]+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();
}
