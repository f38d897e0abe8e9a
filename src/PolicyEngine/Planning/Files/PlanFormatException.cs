namespace PolicyEngine.Planning.Files;

/// <summary>A file is not a plan that can be carried out. The message is
/// one sentence for the user; it may quote strings of the file.</summary>
public sealed class PlanFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PlanFormatException() { }

    /// <summary>Creates the exception with a sentence for the user.</summary>
    public PlanFormatException(string message)
        : base(message) { }

    /// <summary>Creates the exception with a sentence for the user and the cause.</summary>
    public PlanFormatException(string message, Exception innerException)
        : base(message, innerException) { }
}
