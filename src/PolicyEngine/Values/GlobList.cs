using System.Collections.Immutable;

namespace PolicyEngine.Values;

/// <summary>A list of globs <c>[a, b, "!c"]</c>: a value that matches a or b
/// and not c. Only-negative lists start from everything. Immutable.</summary>
public sealed class GlobList
{
    private GlobList? _lower;

    internal GlobList(ImmutableArray<GlobPattern> included, ImmutableArray<GlobPattern> excluded)
    {
        Included = included;
        Excluded = excluded;
    }

    /// <summary>The patterns of which one has to match; empty means: any value.</summary>
    public ImmutableArray<GlobPattern> Included { get; }

    /// <summary>The patterns of which none may match.</summary>
    public ImmutableArray<GlobPattern> Excluded { get; }

    /// <summary>Whether a value is selected; the order of the patterns never matters.</summary>
    public bool IsMatch(string value)
    {
        foreach (var pattern in Excluded)
        {
            if (pattern.IsMatch(value))
            {
                return false;
            }
        }

        if (Included.IsEmpty)
        {
            return true;
        }

        foreach (var pattern in Included)
        {
            if (pattern.IsMatch(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The list in lower case, for names that have no other.</summary>
    internal GlobList ToLower() => _lower ??= new([.. Included.Select(p => p.ToLower())], [.. Excluded.Select(p => p.ToLower())]);

    /// <summary>Whether it certainly matches all that another list matches; false where that is not plain to see.</summary>
    internal bool Includes(GlobList other) =>
        Excluded.All(mine => other.Excluded.Any(theirs => theirs.Includes(mine)))
        && (
            Included.IsEmpty
            || (
                other.Included.IsEmpty
                    ? Included.Any(p => p.MatchesEverything)
                    : other.Included.All(theirs => Included.Any(mine => mine.Includes(theirs)))
            )
        );

    /// <summary>The exclusion that certainly takes away all that a pattern of the list matches, or null.</summary>
    internal GlobPattern? ExclusionOf(GlobPattern pattern) => Excluded.FirstOrDefault(e => e.Includes(pattern));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", [.. Included.Select(p => p.Text), .. Excluded.Select(p => "!" + p.Text)]);
}
