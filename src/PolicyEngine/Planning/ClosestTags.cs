using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Planning;

/// <summary>The tags that patterns which match nothing probably mean: by the text before or behind their wildcards.</summary>
internal sealed class ClosestTags(DigestGraph graph)
{
    private const int MostTags = 10_000;
    private const int MostPatterns = 50;
    private const int MostNames = 3;
    private const int LeastLength = 3;
    private readonly Lazy<string[]> _tags = new(() => [.. graph.Tags.Take(MostTags).Select(graph.TagText)]);

    /// <summary>"Did you mean", for the patterns of a condition that selects nothing; empty where no tag is close.</summary>
    public string TextFor(Predicate predicate) =>
        Suggestion.Text(PatternsOf(predicate).Take(10).SelectMany(Of).Distinct(StringComparer.Ordinal).Take(MostNames));

    /// <summary>The patterns of a condition that match no tag, though one is close:
    /// probably misspelt, whatever the patterns beside them match.</summary>
    public IEnumerable<(GlobPattern Pattern, string Text)> FindMisspelt(Predicate predicate)
    {
        var patterns = PatternsOf(predicate).ToArray();
        if (patterns.Length > MostPatterns || graph.TagCount is 0 or > MostTags)
        {
            yield break;
        }

        foreach (var pattern in patterns)
        {
            if (!_tags.Value.Any(t => pattern.IsMatch(t)) && Of(pattern).Take(MostNames).ToArray() is { Length: > 0 } names)
            {
                yield return (pattern, Suggestion.Text(names));
            }
        }
    }

    private static IEnumerable<GlobPattern> PatternsOf(Predicate predicate) =>
        predicate.SelfAndParts().OfType<Conditions.TagsCondition.MatchingTags>().SelectMany(p => p.Globs?.Included ?? []);

    private IEnumerable<string> Of(GlobPattern pattern)
    {
        var text = pattern.Text;
        if (
            text.Contains(".*", StringComparison.Ordinal)
            && GlobParser.Parse(RegexLook.WithoutDots(text), isPath: false, out _) is { MatchesEverything: false } meant
        )
        {
            // Written as in a regular expression: the tags that it would match there.
            return _tags.Value.Where(meant.IsMatch);
        }

        var first = text.AsSpan().IndexOfAny("*?[");
        if (first < 0)
        {
            return text.Length < 2 ? [] : Suggestion.Closest(text, _tags.Value);
        }

        var behind = text[(text.AsSpan().LastIndexOfAny("*?]") + 1)..];
        return first >= LeastLength ? ByPart(text[..first], (tag, length) => tag[..length])
            : behind.Length >= LeastLength ? ByPart(behind, (tag, length) => tag[^length..])
            : [];
    }

    /// <summary>The tags a part of which is closest; parts of the same length, and one letter more or less, are compared.</summary>
    private IEnumerable<string> ByPart(string part, Func<string, int, string> cut)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in _tags.Value)
        {
            for (var length = part.Length - 1; length <= Math.Min(part.Length + 1, tag.Length); length++)
            {
                owners.TryAdd(cut(tag, length), tag);
            }
        }

        owners.Remove(part);
        return Suggestion.Closest(part, owners.Keys).Select(p => owners[p]).Distinct(StringComparer.Ordinal);
    }
}
