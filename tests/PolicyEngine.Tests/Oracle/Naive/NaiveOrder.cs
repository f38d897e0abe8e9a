using System.Globalization;

namespace PolicyEngine.Tests.Oracle;

/// <summary>SPEC 1.3.10: the key, then the time, then the highest semver of all tags, then the digest.</summary>
internal sealed class NaiveOrder(NaiveGraph graph)
{
    /// <summary>The images, first in order first. The tags are those that an image stands in the order with.</summary>
    public IReadOnlyList<string> Sort(IReadOnlyDictionary<string, IReadOnlyList<string>> images, string orderBy)
    {
        var byTail = images.Keys
            .OrderByDescending(d => graph.Time(d))
            .ThenByDescending(d => HighestVersion(graph.UserTags(d)))
            .ThenBy(d => d, StringComparer.Ordinal);
        // OrderByDescending is stable, and puts null (never pulled, no version, no tag) last.
        return
        [
            .. orderBy switch
            {
                "pulled" => byTail.ToList().OrderByDescending(graph.LastPull),
                "active" => byTail.ToList().OrderByDescending(d => new[] { graph.Time(d), graph.LastPull(d) }.Max()),
                "semver" => byTail.ToList().OrderByDescending(d => HighestVersion(images[d])),
                "tag" => byTail.ToList().OrderByDescending(d => images[d].Max(NaturalOrder), NaturalOrder),
                _ => byTail,
            },
        ];
    }

    private static NaiveVersion? HighestVersion(IEnumerable<string> tags) => tags.Select(NaiveVersion.Parse).Max();

    /// <summary>Runs of digits compare as numbers, everything else by character.</summary>
    public static Comparer<string?> NaturalOrder { get; } = Comparer<string?>.Create((left, right) => Compare(left ?? "", right ?? ""));

    private static int Compare(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length.CompareTo(right.Length);
        }

        var leftDigits = string.Concat(left.TakeWhile(char.IsAsciiDigit));
        var rightDigits = string.Concat(right.TakeWhile(char.IsAsciiDigit));
        if (leftDigits.Length > 0 && rightDigits.Length > 0)
        {
            var byNumber = decimal.Parse(leftDigits, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(rightDigits, CultureInfo.InvariantCulture));
            return byNumber != 0 ? byNumber : Compare(left[leftDigits.Length..], right[rightDigits.Length..]);
        }

        return left[0] != right[0] ? left[0].CompareTo(right[0]) : Compare(left[1..], right[1..]);
    }
}
