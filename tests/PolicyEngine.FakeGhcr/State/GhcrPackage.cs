using System.Security.Cryptography;

namespace PolicyEngine.Fakes;

/// <summary>A container package. Not thread-safe: <see cref="GhcrState.Gate"/> guards it.</summary>
public sealed class GhcrPackage(GhcrState state, string owner, string name)
{
    private readonly Dictionary<string, GhcrVersion> _byDigest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GhcrVersion> _byTag = new(StringComparer.Ordinal);
    private readonly Dictionary<long, GhcrVersion> _byId = [];
    private GhcrVersion[]? _active;

    public string Owner { get; } = owner;

    public string Name { get; } = name;

    public string FullName => $"{Owner}/{Name}";

    public bool Public { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>What <c>version_count</c> says in place of the truth.</summary>
    public int? ClaimedCount { get; set; }

    /// <summary>Whether it does not say how many versions it has.</summary>
    public bool HidesCount { get; set; }

    public Dictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public int Count => Active.Count;

    /// <summary>The versions that are not deleted, newest first as GitHub lists them.</summary>
    public IReadOnlyList<GhcrVersion> Active => _active ??= [.. Ordered(v => v.DeletedAt is null)];

    /// <summary>The versions that there were at a time, newest first. What
    /// was pushed in the past (<c>at</c>) was there ever since.</summary>
    public IReadOnlyList<GhcrVersion> ActiveAt(DateTimeOffset time) => [.. Ordered(v => v.CreatedAt <= time && !(v.DeletedAt <= time))];

    /// <summary>The tags in the order in which they were first pushed, as ghcr.io lists them.</summary>
    public IEnumerable<string> TagsOldestFirst => _byTag.Keys;

    /// <summary>The deleted versions, newest first.</summary>
    public IReadOnlyList<GhcrVersion> Deleted => [.. Ordered(v => v.DeletedAt is not null)];

    public GhcrVersion? ById(long id) => _byId.GetValueOrDefault(id);

    public GhcrVersion? ByDigest(string digest) => _byDigest.GetValueOrDefault(digest) is { DeletedAt: null } version ? version : null;

    public GhcrVersion? ByTag(string tag) => _byTag.GetValueOrDefault(tag);

    /// <summary>Pushes a manifest. A digest that exists keeps its times, as measured; its tags move.</summary>
    public GhcrVersion Push(byte[] body, string mediaType, DateTimeOffset? at = null, params IReadOnlyList<string> tags)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body));
        if (!_byDigest.TryGetValue(digest, out var version) || version.DeletedAt is not null)
        {
            var time = at ?? state.Clock.GetUtcNow();
            version = new GhcrVersion
            {
                Id = state.NextId(),
                Digest = digest,
                Body = body,
                MediaType = mediaType,
                CreatedAt = time,
                UpdatedAt = time,
            };
            _byDigest[digest] = version;
            _byId[version.Id] = version;
        }

        foreach (var tag in tags)
        {
            Tag(tag, version);
        }

        _active = null;
        return version;
    }

    /// <summary>Points a tag at a version. No time changes by it.</summary>
    public void Tag(string tag, GhcrVersion version)
    {
        if (_byTag.TryGetValue(tag, out var former))
        {
            former.Tags.Remove(tag);
        }

        version.Tags.Add(tag);
        _byTag[tag] = version;
    }

    public void Delete(GhcrVersion version)
    {
        version.DeletedAt = state.Clock.GetUtcNow();
        foreach (var tag in version.Tags)
        {
            _byTag.Remove(tag);
        }

        _active = null;
    }

    public void Restore(GhcrVersion version)
    {
        version.DeletedAt = null;
        foreach (var tag in version.Tags)
        {
            _byTag.TryAdd(tag, version);
        }

        version.Tags.RemoveAll(tag => _byTag[tag] != version);
        _byDigest[version.Digest] = version;
        _active = null;
    }

    private IEnumerable<GhcrVersion> Ordered(Func<GhcrVersion, bool> predicate) =>
        _byId.Values.Where(predicate).OrderByDescending(v => v.CreatedAt).ThenByDescending(v => v.Id);
}
