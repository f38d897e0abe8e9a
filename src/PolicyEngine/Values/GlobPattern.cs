using DotNet.Globbing;
using PolicyEngine.Text;

namespace PolicyEngine.Values;

/// <summary>A glob that matches whole values, case-sensitively. Immutable and thread-safe.</summary>
/// <remarks>
/// The language is DotNet.Glob's without its traps (semantics.md#conditions): <c>*</c> any run, <c>?</c> one character, <c>[a-z]</c>,
/// <c>[!a-z]</c>. In paths (repository names) <c>*</c> and <c>?</c> stay within a segment and <c>**</c> crosses them. DotNet.Glob
/// itself matches where it needs no backtracking; a matcher of our own, whose time is the product of the two lengths, does the rest.
/// </remarks>
public sealed class GlobPattern
{
    private readonly GlobElement[] _elements;
    private readonly string? _literal;
    private readonly Glob? _simple;

    internal GlobPattern(string text, GlobElement[] elements, bool isPath, Location? location = null)
    {
        Text = text;
        Location = location;
        IsPath = isPath;
        _elements = elements;
        if (Array.TrueForAll(elements, e => e.Kind == GlobElementKind.Literal))
        {
            _literal = string.Concat(elements.Select(e => e.Literal));
        }
        else if (!isPath && IsSimple(text, elements))
        {
            _simple = Glob.Parse(text);
        }
    }

    /// <summary>The pattern as written, without a leading <c>!</c>.</summary>
    public string Text { get; }

    /// <summary>Where the pattern stands in a policy; null for one from elsewhere.</summary>
    public Location? Location { get; }

    /// <summary>Whether it is a pattern of repository names.</summary>
    public bool IsPath { get; }

    /// <summary>Whether it matches anything at all (<c>*</c>, or <c>**</c> in paths).</summary>
    public bool MatchesEverything => _elements is [{ Kind: GlobElementKind.Run }];

    /// <summary>Whether it has no wildcard, so that it names one value.</summary>
    public bool IsLiteral => _literal is not null;

    /// <summary>A pattern that matches one value, whatever characters it has.</summary>
    public static GlobPattern Exactly(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new GlobPattern(value, [.. value.Select(c => new GlobElement(GlobElementKind.Literal, c))], isPath: true);
    }

    /// <summary>Reads a pattern; null with a clause that says what is wrong.</summary>
    public static GlobPattern? Parse(string text, bool isPath, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pattern = GlobParser.Parse(text, isPath, out var error);
        problem = error?.Problem ?? "";
        return pattern;
    }

    /// <summary>Whether a whole value matches.</summary>
    public bool IsMatch(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_literal is not null)
        {
            return string.Equals(_literal, value, StringComparison.Ordinal);
        }

        return _simple is not null && value.AsSpan().IndexOfAny('/', '\\') < 0 ? _simple.IsMatch(value) : MatchLinear(value);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The pattern in lower case, for names that have no other; itself where a range of characters has no lower case.</summary>
    internal GlobPattern ToLower() =>
        GlobParser.Parse(Text.ToLowerInvariant(), IsPath, out _) is { } lower
            ? new GlobPattern(lower.Text, lower._elements, IsPath, Location)
            : this;

    /// <summary>Whether it certainly matches all that another pattern matches; false where that is not plain to see.</summary>
    internal bool Includes(GlobPattern other) =>
        MatchesEverything
        || string.Equals(Text, other.Text, StringComparison.Ordinal)
        || (other._literal is { } value && IsMatch(value))
        || IsPrefixOf(other);

    /// <summary>The first reason why no value over an alphabet matches: a literal character
    /// outside of it, or more characters than a value has, or null if there is none.</summary>
    internal (char? Character, int Length)? FindImpossible(Func<char, int, bool> isAllowed, int longest)
    {
        var length = 0;
        for (var i = 0; i < _elements.Length; i++)
        {
            if (_elements[i] is { Kind: GlobElementKind.Literal } literal && !isAllowed(literal.Literal, i))
            {
                return (literal.Literal, 0);
            }

            length += _elements[i].IsRun || _elements[i].Kind == GlobElementKind.OptionalSegments ? 0 : 1;
        }

        return length > longest ? (null, length) : null;
    }

