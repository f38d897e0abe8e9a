namespace PolicyEngine.Graph;

/// <summary>A dense id within one graph: a number from 0, of a type of its own, so that no other number is taken for it.</summary>
/// <typeparam name="TSelf">The type of the id.</typeparam>
public interface IGraphId<TSelf>
    where TSelf : struct, IGraphId<TSelf>
{
    /// <summary>The number: the place in every column of the graph.</summary>
    int Value { get; }

    /// <summary>The id of a number.</summary>
    static abstract TSelf At(int value);
}
