using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Auth;

/// <summary>Sends the same Authorization with each request, or none: for APIs without challenges.</summary>
/// <param name="authorization">The value of the header.</param>
/// <param name="identity">See <see cref="IAuthenticator.Identity"/>.</param>
internal sealed class FixedAuthenticator(string? authorization, string identity) : IAuthenticator
{
    /// <inheritdoc/>
    public string Identity => identity;

    /// <inheritdoc/>
    public ValueTask<string?> GetAuthorizationAsync(string? scope, CancellationToken cancellationToken) =>
        ValueTask.FromResult(authorization);

    /// <inheritdoc/>
    public ValueTask<bool> AnswerAsync(string? scope, string? sent, RegistryResponse challenge, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);
}
