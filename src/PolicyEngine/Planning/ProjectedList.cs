using System.Collections;
using PolicyEngine.Graph;

namespace PolicyEngine.Planning;

/// <summary>A list whose rows are made when they are asked for, so that a plan of a million manifests is not a million objects.</summary>
/// <param name="count">The number of rows.</param>
/// <param name="order">The ids in order; asked for once, when the first row is.</param>
/// <param name="project">Makes a row of an id and its index.</param>
internal sealed class ProjectedList<T>(int count, Func<NodeId[]> order, Func<NodeId, int, T> project) : IReadOnlyList<T>
{
    private readonly Lazy<NodeId[]> _ids = new(order);

    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public T this[int index] => project(_ids.Value[index], index);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
        {
            yield return project(_ids.Value[i], i);
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
