namespace PolicyEngine.Graph;

/// <summary>A set of nodes below a fixed bound. Who has one can read it: only what made it, by a
/// <see cref="NodeSetBuilder"/>, can change it. Thread-safe while nothing changes it.</summary>
public class NodeSet : IdSet<NodeId>
{
    private protected NodeSet(int capacity, ulong[] words)
        : base(capacity, words) { }

    /// <summary>A copy that can be changed.</summary>
    public NodeSetBuilder ToBuilder() => new(Capacity, CopyWords());
}
