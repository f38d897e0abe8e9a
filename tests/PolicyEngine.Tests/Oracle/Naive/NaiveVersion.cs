using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>A semver 2.0.0 version as a tag holds it (<c>v?MAJOR.MINOR.PATCH[-pre-release]</c>),
/// and the ranges of semantics.md#details.</summary>
internal sealed partial record NaiveVersion(BigInteger Major, BigInteger Minor, BigInteger Patch, string? Pre) : IComparable<NaiveVersion>
{
    public static NaiveVersion? Parse(string tag)
    {
        var match = Grammar().Match(tag);
        if (!match.Success)
        {
            return null;
        }

        var numbers = new[] { "a", "b", "c" }.Select(g => BigInteger.Parse(match.Groups[g].Value, CultureInfo.InvariantCulture)).ToArray();
        return new NaiveVersion(numbers[0], numbers[1], numbers[2], match.Groups["pre"].Success ? match.Groups["pre"].Value : null);
    }

    public static bool InRange(string range, string tag) =>
        Parse(tag) is { } version
        && range.Split("||").Any(alternative => alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(c => Holds(c, version)));

    public int CompareTo(NaiveVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byNumbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return byNumbers != 0 ? byNumbers
            : Pre is null || other.Pre is null ? (Pre is null).CompareTo(other.Pre is null)
            : ComparePre(Pre.Split('.'), other.Pre.Split('.'));
    }

    private static bool Holds(string comparator, NaiveVersion version)
    {
        if (comparator is "*" or "stable" or "prerelease")
        {
            return comparator == "*" || (comparator == "stable") == (version.Pre is null);
        }

        var sign = comparator[..comparator.TakeWhile(c => "<>=".Contains(c, StringComparison.Ordinal)).Count()];
        var order = version.CompareTo(Parse(comparator[sign.Length..]));
        return sign switch
        {
            ">=" => order >= 0,
            ">" => order > 0,
            "<=" => order <= 0,
            "<" => order < 0,
            _ => order == 0,
        };
    }

    private static int ComparePre(string[] left, string[] right)
    {
        foreach (var (a, b) in left.Zip(right))
        {
            var aNumber = BigInteger.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x);
            var bNumber = BigInteger.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y);
            var order =
                aNumber && bNumber ? x.CompareTo(y)
                : aNumber != bNumber ? (aNumber ? -1 : 1)
                : string.CompareOrdinal(a, b);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    [GeneratedRegex(
        @"\Av?(?<a>0|[1-9][0-9]*)\.(?<b>0|[1-9][0-9]*)\.(?<c>0|[1-9][0-9]*)(-(?<pre>(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?\z"
    )]
    private static partial Regex Grammar();
}
