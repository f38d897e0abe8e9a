using System.Text.RegularExpressions;

namespace PolicyEngine.Values;

/// <summary>Ranges of <c>semver</c> in the words of <c>version</c>. Pure.</summary>
internal static partial class StrictRange
{
    /// <summary>
    /// A range of <c>version</c> that holds for every tag for which a range of <c>semver</c> does, and perhaps for more: of
    /// pre-releases the two think differently, since <c>1.2.3-alpine</c> is one only in <c>semver</c>.
    /// </summary>
    /// <param name="range">A valid range of <c>semver</c>.</param>
    public static string Widen(string range) =>
        Comparator()
            .Replace(range, found => found.ValueSpan is "prerelease" || found.Groups["pre"].Success ? "*"
                : found.ValueSpan is "stable" ? found.Value
                : (found.Groups["op"].Value is "<" ? "<=" : found.Groups["op"].Value) + found.Groups["numbers"].Value);

    [GeneratedRegex(
        @"stable|prerelease|(?<op>[<>=]*)\s*v?(?<numbers>[0-9]+(\.[0-9]+){2})(?<pre>-[^\s|+]+)?(\+[^\s|]+)?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Comparator();
}
