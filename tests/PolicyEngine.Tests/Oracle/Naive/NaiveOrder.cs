using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>semantics.md#order: the key, then the time, then the highest
/// semver of all its tags, then its greatest tag, then the digest.</summary>
internal sealed partial class NaiveOrder(NaiveGraph graph)
{
    /// <summary>The images, first in order first. The tags are those that an image stands in the order with.</summary>
    public IReadOnlyList<string> Sort(IReadOnlyDictionary<string, IReadOnlyList<string>> images, string orderBy, string? regex)
    {
        var byTail = images
            .Keys.OrderByDescending(d => graph.Time(d))
            .ThenByDescending(d => HighestVersion(graph.UserTags(d)))
            .ThenByDescending(d => graph.UserTags(d).Max(NaturalOrder), NaturalOrder)
            .ThenBy(d => d, StringComparer.Ordinal);
        // OrderByDescending is stable, and puts null (never pulled, no version, no tag) last.
        return
        [
            .. orderBy switch
            {
                "pulled" => byTail.ToList().OrderByDescending(graph.LastPull),
                "active" => byTail.ToList().OrderByDescending(d => new[] { graph.Time(d), graph.LastPull(d) }.Max()),
                "version" => byTail.ToList().OrderByDescending(d => images[d].Select(NaiveImageVersion.Parse).Max()),
                _ when Captured(orderBy) is { } captured => byTail
                    .ToList()
                    .OrderByDescending(d => images[d].Select(t => captured.KeyOf(t, regex)).Max()),
                "semver" => byTail.ToList().OrderByDescending(d => HighestVersion(images[d])),
                "tag" => byTail.ToList().OrderByDescending(d => images[d].Max(NaturalOrder), NaturalOrder),
                _ => byTail,
            },
        ];
    }

    private static NaiveVersion? HighestVersion(IEnumerable<string> tags) => tags.Select(NaiveVersion.Parse).Max();

    /// <summary>Whether an order has something to place an image by.</summary>
    public static bool HasKey(IReadOnlyList<string> tags, string? orderBy, string? regex) =>
        orderBy switch
        {
            "version" => tags.Any(t => NaiveImageVersion.Parse(t) is not null),
            _ when Captured(orderBy) is { } captured => tags.Any(t => captured.KeyOf(t, regex) is not null),
            "semver" => HighestVersion(tags) is not null,
            "tag" => !tags.Contains(NaiveMatcher.NoTag),
            _ => true,
        };

    /// <summary><c>group NAME as KIND</c>: an order by a capture group.</summary>
    public static NaiveCapture? Captured(string? orderBy) =>
        orderBy?.Split(' ') is ["group", var name, "as", var kind] ? new NaiveCapture(name, kind) : null;

    /// <summary>Runs of digits compare as numbers, a pre-release comes before the end, '-',
    /// '_' and '.' after it in this order, then everything else by character.</summary>
    public static Comparer<string?> NaturalOrder { get; } = Comparer<string?>.Create((left, right) => Compare(left ?? "", right ?? ""));

    private static int Compare(string left, string right)
    {
        var (l, r) = (Tokens(left), Tokens(right));
        for (var i = 0; i < l.Count && i < r.Count; i++)
        {
            var order =
                l[i].Class != r[i].Class ? l[i].Class.CompareTo(r[i].Class)
                : l[i].Number != r[i].Number ? l[i].Number.CompareTo(r[i].Number)
                : string.CompareOrdinal(l[i].Word, r[i].Word);
            if (order != 0)
            {
                return order;
            }
        }

        return string.CompareOrdinal(left, right);
    }

    private static List<(int Class, decimal Number, string Word)> Tokens(string text) =>
        [
            .. Token()
                .Matches(text)
                .Select(m =>
                    m.Groups["pre"].Success ? (-1, 0m, m.Groups["word"].Value.ToLowerInvariant())
                    : m.Groups["number"].Success ? ('0' + 10, decimal.Parse(m.Value, CultureInfo.InvariantCulture), "")
                    : (
                        "-_.".IndexOf(m.Value[0], StringComparison.Ordinal) is var separator && separator >= 0
                            ? separator + 1
                            : m.Value[0] + 10,
                        0m,
                        ""
                    )
                ),
            (0, 0m, ""),
        ];

    [GeneratedRegex(
        "(?<pre>(?<=[0-9])[-_.]?(?<word>(?i:alpha|beta|rc|preview|pre|dev|snapshot|nightly|canary|ea|milestone))(?![A-Za-z]))"
            + "|(?<number>[0-9]+)|(?s:.)"
    )]
    private static partial Regex Token();
}
