namespace PolicyEngine.Syntax;

/// <summary>A list or mapping that is being read: its place comes from its brackets, or from its first and last child.</summary>
internal sealed class CollectionFrame(bool hasBrackets, int start, int nodesBefore)
{
    public bool HasBrackets { get; } = hasBrackets;

    /// <summary>The nodes counted up to and with the collection itself.</summary>
    public int NodesBefore { get; } = nodesBefore;

    /// <summary>The start, or -1 while no child has given it.</summary>
    public int Start { get; private set; } = start;

    public int End { get; set; }

    /// <summary>The height of the highest child.</summary>
    public int Height { get; private set; }

    public void Add(BuiltNode child)
    {
        Height = Math.Max(Height, child.Height);
        if (!HasBrackets)
        {
            Start = Start < 0 ? child.Start : Start;
            End = child.End;
        }
    }
}
