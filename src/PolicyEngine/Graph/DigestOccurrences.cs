using System.Numerics;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>Digests as they come, numbered; later equal ones are found by sorting,
/// which touches memory in order where a dictionary jumps about.</summary>
internal sealed class DigestOccurrences
{
    private const int ChunkBits = 12;
    private const int MaxBucketBits = 18;
    private const int BucketSizeBits = 3;
    private readonly List<Digest[]> _chunks = [];

    /// <summary>The number of occurrences.</summary>
    public int Count { get; private set; }

    /// <summary>The digest of an occurrence.</summary>
    public Digest this[int occurrence] => _chunks[occurrence >> ChunkBits][occurrence & ((1 << ChunkBits) - 1)];

    /// <summary>Notes an occurrence and gives its number; numbers are dense.</summary>
    public int Add(Digest digest)
    {
        if ((Count & ((1 << ChunkBits) - 1)) == 0)
        {
            _chunks.Add(new Digest[1 << ChunkBits]);
        }

        _chunks[^1][Count & ((1 << ChunkBits) - 1)] = digest;
        return Count++;
    }

    /// <summary>Forgets all occurrences after the first <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        Count = count;
        var chunks = (count + (1 << ChunkBits) - 1) >> ChunkBits;
        _chunks.RemoveRange(chunks, _chunks.Count - chunks);
    }

    /// <summary>Gives equal digests one id, ascending by digest.</summary>
    /// <param name="idOf">The id of each occurrence.</param>
    /// <returns>The digest of each id.</returns>
    public Digest[] Resolve(out int[] idOf)
    {
        var occurrences = Sorted();
        idOf = new int[Count];
        var digests = new Digest[Count];
        var ids = 0;
        for (var i = 0; i < occurrences.Length; i++)
        {
            ref var occurrence = ref occurrences[i];
            if (i == 0 || occurrences[i - 1].Digest != occurrence.Digest)
            {
                digests[ids++] = occurrence.Digest;
            }

            idOf[occurrence.Number] = ids - 1;
        }

        return digests.AsSpan(0, ids).ToArray();
    }

    /// <summary>Hashes are evenly spread: one pass into small buckets does nearly
    /// all. Made-up digests may share a bucket, which is sorted like any.</summary>
    private Occurrence[] Sorted()
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)Count + 1) - BucketSizeBits, 1, MaxBucketBits);
        var shift = 64 - bits;
        var next = new int[(1 << bits) + 1];
        for (var i = 0; i < Count; i++)
        {
            next[(int)(this[i].Prefix >> shift) + 1]++;
        }

        for (var bucket = 0; bucket < 1 << bits; bucket++)
        {
            next[bucket + 1] += next[bucket];
        }

        var sorted = new Occurrence[Count];
        for (var i = 0; i < Count; i++)
        {
            var digest = this[i];
            sorted[next[(int)(digest.Prefix >> shift)]++] = new Occurrence(digest, i);
        }

        // Each entry of 'next' has moved on to the end of its bucket.
        var start = 0;
        for (var bucket = 0; bucket < 1 << bits; bucket++)
        {
            if (next[bucket] - start > 1)
            {
                sorted.AsSpan(start, next[bucket] - start).Sort();
            }

            start = next[bucket];
        }

        return sorted;
    }

    private readonly struct Occurrence(Digest digest, int number) : IComparable<Occurrence>
    {
        public readonly Digest Digest = digest;
        public readonly int Number = number;

        public int CompareTo(Occurrence other) => Digest.CompareTo(other.Digest);
    }
}
