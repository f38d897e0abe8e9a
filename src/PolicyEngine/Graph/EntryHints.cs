namespace PolicyEngine.Graph;

/// <summary>What index entries say of digests whose own document does not: for each piece the first index by digest that says it.</summary>
internal sealed class EntryHints
{
    private readonly List<EntryRow> _entries;
    private readonly int[] _platform;
    private readonly int[] _size;
    private readonly int[] _type;

    /// <summary>Looks through the entries once.</summary>
    /// <param name="nodeOf">The node of each row of the builder.</param>
    public EntryHints(ManifestRows rows, List<EntryRow> entries, int[] nodeOf, int nodes, StringPool strings)
    {
        _entries = entries;
        _platform = new int[nodes];
        _size = new int[nodes];
        _type = new int[nodes];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var row = entry.Target < 0 ? ~entry.Target : entry.Target;
            var node = nodeOf[row];
            if (node < 0)
            {
                continue;
            }

            ref var data = ref rows[row];
            if (entry.Platform >= 0 && data.Platform < 0)
            {
                Prefer(ref _platform[node], i, (a, b) => Compare(strings[a.Platform], strings[b.Platform]));
            }

            if (entry.Size > 0 && data.Size <= 0)
            {
                Prefer(ref _size[node], i, static (a, b) => a.Size.CompareTo(b.Size));
            }

            if (!data.IsRead && (entry.MediaType >= 0 || entry.ArtifactType >= 0))
            {
                Prefer(ref _type[node], i, (a, b) => Compare(strings[a.MediaType], strings[b.MediaType]) is var order && order != 0
                    ? order
                    : Compare(strings[a.ArtifactType], strings[b.ArtifactType]));
            }
        }

        int Compare(string? a, string? b) => string.CompareOrdinal(a, b);

        void Prefer(ref int best, int candidate, Comparison<EntryRow> tieBreak)
        {
            if (best == 0)
            {
                best = candidate + 1;
                return;
            }

            var (old, now) = (entries[best - 1], entries[candidate]);
            var order = nodeOf[now.Source].CompareTo(nodeOf[old.Source]);
            if (order < 0 || (order == 0 && tieBreak(now, old) < 0))
            {
                best = candidate + 1;
            }
        }
    }

    /// <summary>The id of a platform's text; -1 for none.</summary>
    public int PlatformOf(int node) => _platform[node] == 0 ? -1 : _entries[_platform[node] - 1].Platform;

    /// <summary>The id of a media type; -1 for none.</summary>
    public int MediaTypeOf(int node) => _type[node] == 0 ? -1 : _entries[_type[node] - 1].MediaType;

    /// <summary>The id of an artifact type; -1 for none.</summary>
    public int ArtifactTypeOf(int node) => _type[node] == 0 ? -1 : _entries[_type[node] - 1].ArtifactType;

    /// <summary>The size of the document; 0 for none.</summary>
    public long SizeOf(int node) => _size[node] == 0 ? 0 : _entries[_size[node] - 1].Size;
}
