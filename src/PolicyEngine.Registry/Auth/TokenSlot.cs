namespace PolicyEngine.Registry.Auth;

/// <summary>One cached token, renewed early, by one request at a time however many wait for it. Thread-safe.</summary>
internal sealed class TokenSlot(TimeProvider clock, Func<CancellationToken, Task<AccessToken>> fetch) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile AccessToken? _token;

    /// <summary>The Authorization of a token that is good for a while.</summary>
    /// <param name="refused">An Authorization that the registry has just refused: it is not given again.</param>
    internal async ValueTask<string> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        if (Usable(refused) is { } ready)
        {
            return ready.Authorization;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Usable(refused) is { } renewed)
            {
                return renewed.Authorization;
            }

            var token = await fetch(cancellationToken).ConfigureAwait(false);
            _token = token;
            return token.Authorization;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private AccessToken? Usable(string? refused) =>
        _token is { } token && clock.GetUtcNow() < token.RenewAt && token.Authorization != refused ? token : null;
}
