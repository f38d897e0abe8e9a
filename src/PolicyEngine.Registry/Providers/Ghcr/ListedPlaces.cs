namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Where the versions of a list stand while some of them are deleted, in O(log n). Thread-safe.</summary>
internal sealed class ListedPlaces
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, int> _indexOf;
    private readonly HashSet<long> _deleted = [];

    /// <summary>A Fenwick tree of how many are deleted before each.</summary>
    private readonly int[] _before;

    internal ListedPlaces(IReadOnlyCollection<PackageVersion> versions)
    {
        _indexOf = new Dictionary<long, int>(versions.Count);
        foreach (var version in versions)
        {
            _indexOf.TryAdd(version.Id, _indexOf.Count);
        }

        _before = new int[versions.Count + 1];
    }

    /// <summary>The place that a version had in the list, from 0; null where it was not there.</summary>
    internal int? First(long id) => _indexOf.TryGetValue(id, out var index) ? index : null;

    /// <summary>The place that a version has without those that are deleted; null where it was not there.</summary>
    internal int? Now(long id)
    {
        if (!_indexOf.TryGetValue(id, out var index))
        {
            return null;
        }

        lock (_gate)
        {
            var place = index;
            for (var i = index; i > 0; i -= i & -i)
            {
                place -= _before[i];
            }

            return place;
        }
    }

    /// <summary>Notes that a version is deleted.</summary>
    internal void Delete(long id)
    {
        lock (_gate)
        {
            if (_indexOf.TryGetValue(id, out var index) && _deleted.Add(id))
            {
                for (var i = index + 1; i < _before.Length; i += i & -i)
                {
                    _before[i]++;
                }
            }
        }
    }
}
