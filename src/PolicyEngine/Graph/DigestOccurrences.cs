using System.Numerics;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>Digests as they come, numbered; later equal ones are found by sorting,
/// which touches memory in order where a dictionary jumps about.</summary>
internal sealed class DigestOccurrences
{
    private const int MaxBucketBits = 18;
    private const int BucketSizeBits = 3;
    private readonly ChunkedList<Digest> _digests = new();

    /// <summary>The number of occurrences.</summary>
    public int Count => _digests.Count;

    /// <summary>The digest of an occurrence.</summary>
    public ref readonly Digest this[int occurrence] => ref _digests[occurrence];

    /// <summary>Notes an occurrence and gives its number; numbers are dense.</summary>
    public int Add(in Digest digest)
    {
        _digests.Add(digest);
        return Count - 1;
    }

    /// <summary>Gives equal digests one id, ascending by digest, and forgets the occurrences.</summary>
    /// <param name="idOf">The id of each occurrence.</param>
    /// <returns>The digest of each id.</returns>
    public Digest[] Resolve(out int[] idOf) => Resolve(out idOf, occurrence => _digests[occurrence.Number]);

    /// <summary>The same, with only the first eight bytes of each digest.</summary>
    public ulong[] ResolveHeads(out int[] idOf) => Resolve(out idOf, static occurrence => occurrence.Prefix);

    private T[] Resolve<T>(out int[] idOf, Func<Occurrence, T> select)
    {
        var occurrences = Sorted();
        idOf = new int[occurrences.Length];
        var ids = 0;
        for (var start = 0; start < occurrences.Length;)
        {
            var end = start + 1;
            while (end < occurrences.Length && occurrences[end].Prefix == occurrences[start].Prefix)
            {
                end++;
            }

            SortWhereDifferent(occurrences.AsSpan(start, end - start));
            for (var i = start; i < end; i++)
            {
                ids += i > start && _digests[occurrences[i].Number] == _digests[occurrences[i - 1].Number] ? 0 : 1;
                idOf[occurrences[i].Number] = ids - 1;

                // From here on only one of each is needed, and its place is behind.
                occurrences[ids - 1] = occurrences[i];
            }

            start = end;
        }

        var values = new T[ids];
        for (var id = 0; id < ids; id++)
        {
            values[id] = select(occurrences[id]);
        }

        _digests.Clear();
        return values;
    }

    /// <summary>Digests that begin alike are nearly always equal; made-up ones need not be.</summary>
    private void SortWhereDifferent(Span<Occurrence> alike)
    {
        for (var i = 1; i < alike.Length; i++)
        {
            if (_digests[alike[i].Number] != _digests[alike[0].Number])
            {
                alike.Sort((a, b) => _digests[a.Number].CompareTo(_digests[b.Number]));
                return;
            }
        }
    }

    /// <summary>By the first eight bytes. Hashes are evenly spread: one pass into small buckets does
    /// nearly all. Made-up digests may share a bucket, which is sorted like any.</summary>
    private Occurrence[] Sorted()
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)Count + 1) - BucketSizeBits, 1, MaxBucketBits);
        var shift = 64 - bits;
        var next = new int[(1 << bits) + 1];
        for (var i = 0; i < Count; i++)
        {
            next[(int)(_digests[i].Prefix >> shift) + 1]++;
        }

        for (var bucket = 0; bucket < 1 << bits; bucket++)
        {
            next[bucket + 1] += next[bucket];
        }

        var sorted = new Occurrence[Count];
        for (var i = 0; i < Count; i++)
        {
            var prefix = _digests[i].Prefix;
            sorted[next[(int)(prefix >> shift)]++] = new Occurrence(prefix, i);
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

    private readonly struct Occurrence(ulong prefix, int number) : IComparable<Occurrence>
    {
        public readonly ulong Prefix = prefix;
        public readonly int Number = number;

        public int CompareTo(Occurrence other) => Prefix != other.Prefix ? Prefix.CompareTo(other.Prefix) : Number.CompareTo(other.Number);
    }
}
