namespace PolicyEngine.Graph;

/// <summary>A list in chunks: growing copies at most the first one and leaves no large arrays behind.</summary>
internal sealed class ChunkedList<T>
    where T : unmanaged
{
    private const int ChunkBits = 12;
    private const int FirstCapacity = 16;
    private readonly List<T[]> _chunks = [];

    /// <summary>The number of items.</summary>
    public int Count { get; private set; }

    /// <summary>An item, to read or to change; the reference is good until the next item is added.</summary>
    public ref T this[int index] => ref _chunks[index >> ChunkBits][index & ((1 << ChunkBits) - 1)];

    /// <summary>Appends an item and gives its place.</summary>
    public ref T Add(in T item)
    {
        var place = Count & ((1 << ChunkBits) - 1);
        if (place == 0)
        {
            _chunks.Add(new T[_chunks.Count == 0 ? FirstCapacity : 1 << ChunkBits]);
        }

        var chunk = _chunks[^1];
        if (place == chunk.Length)
        {
            Array.Resize(ref chunk, 2 * place);
            _chunks[^1] = chunk;
        }

        Count++;
        ref var added = ref chunk[place];
        added = item;
        return ref added;
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        Count = 0;
        _chunks.Clear();
    }
}
