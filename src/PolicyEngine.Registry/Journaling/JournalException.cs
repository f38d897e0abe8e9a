namespace PolicyEngine.Registry.Journaling;

/// <summary>A journal cannot be read, written or used. The message is one or more sentences for users.</summary>
public sealed class JournalException(string message, JournalFault fault = JournalFault.NotRecordable, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of failure it is.</summary>
    public JournalFault Fault { get; } = fault;
}
