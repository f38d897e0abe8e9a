using System.Numerics;

namespace PolicyEngine.Values;

/// <summary>A version as a tag states it: <c>v?MAJOR.MINOR.PATCH[-pre-release]</c>
/// of semver 2.0.0 (a tag cannot hold <c>+build</c>).</summary>
/// <remarks>Numbers may have any length: they compare as numbers, not as text. Immutable.</remarks>
internal sealed class SemanticVersion : IRangedVersion<SemanticVersion>
{
    private readonly BigInteger _major;
    private readonly BigInteger _minor;
    private readonly BigInteger _patch;
    private readonly string[] _preRelease;

    private SemanticVersion(BigInteger major, BigInteger minor, BigInteger patch, string[] preRelease)
    {
        _major = major;
        _minor = minor;
        _patch = patch;
        _preRelease = preRelease;
    }

    /// <summary>Whether it is a pre-release, such as <c>1.2.3-rc.1</c> (and, by the same grammar, <c>1.2.3-alpine</c>).</summary>
    public bool IsPreRelease => _preRelease.Length > 0;

    /// <summary>The group of <c>semver.major</c>.</summary>
    public string MajorText => _major.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The group of <c>semver.minor</c>: major and minor.</summary>
    public string MinorText => MajorText + "." + _minor.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads a tag as a version; false for tags such as <c>1.2</c>, <c>latest</c>, <c>01.2.3</c>.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = null!;
        var rest = text.AsSpan(text.StartsWith('v') ? 1 : 0);
        var dash = rest.IndexOf('-');
        var core = dash < 0 ? rest : rest[..dash];
        Span<Range> parts = stackalloc Range[4];
        if (
            core.Split(parts, '.') != 3
            || !TryNumber(core[parts[0]], out var major)
            || !TryNumber(core[parts[1]], out var minor)
            || !TryNumber(core[parts[2]], out var patch)
        )
        {
            return false;
        }

        string[] preRelease = dash < 0 ? [] : rest[(dash + 1)..].ToString().Split('.');
        if (!Array.TrueForAll(preRelease, IsIdentifier))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, preRelease);
        return true;
    }

    /// <inheritdoc/>
    public static bool TryParseBound(string text, out SemanticVersion version) => TryParse(text, out version);

    /// <inheritdoc/>
    public int CompareInRange(SemanticVersion bound) => CompareTo(bound);

    /// <inheritdoc/>
    public bool IsBelow(SemanticVersion bound) => CompareTo(bound) < 0;

    /// <summary>Compares by semver precedence (semver 2.0.0, section 11).</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = _major.CompareTo(other._major);
        order = order != 0 ? order : _minor.CompareTo(other._minor);
        order = order != 0 ? order : _patch.CompareTo(other._patch);
        if (order != 0 || (_preRelease.Length == 0 && other._preRelease.Length == 0))
        {
            return order;
        }

        if (_preRelease.Length == 0 || other._preRelease.Length == 0)
        {
            return _preRelease.Length == 0 ? 1 : -1;
        }

        for (var i = 0; i < Math.Min(_preRelease.Length, other._preRelease.Length); i++)
        {
            order = VersionIdentifier.Compare(_preRelease[i], other._preRelease[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return _preRelease.Length.CompareTo(other._preRelease.Length);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out BigInteger number)
    {
        number = default;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9') || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        number =
            text.Length <= 18
                ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
                : BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    private static bool IsIdentifier(string identifier) =>
        identifier.Length > 0
        && identifier.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && !(identifier.Length > 1 && identifier[0] == '0' && VersionIdentifier.IsNumeric(identifier));
}