    /// <summary>Whether it is a literal text and a run, and another pattern begins with that text.</summary>
    private bool IsPrefixOf(GlobPattern other)
    {
        var length = _elements.Length - 1;
        return _elements[length].Kind == GlobElementKind.Run
            && other._elements.Length >= length
            && Enumerable
                .Range(0, length)
                .All(i =>
                    _elements[i].Kind == GlobElementKind.Literal
                    && other._elements[i].Kind == GlobElementKind.Literal
                    && _elements[i].Literal == other._elements[i].Literal
                );
    }

    /// <summary>Runs all alternatives side by side: a set of positions in the pattern, moved on by each character.</summary>
    internal bool MatchLinear(ReadOnlySpan<char> value)
    {
        var size = Positions;
        Span<bool> current = size <= 256 ? stackalloc bool[size] : new bool[size];
        Span<bool> next = size <= 256 ? stackalloc bool[size] : new bool[size];
        Begin(current);
        foreach (var c in value)
        {
            Advance(current, c, next);
            var swap = current;
            current = next;
            next = swap;
        }

        return current[_elements.Length];
    }

    /// <summary>The number of positions before, between and after the elements; at the last one the whole pattern is matched.</summary>
    internal int Positions => _elements.Length + 1;

    /// <summary>The characters at which single elements begin or cease to fit.</summary>
    internal IEnumerable<char> Boundaries =>
        _elements.SelectMany(e =>
            e.Kind switch
            {
                GlobElementKind.Literal => [e.Literal],
                GlobElementKind.Class or GlobElementKind.NegatedClass => e.Members!.SelectMany(m =>
                    new[] { (char)(m.From - 1), m.From, m.To, (char)(m.To + 1) }
                ),
                GlobElementKind.AnyCharacter
                or GlobElementKind.AnyButSeparator
                or GlobElementKind.Run
                or GlobElementKind.SegmentRun
                or GlobElementKind.OptionalSegments => Enumerable.Empty<char>(),
            }
        );

    /// <summary>Marks the positions that are reached before the first character.</summary>
    internal void Begin(Span<bool> positions)
    {
        positions.Clear();
        positions[0] = true;
        Skip(positions);
    }

    /// <summary>Marks the positions that are reached by one more character.</summary>
    internal void Advance(ReadOnlySpan<bool> current, char c, Span<bool> next)
    {
        next.Clear();
        for (var i = 0; i < _elements.Length; i++)
        {
            if (current[i])
            {
                Step(i, c, next);
            }
        }

        Skip(next);
    }

    private void Step(int position, char c, Span<bool> next)
    {
        var element = _elements[position];
        if (element.Kind == GlobElementKind.Run || (element.Kind == GlobElementKind.SegmentRun && c != '/'))
        {
            next[position] = true;
        }
        else if (element.Fits(c))
        {
            next[position + 1] = true;
        }
    }

    /// <summary>Elements that may match nothing let a later one start at the same place.</summary>
    private void Skip(Span<bool> positions)
    {
        for (var i = 0; i < _elements.Length; i++)
        {
            if (positions[i] && _elements[i].IsRun)
            {
                positions[i + 1] = true;
            }
            else if (positions[i] && _elements[i].Kind == GlobElementKind.OptionalSegments)
            {
                positions[i + 1] = true;
                positions[i + 3] = true;
            }
        }
    }

    /// <summary>What DotNet.Glob matches faithfully and without backtracking: at most one <c>*</c>, classes of one simple kind.</summary>
    private static bool IsSimple(string text, GlobElement[] elements) =>
        elements.Count(e => e.Kind == GlobElementKind.Run) <= 1
        && !text.Contains("**", StringComparison.Ordinal)
        && text.AsSpan().IndexOfAny('/', '[') < 0;
}
