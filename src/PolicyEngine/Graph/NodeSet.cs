using System.Numerics;

namespace PolicyEngine.Graph;

/// <summary>A set of dense ids (nodes, or tags) below a fixed bound, as a bitset. Who has one can read it: only what made it, by a
/// <see cref="NodeSetBuilder"/>, can change it. Thread-safe while nothing changes it.</summary>
public class NodeSet
{
    private readonly ulong[] _words;

    private protected NodeSet(int capacity, ulong[] words)
    {
        Capacity = capacity;
        _words = words;
    }

    /// <summary>A bit for each id.</summary>
    internal ReadOnlySpan<ulong> Words => _words;

    /// <summary>The bound: ids are below it.</summary>
    public int Capacity { get; }

    /// <summary>The number of ids in the set; counted on each call.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>Whether an id is in the set.</summary>
    public bool Contains(int id) => (_words[id >> 6] & (1UL << (id & 63))) != 0;

    /// <summary>A copy that can be changed.</summary>
    public NodeSetBuilder ToBuilder() => new(Capacity, (ulong[])_words.Clone());

    /// <summary>Whether the two sets share an id.</summary>
    public bool Overlaps(NodeSet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & other._words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the two sets hold the same ids.</summary>
    public bool SetEquals(NodeSet other) => _words.AsSpan().SequenceEqual(other._words);

    /// <summary>Enumerates the ids in ascending order, without an allocation.
    /// The set must not change meanwhile, but for ids already passed.</summary>
    public Enumerator GetEnumerator() => new(_words);

    /// <summary>Enumerates a <see cref="NodeSet"/>.</summary>
    public struct Enumerator
    {
        private readonly ulong[] _words;
        private int _index;
        private ulong _rest;

        internal Enumerator(ulong[] words)
        {
            _words = words;
            _index = -1;
            _rest = 0;
            Current = -1;
        }

        /// <summary>The current id.</summary>
        public int Current { get; private set; }

        /// <summary>Goes to the next id.</summary>
        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_index >= _words.Length)
                {
                    return false;
                }

                _rest = _words[_index];
            }

            Current = (_index << 6) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
