namespace PolicyEngine.Values;

/// <summary>One element of a parsed glob.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Literal">The character of a literal.</param>
/// <param name="Members">The ranges of a class.</param>
internal readonly record struct GlobElement(GlobElementKind Kind, char Literal = default, (char From, char To)[]? Members = null)
{
    /// <summary>Whether a single character fits; only for kinds that take exactly one.</summary>
    public bool Fits(char c) =>
        Kind switch
        {
            GlobElementKind.Literal => c == Literal,
            GlobElementKind.AnyCharacter => true,
            GlobElementKind.AnyButSeparator => c != '/',
            GlobElementKind.Class => InClass(c),
            GlobElementKind.NegatedClass => c != '/' && !InClass(c),
            GlobElementKind.Run or GlobElementKind.SegmentRun or GlobElementKind.OptionalSegments => false,
        };

    /// <summary>Whether it takes any number of characters.</summary>
    public bool IsRun => Kind is GlobElementKind.Run or GlobElementKind.SegmentRun;

    private bool InClass(char c)
    {
        foreach (var (from, to) in Members!)
        {
            if (c >= from && c <= to)
            {
                return true;
            }
        }

        return false;
    }
}

internal enum GlobElementKind
{
    Literal,
    AnyCharacter,
    AnyButSeparator,
    Class,
    NegatedClass,

    /// <summary>Any run of any characters.</summary>
    Run,

    /// <summary>Any run without a <c>/</c>.</summary>
    SegmentRun,

    /// <summary>Stands before a <see cref="Run"/> and a <c>/</c>, and lets both be left out (<c>**/</c> in a path).</summary>
    OptionalSegments,
}
