namespace PolicyEngine.Snapshots;

/// <summary>A snapshot file that is not one, or is broken. The message is one sentence for users and names the place.</summary>
public sealed class SnapshotFormatException : FormatException
{
    /// <summary>An exception without a message of its own.</summary>
    public SnapshotFormatException() { }

    /// <summary>An exception with a message.</summary>
    public SnapshotFormatException(string message)
        : base(message) { }

    /// <summary>An exception with a message and what caused it.</summary>
    public SnapshotFormatException(string message, Exception innerException)
        : base(message, innerException) { }
}
