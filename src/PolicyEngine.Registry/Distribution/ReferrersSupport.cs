namespace PolicyEngine.Registry.Distribution;

/// <summary>Whether a registry has the referrers API: found out by the first request, once for a registry. Thread-safe.</summary>
internal sealed class ReferrersSupport : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile object? _supported;

    /// <summary>What is known; asks if nothing is.</summary>
    /// <param name="probe">Asks. A failure is not an answer: the next one asks again.</param>
    internal async ValueTask<bool> KnowAsync(Func<CancellationToken, Task<bool>> probe, CancellationToken cancellationToken)
    {
        if (_supported is bool known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _supported ??= await probe(cancellationToken).ConfigureAwait(false);
            return (bool)_supported;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
