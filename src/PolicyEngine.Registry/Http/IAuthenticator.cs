using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>Gives requests their Authorization. Thread-safe.</summary>
internal interface IAuthenticator
{
    /// <summary>As whom the registry is spoken to, as the end of a sentence,
    /// without secrets: <c>no credentials were found for 'host'</c>.</summary>
    string Identity { get; }

    /// <summary>The value of Authorization for a scope as far as it is known how to authenticate; null to ask without.</summary>
    /// <exception cref="RegistryException">A token that is needed cannot be had.</exception>
    ValueTask<string?> GetAuthorizationAsync(string? scope, CancellationToken cancellationToken);

    /// <summary>Takes a 401 in.</summary>
    /// <param name="scope">The scope of the request.</param>
    /// <param name="sent">The Authorization that was sent with it.</param>
    /// <param name="challenge">The answer.</param>
    /// <returns>Whether asking again has a chance.</returns>
    /// <exception cref="RegistryException">There is no way to authenticate, and it can be said why.</exception>
    ValueTask<bool> AnswerAsync(string? scope, string? sent, RegistryResponse challenge, CancellationToken cancellationToken);
}
