using System.Collections.Immutable;
using System.Globalization;

namespace PolicyEngine.Values;

/// <summary>A version as people write it into tags: <c>1.2</c>, <c>v3</c>, <c>app-1.4.0</c>,
/// <c>1.2.3-alpine3.20</c>, <c>3.13.0rc1</c>, <c>20260105</c> (semantics.md#versions). Immutable.</summary>
internal sealed class ImageVersion : IRangedVersion<ImageVersion>
{
    private readonly long _first;
    private readonly long _second;
    private readonly long _third;
    private readonly long _fourth;

    /// <summary>The most parts.</summary>
    internal const int MostParts = 4;

    internal ImageVersion(ReadOnlySpan<long> parts)
    {
        PartCount = parts.Length;
        _first = parts[0];
        _second = parts.Length > 1 ? parts[1] : 0;
        _third = parts.Length > 2 ? parts[2] : 0;
        _fourth = parts.Length > 3 ? parts[3] : 0;
    }

    /// <summary>The name before it, with its separator: <c>app-</c>; empty for none, and for <c>v</c>.</summary>
    public string Prefix { get; internal init; } = string.Empty;

    /// <summary>The number of parts as written, 1 to 4.</summary>
    public int PartCount { get; }

    /// <summary>The pre-release: a word in lower case, its number, further identifiers; empty for a final version.</summary>
    public ImmutableArray<string> PreRelease { get; internal init; } = [];

    /// <summary>What says how it was built, without its separator; it counts nowhere.</summary>
    public string Build { get; internal init; } = string.Empty;

    /// <summary>What tells images of one version apart: <c>alpine3.20</c>; empty for none.</summary>
    public string Flavour { get; internal init; } = string.Empty;

    /// <summary>The number of times that the version was packed again; null where it is not stated.</summary>
    public long? Revision { get; internal init; }

    /// <inheritdoc/>
    public bool IsPreRelease => !PreRelease.IsEmpty;

    /// <summary>The parts that are written, as numbers.</summary>
    public string PartsText => Join(PartCount);

    /// <summary>The first parts, as numbers; a missing one is 0.</summary>
    public string Join(int parts) =>
        string.Join('.', new[] { _first, _second, _third, _fourth }.Take(parts).Select(p => p.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads a tag; false where it is not a version.</summary>
    public static bool TryParse(string tag, out ImageVersion version)
    {
        version = ImageVersionParser.Parse(tag)!;
        return version is not null;
    }

    /// <inheritdoc/>
    /// <remarks>Nothing but parts and a pre-release. A single part need not be a date: <c>&lt;20270000</c> bounds dates.</remarks>
    public static bool TryParseBound(string text, out ImageVersion version)
    {
        if (TryParse(text, out version))
        {
            return version.IsPlain(text);
        }

        version = ImageVersionParser.TryNumber(text, out var number) ? new ImageVersion([number]) : null!;
        return version is not null;
    }

    private bool IsPlain(string text) => char.IsAsciiDigit(text[0]) && Build.Length == 0 && Flavour.Length == 0 && Revision is null;

    /// <summary>The parts, then a final version after its pre-releases, these by word and
    /// number, then the revision; of equal ones that with fewer parts is lower.</summary>
    public int CompareTo(ImageVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = CompareInRange(other);
        order = order != 0 ? order : Nullable.Compare(Revision, other.Revision);
        return order != 0 ? order : PartCount.CompareTo(other.PartCount);
    }

    /// <inheritdoc/>
    public int CompareInRange(ImageVersion bound)
    {
        var order = CompareParts(bound);
        return order != 0 ? order
            : IsPreRelease != bound.IsPreRelease ? (IsPreRelease ? -1 : 1)
            : ComparePreReleases(bound);
    }

    /// <inheritdoc/>
    public bool IsBelow(ImageVersion bound) =>
        CompareInRange(bound) < 0 && (bound.IsPreRelease || !IsPreRelease || CompareParts(bound) != 0);

    private int CompareParts(ImageVersion other)
    {
        var order = _first.CompareTo(other._first);
        order = order != 0 ? order : _second.CompareTo(other._second);
        order = order != 0 ? order : _third.CompareTo(other._third);
        return order != 0 ? order : _fourth.CompareTo(other._fourth);
    }

    private int ComparePreReleases(ImageVersion other)
    {
        for (var i = 0; i < Math.Min(PreRelease.Length, other.PreRelease.Length); i++)
        {
            if (VersionIdentifier.Compare(PreRelease[i], other.PreRelease[i]) is var order && order != 0)
            {
                return order;
            }
        }

        return PreRelease.Length.CompareTo(other.PreRelease.Length);
    }
}
