namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>Where tags lead, and which tags lead to a digest. Not thread-safe.</summary>
internal sealed class TagTable
{
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _tags = new(StringComparer.Ordinal);

    /// <summary>The number of tags.</summary>
    internal int Count => _digests.Count;

    /// <summary>All of it, as it is now.</summary>
    internal IReadOnlyDictionary<string, string> Copy() => _digests.ToDictionary(StringComparer.Ordinal);

    /// <summary>Where a tag leads; null where it is not known.</summary>
    internal string? Find(string tag) => _digests.GetValueOrDefault(tag);

    /// <summary>The tags that lead to a digest, in ordinal order.</summary>
    internal IReadOnlyCollection<string> TagsOf(string digest) => _tags.TryGetValue(digest, out var tags) ? tags : [];

    /// <summary>Lets a tag lead to a digest, or forgets it.</summary>
    internal void Set(string tag, string? digest)
    {
        if (_digests.Remove(tag, out var old) && _tags[old] is var others && others.Remove(tag) && others.Count == 0)
        {
            _tags.Remove(old);
        }

        if (digest is not null)
        {
            _digests[tag] = digest;
            if (!_tags.TryGetValue(digest, out var tags))
            {
                _tags[digest] = tags = new(StringComparer.Ordinal);
            }

            tags.Add(tag);
        }
    }

    /// <summary>Forgets all tags but some.</summary>
    internal void Retain(IReadOnlyList<string> names)
    {
        // Most lists are as the one before: then nothing is copied.
        if (names.Count(_digests.ContainsKey) < _digests.Count)
        {
            foreach (var gone in _digests.Keys.Except(names, StringComparer.Ordinal).ToList())
            {
                Set(gone, null);
            }
        }
    }
}
