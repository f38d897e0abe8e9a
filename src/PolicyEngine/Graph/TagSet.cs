namespace PolicyEngine.Graph;

/// <summary>A set of tags below a fixed bound. Who has one can read it: only what made it, by a
/// <see cref="TagSetBuilder"/>, can change it. Thread-safe while nothing changes it.</summary>
public class TagSet : IdSet<TagId>
{
    private protected TagSet(int capacity, ulong[] words)
        : base(capacity, words) { }

    /// <summary>A copy that can be changed.</summary>
    public TagSetBuilder ToBuilder() => new(Capacity, CopyWords());
}
