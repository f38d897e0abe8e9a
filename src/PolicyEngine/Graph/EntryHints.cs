namespace PolicyEngine.Graph;

/// <summary>What index entries say of digests whose own document does not: for each piece the first index by digest that says it.</summary>
internal sealed class EntryHints
{
    private readonly ChunkedList<EntryRow> _entries;
    private readonly int[] _platform;
    private readonly int[] _size;
    private readonly int[] _type;

    /// <summary>Looks through the entries once.</summary>
    /// <param name="nodeOf">The node of each id among the rows.</param>
    public EntryHints(ResolvedRows rows, ChunkedList<EntryRow> entries, int[] nodeOf, int nodes, StringPool strings)
    {
        _entries = entries;
        _platform = new int[nodes];
        _size = new int[nodes];
        _type = new int[nodes];
        Comparison<EntryRow> byPlatform = (a, b) => string.CompareOrdinal(strings[a.Platform], strings[b.Platform]);
        Comparison<EntryRow> bySize = static (a, b) => a.Size.CompareTo(b.Size);
        Comparison<EntryRow> byType = (a, b) =>
            string.CompareOrdinal(strings[a.MediaType], strings[b.MediaType]) is var order && order != 0
                ? order
                : string.CompareOrdinal(strings[a.ArtifactType], strings[b.ArtifactType]);
        for (var i = 0; i < entries.Count; i++)
        {
            ref readonly var entry = ref entries[i];
            var id = rows.IdOf(entry.Target);
            var node = nodeOf[id];
            if (node < 0)
            {
                continue;
            }

            ref var data = ref rows[id];
            if (entry.Platform >= 0 && data.Platform < 0)
            {
                Prefer(ref _platform[node], i, byPlatform);
            }

            if (entry.Size > 0 && data.Size <= 0)
            {
                Prefer(ref _size[node], i, bySize);
            }

            if (!data.IsRead && (entry.MediaType >= 0 || entry.ArtifactType >= 0))
            {
                Prefer(ref _type[node], i, byType);
            }
        }

        void Prefer(ref int best, int candidate, Comparison<EntryRow> tieBreak)
        {
            if (best == 0)
            {
                best = candidate + 1;
                return;
            }

            var (old, now) = (entries[best - 1], entries[candidate]);
            var order = nodeOf[rows.IdOfRow(now.Source)].CompareTo(nodeOf[rows.IdOfRow(old.Source)]);
            if (order < 0 || (order == 0 && tieBreak(now, old) < 0))
            {
                best = candidate + 1;
            }
        }
    }

    /// <summary>The id of a platform's text; -1 for none.</summary>
    public int PlatformOf(NodeId node) => _platform[node] == 0 ? -1 : _entries[_platform[node] - 1].Platform;

    /// <summary>The id of a media type; -1 for none.</summary>
    public int MediaTypeOf(NodeId node) => _type[node] == 0 ? -1 : _entries[_type[node] - 1].MediaType;

    /// <summary>The id of an artifact type; -1 for none.</summary>
    public int ArtifactTypeOf(NodeId node) => _type[node] == 0 ? -1 : _entries[_type[node] - 1].ArtifactType;

    /// <summary>The size of the document; 0 for none.</summary>
    public long SizeOf(NodeId node) => _size[node] == 0 ? 0 : _entries[_size[node] - 1].Size;
}
