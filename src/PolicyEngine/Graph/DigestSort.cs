using System.Numerics;

namespace PolicyEngine.Graph;

/// <summary>Sorts rows by their sha256 digests: hashes are evenly spread, so one pass into small buckets does nearly all of it.</summary>
internal static class DigestSort
{
    private const int MaxBucketBits = 20;

    /// <summary>Appends <paramref name="members"/> to <paramref name="ordered"/> in ascending order of their digests.</summary>
    public static void Append(ManifestRows rows, List<int> members, List<int> ordered)
    {
        var count = members.Count;
        if (count == 0)
        {
            return;
        }

        var bits = Math.Min(MaxBucketBits, BitOperations.Log2((uint)count) + 1);
        var shift = 64 - bits;
        var next = new int[(1 << bits) + 1];
        var prefixes = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            prefixes[i] = rows[members[i]].Digest.Prefix;
            next[(int)(prefixes[i] >> shift) + 1]++;
        }

        for (var bucket = 0; bucket < 1 << bits; bucket++)
        {
            next[bucket + 1] += next[bucket];
        }

        var keys = new Key[count];
        for (var i = 0; i < count; i++)
        {
            keys[next[(int)(prefixes[i] >> shift)]++] = new Key(prefixes[i], members[i]);
        }

        // 'next' has moved to the end of each bucket. Digests that an adversary made up may all fall into one: then the sort does the work.
        var start = 0;
        for (var bucket = 0; bucket < 1 << bits; bucket++)
        {
            var end = next[bucket];
            if (end - start > 1)
            {
                keys.AsSpan(start, end - start).Sort((a, b) => a.Prefix != b.Prefix
                    ? a.Prefix.CompareTo(b.Prefix)
                    : rows[a.Row].Digest.CompareTo(rows[b.Row].Digest));
            }

            start = end;
        }

        foreach (var key in keys)
        {
            ordered.Add(key.Row);
        }
    }

    private readonly record struct Key(ulong Prefix, int Row);
}
