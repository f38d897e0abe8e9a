namespace PolicyEngine.Values;

/// <summary>A version that a range can be asked about.</summary>
internal interface IRangedVersion<T> : IComparable<T>
    where T : class, IRangedVersion<T>
{
    /// <summary>Whether it is a pre-release.</summary>
    bool IsPreRelease { get; }

    /// <summary>Reads the version of a comparator.</summary>
    static abstract bool TryParseBound(string text, out T version);

    /// <summary>Compares it with the version of a comparator.</summary>
    int CompareInRange(T bound);

    /// <summary>Whether <c>&lt;</c> holds for it.</summary>
    bool IsBelow(T bound);
}
