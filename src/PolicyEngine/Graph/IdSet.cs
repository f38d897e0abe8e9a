using System.Numerics;

namespace PolicyEngine.Graph;

/// <summary>A set of dense ids below a fixed bound, as a bitset. Who has one can read it: only what made it, by a builder, can change it.
/// Thread-safe while nothing changes it.</summary>
/// <typeparam name="TId">The type of the ids.</typeparam>
public abstract class IdSet<TId>
    where TId : struct, IGraphId<TId>
{
    private readonly ulong[] _words;

    private protected IdSet(int capacity, ulong[] words)
    {
        Capacity = capacity;
        _words = words;
    }

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
    public bool Contains(TId id) => (_words[id.Value >> 6] & (1UL << (id.Value & 63))) != 0;

    /// <summary>Whether the two sets share an id.</summary>
    public bool Overlaps(IdSet<TId> other)
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
    public bool SetEquals(IdSet<TId> other) => _words.AsSpan().SequenceEqual(other._words);

    /// <summary>Enumerates the ids in ascending order, without an allocation.
    /// The set must not change meanwhile, but for ids already passed.</summary>
    public Enumerator GetEnumerator() => new(_words);

    /// <summary>The bits, for a copy.</summary>
    private protected ulong[] CopyWords() => (ulong[])_words.Clone();

    /// <summary>The bits of no id below a bound.</summary>
    private protected static ulong[] NoWords(int capacity) => new ulong[(capacity + 63) / 64];

    /// <summary>Sets a bit; false if it was set.</summary>
    private protected bool Set(TId id)
    {
        ref var word = ref _words[id.Value >> 6];
        var bit = 1UL << (id.Value & 63);
        var added = (word & bit) == 0;
        word |= bit;
        return added;
    }

    /// <summary>Clears a bit; false if it was not set.</summary>
    private protected bool Clear(TId id)
    {
        ref var word = ref _words[id.Value >> 6];
        var bit = 1UL << (id.Value & 63);
        var removed = (word & bit) != 0;
        word &= ~bit;
        return removed;
    }

    /// <summary>Sets the bits of another set of the same capacity.</summary>
    private protected void Or(IdSet<TId> other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    /// <summary>Clears the bits that another set of the same capacity has not.</summary>
    private protected void And(IdSet<TId> other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= other._words[i];
        }
    }

    /// <summary>Clears the bits of another set of the same capacity.</summary>
    private protected void AndNot(IdSet<TId> other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~other._words[i];
        }
    }

    /// <summary>Enumerates an <see cref="IdSet{TId}"/>.</summary>
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
            Current = TId.At(-1);
        }

        /// <summary>The current id.</summary>
        public TId Current { get; private set; }

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

            Current = TId.At((_index << 6) + BitOperations.TrailingZeroCount(_rest));
            _rest &= _rest - 1;
            return true;
        }
    }
}
