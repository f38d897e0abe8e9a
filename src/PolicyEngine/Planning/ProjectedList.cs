using System.Collections;

namespace PolicyEngine.Planning;

/// <summary>A list whose rows are made when they are asked for, so that a plan of a million manifests is not a million objects.</summary>
internal sealed class ProjectedList<T>(int[] ids, Func<int, int, T> project) : IReadOnlyList<T>
{
    /// <inheritdoc/>
    public int Count => ids.Length;

    /// <inheritdoc/>
    public T this[int index] => project(ids[index], index);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < ids.Length; i++)
        {
            yield return project(ids[i], i);
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
