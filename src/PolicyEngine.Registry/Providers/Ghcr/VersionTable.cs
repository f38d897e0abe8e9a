using System.Collections.Immutable;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>The versions of a package as columns, about seventy bytes each beside
/// their tags, in the order of the listing. Immutable and thread-safe.</summary>
internal sealed class VersionTable
{
    private readonly Digest[] _digests;
    private readonly int[] _versionAt;
    private readonly int[] _positionOf;
    private readonly Dictionary<int, string> _otherTexts = [];
    private readonly long[] _ids;
    private readonly long[] _created;
    private readonly long[] _updated;
    private readonly ImmutableArray<string>[] _tags;

    /// <summary>Takes over a listing, in which no digest comes twice.</summary>
    internal VersionTable(IReadOnlyList<PackageVersion> versions)
    {
        _digests = new Digest[versions.Count];
        _versionAt = new int[versions.Count];
        _positionOf = new int[versions.Count];
        _ids = new long[versions.Count];
        _created = new long[versions.Count];
        _updated = new long[versions.Count];
        _tags = new ImmutableArray<string>[versions.Count];
        for (var v = 0; v < versions.Count; v++)
        {
            var version = versions[v];
            _digests[v] = PolicyEngine.Oci.Digest.Parse(version.Digest);
            if (!PolicyEngine.Oci.Digest.IsSha256(version.Digest))
            {
                _otherTexts.Add(v, version.Digest);
            }

            (_versionAt[v], _ids[v], _tags[v]) = (v, version.Id, version.Tags);
            (_created[v], _updated[v]) = (version.CreatedAt?.UtcTicks ?? 0, version.UpdatedAt?.UtcTicks ?? 0);
        }

        Array.Sort(_digests, _versionAt);
        for (var position = 0; position < _versionAt.Length; position++)
        {
            _positionOf[_versionAt[position]] = position;
        }
    }

    internal int Count => _ids.Length;

    /// <summary>The version with a digest, if there is one.</summary>
    internal int? Find(string digest) =>
        PolicyEngine.Oci.Digest.TryParse(digest, out var parsed) && Array.BinarySearch(_digests, parsed) is >= 0 and var position
            ? _versionAt[position]
            : null;

    internal string Digest(int version) => _otherTexts.GetValueOrDefault(version) ?? _digests[_positionOf[version]].ToSha256Text();

    internal long Id(int version) => _ids[version];

    internal DateTimeOffset? CreatedAt(int version) => Time(_created[version]);

    internal DateTimeOffset? UpdatedAt(int version) => Time(_updated[version]);

    internal ImmutableArray<string> Tags(int version) => _tags[version];

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
