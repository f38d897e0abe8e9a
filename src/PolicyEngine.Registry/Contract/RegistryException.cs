using System.Net;

namespace PolicyEngine.Registry.Contract;

/// <summary>A registry did not answer as needed. The message is one sentence for
/// users, without secrets; registry text in it is capped but not escaped.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RegistryException(string message, HttpStatusCode? status = null, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>The status of the answer, if there was one.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How long the registry lets nothing happen; null where the answer does not say "too many requests".</summary>
    public TimeSpan? LimitedFor { get; init; }

    /// <summary>Whether the answer is larger than what is read of one.</summary>
    internal bool IsTooLarge { get; init; }
}
