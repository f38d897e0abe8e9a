using System.Collections.Immutable;

namespace PolicyEngine.Values;

/// <summary>A range of versions: comparators joined by blanks, alternatives by <c>||</c>, and <c>*</c>,
/// <c>stable</c>, <c>prerelease</c> (semantics.md#details, semantics.md#versions). Immutable.</summary>
internal sealed class VersionRange<T>
    where T : class, IRangedVersion<T>
{
    private readonly ImmutableArray<ImmutableArray<Comparator>> _alternatives;

    private VersionRange(string text, ImmutableArray<ImmutableArray<Comparator>> alternatives)
    {
        Text = text;
        _alternatives = alternatives;
    }

    /// <summary>The range as written.</summary>
    public string Text { get; }

    /// <summary>Whether a version lies in the range. Pre-releases compare like all others.</summary>
    public bool Contains(T version) => _alternatives.Any(all => all.All(c => c.Holds(version)));

    /// <summary>Whether no version can lie in the range, as in <c>&lt;1.0.0 &gt;=2.0.0</c>.</summary>
    public bool IsEmpty => _alternatives.All(HasNone);

    /// <summary>Whether no version can lie in both ranges.</summary>
    public bool IsApartFrom(VersionRange<T> other) =>
        _alternatives.All(own => other._alternatives.All(others => HasNone([.. own, .. others])));

    private static bool HasNone(ImmutableArray<Comparator> all)
    {
        var kinds = all.Select(c => c.Operator).ToHashSet(StringComparer.Ordinal);
        var lower = all.Where(c => c.Operator is ">=" or ">" or "=" or "").ToArray();
        var upper = all.Where(c => c.Operator is "<=" or "<" or "=" or "").ToArray();
        return (kinds.Contains("stable") && kinds.Contains("prerelease")) || lower.Any(l => upper.Any(u => IsAbove(l, u)));
    }

    /// <summary>Whether nothing can be above one bound and below the other.</summary>
    private static bool IsAbove(Comparator lower, Comparator upper) =>
        lower.Bound!.CompareInRange(upper.Bound!) is var order
        && (
            order > 0
            || (order == 0 && (lower.Operator is ">" || upper.Operator is "<"))
            || (upper.Operator is "<" && !lower.Bound!.IsBelow(upper.Bound!))
        );

    /// <summary>Reads a range; on failure <paramref name="culprit"/> is the part that could not be read.</summary>
    public static bool TryParse(string text, out VersionRange<T> range, out string culprit)
    {
        range = null!;
        culprit = text;
        var alternatives = ImmutableArray.CreateBuilder<ImmutableArray<Comparator>>();
        foreach (var alternative in text.Split("||"))
        {
            var parts = alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
            {
                return false;
            }

            var comparators = ImmutableArray.CreateBuilder<Comparator>(parts.Length);
            for (var i = 0; i < parts.Length; i++)
            {
                // '>= 1.0.0' with a blank is read as '>=1.0.0'.
                var part = parts[i] is ">=" or "<=" or ">" or "<" or "=" && i + 1 < parts.Length ? parts[i] + parts[++i] : parts[i];
                if (!Comparator.TryParse(part, out var comparator))
                {
                    culprit = part;
                    return false;
                }

                comparators.Add(comparator);
            }

            alternatives.Add(comparators.ToImmutable());
        }

        range = new VersionRange<T>(text, alternatives.ToImmutable());
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private readonly record struct Comparator(string Operator, T? Bound)
    {
        public static bool TryParse(string text, out Comparator comparator)
        {
            comparator = new Comparator(text, null);
            if (text is "*" or "stable" or "prerelease")
            {
                return true;
            }

            var length = text.AsSpan().IndexOfAnyExcept("<>=");
            var op = length < 0 ? text : text[..length];
            if (length < 0 || op is not (">=" or "<=" or ">" or "<" or "=" or "") || !T.TryParseBound(text[length..], out var bound))
            {
                return false;
            }

            comparator = new Comparator(op, bound);
            return true;
        }

        public bool Holds(T version) =>
            Operator switch
            {
                "*" => true,
                "stable" => !version.IsPreRelease,
                "prerelease" => version.IsPreRelease,
                ">=" => version.CompareInRange(Bound!) >= 0,
                "<=" => version.CompareInRange(Bound!) <= 0,
                ">" => version.CompareInRange(Bound!) > 0,
                "<" => version.IsBelow(Bound!),
                _ => version.CompareInRange(Bound!) == 0,
            };
    }
}
