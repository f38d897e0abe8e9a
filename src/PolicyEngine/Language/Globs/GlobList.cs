using System.Collections.Immutable;

namespace PolicyEngine.Language.Globs;

/// <summary>A list of globs <c>[a, b, "!c"]</c>: a value that matches a or b and not c. Only-negative lists start from everything. Immutable.</summary>
public sealed class GlobList
{
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

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", [.. Included.Select(p => p.Text), .. Excluded.Select(p => "!" + p.Text)]);
}
