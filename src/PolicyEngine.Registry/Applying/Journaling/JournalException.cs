namespace PolicyEngine.Registry.Applying.Journaling;

/// <summary>A journal cannot be read, written or used. The message is one sentence for users.</summary>
public sealed class JournalException(string message, Exception? innerException = null) : Exception(message, innerException);
