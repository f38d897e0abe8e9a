using System.Collections;

namespace PolicyEngine.Graph;

/// <summary>All ids from one to another, ascending. Enumerated without an allocation.</summary>
/// <typeparam name="TId">The type of the ids.</typeparam>
public readonly struct IdRange<TId> : IEnumerable<TId>
    where TId : struct, IGraphId<TId>
{
    private readonly int _start;
    private readonly int _end;

    /// <summary>The ids [<paramref name="start"/>, <paramref name="end"/>).</summary>
    internal IdRange(int start, int end) => (_start, _end) = (start, end);

    /// <summary>Enumerates the ids.</summary>
    public Enumerator GetEnumerator() => new(_start, _end);

    /// <inheritdoc/>
    IEnumerator<TId> IEnumerable<TId>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Enumerates an <see cref="IdRange{TId}"/>.</summary>
    public struct Enumerator : IEnumerator<TId>
    {
        private readonly int _end;
        private int _next;

        internal Enumerator(int start, int end) => (_next, _end) = (start, end);

        /// <summary>The current id.</summary>
        public readonly TId Current => TId.At(_next - 1);

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next id.</summary>
        public bool MoveNext() => _next++ < _end;

        /// <inheritdoc/>
        public void Reset() => throw new NotSupportedException();

        /// <inheritdoc/>
        public readonly void Dispose() { }
    }
}
