using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>semantics.md#stated-ends: whether all ends that an image states have passed; null is unknown.</summary>
internal static partial class NaiveEnds
{
    public static bool? Expired(IReadOnlyList<string> names, NaiveGraph graph, string digest, Func<string, string> kind)
    {
        var parts = graph.IsIndex(digest) ? Parts(graph, digest) : [];
        var known = parts.Where(p => graph[p].Config is not null || kind(p) != "image").ToList();
        List<string> stated =
        [
            .. Of(names, graph[digest].Annotations),
            .. LabelsOf(names, graph, digest),
            .. NaiveReferrers.Of(graph, digest).Keys.SelectMany(r => Of(names, graph[r].Annotations)),
            .. parts.SelectMany(p => LabelsOf(names, graph, p)),
        ];
        var passed = stated.Select(s => HasPassed(s, graph, digest)).ToList();
        var oneHasNone = parts.Any(p => LabelsOf(names, graph, p).Any()) && known.Any(p => !LabelsOf(names, graph, p).Any());
        if (passed.Contains(false) || oneHasNone)
        {
            return false;
        }

        var isUnknown = passed.Contains(null) || known.Count < parts.Count || (graph[digest].Config is null && kind(digest) == "image");
        return isUnknown ? null : stated.Count > 0;
    }

    private static bool? HasPassed(string value, NaiveGraph graph, string digest) =>
        value == "never" ? false
        : Spans().IsMatch(value)
            ? graph.Age(digest) is { } age ? age > PolicyReader.ParseDuration(value)
                : null
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.AddDays(1).ToDateTime(default) < Now.Value.UtcDateTime
        : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time < Now.Value
        : null;

    /// <summary>The platforms of an index, also those of the indexes in it.</summary>
    private static List<string> Parts(NaiveGraph graph, string index)
    {
        var all = new HashSet<string> { index };
        var parts = new List<string>();
        var work = new Queue<string>(all);
        while (work.TryDequeue(out var next))
        {
            foreach (var child in graph.Children(next).Where(c => c != next && all.Add(c)))
            {
                if (graph.Children(child).Any(c => c != child))
                {
                    work.Enqueue(child);
                }
                else
                {
                    parts.Add(child);
                }
            }
        }

        return parts;
    }

    private static IEnumerable<string> LabelsOf(IReadOnlyList<string> names, NaiveGraph graph, string digest) =>
        graph[digest].Config is { } config ? Of(names, config.Labels) : [];

    private static IEnumerable<string> Of(IReadOnlyList<string> names, IReadOnlyDictionary<string, string> values) =>
        values.Where(v => names.Contains(v.Key)).Select(v => v.Value);

    [GeneratedRegex(@"\A([0-9]+(s|mo|m|h|d|w|y))+\z")]
    private static partial Regex Spans();
}
