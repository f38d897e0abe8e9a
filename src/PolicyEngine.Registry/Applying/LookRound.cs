using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Deletions that go at once, after one look at all of them. It begins when each of them has its turn, and
/// none goes before it ends: so each goes by a look that is one request old, as if it went alone. Then those of
/// images that were begun are asked for first: a limit that another one meets is not to leave their parts. Thread-safe.
/// </summary>
/// <param name="writer">Looks.</param>
/// <param name="steps">How many there are: each looks, or leaves.</param>
/// <param name="begun">Those of images that were begun.</param>
internal sealed class LookRound(IRegistryWriter writer, int steps, IEnumerable<string> begun)
{
    private readonly Lock _gate = new();
    private readonly List<(ManifestTarget Target, IReadOnlyCollection<string> Departed)> _targets = [];
    private readonly TaskCompletionSource<Task<IReadOnlyList<ManifestLook>?>> _looks = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly HashSet<string> _first = new(begun, StringComparer.Ordinal);
    private readonly TaskCompletionSource _firstAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _awaited = steps;
    private bool _isFinishing;
    private CancellationToken _cancellation;

    /// <summary>Waits for the others, and looks with them.</summary>
    /// <param name="target">The manifest.</param>
    /// <param name="departed">What may refer to it and is gone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">It cannot be looked at.</exception>
    internal async Task<ManifestLook> LookAsync(
        ManifestTarget target,
        IReadOnlyCollection<string> departed,
        CancellationToken cancellationToken
    )
    {
        int index;
        lock (_gate)
        {
            index = _targets.Count;
            _targets.Add((target, departed));
            _isFinishing |= RunDeadline.IsFinishing;

            // What finishes an image that was begun is not cancelled by what is not begun.
            _cancellation = index == 0 || _cancellation.CanBeCanceled ? cancellationToken : CancellationToken.None;
        }

        Settle();
        var looks = await (await _looks.Task.ConfigureAwait(false)).ConfigureAwait(false);

        if (looks is not null)
        {
            return looks[index];
        }

        // Where they cannot be looked at together, each is looked at by itself, when it may be asked for.
        await AwaitTurnAsync(target.Digest).ConfigureAwait(false);
        return await writer.LookAsync(target, departed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until it may be asked for: until those of images that were begun are, or are settled without that.</summary>
    internal async Task AwaitTurnAsync(string digest)
    {
        lock (_gate)
        {
            if (_first.Count == 0 || _first.Contains(digest))
            {
                return;
            }
        }

        await _firstAsked.Task.ConfigureAwait(false);
    }

    /// <summary>Says that a step is asked for.</summary>
    internal void Ask(string digest)
    {
        lock (_gate)
        {
            if (!_first.Remove(digest) || _first.Count > 0)
            {
                return;
            }
        }

        _firstAsked.SetResult();
    }

    /// <summary>Says that a step is settled, whether it looked or not.</summary>
    internal void Leave(string digest)
    {
        Ask(digest);
        lock (_gate)
        {
            if (_targets.Exists(pair => pair.Target.Digest == digest))
            {
                return;
            }
        }

        Settle();
    }

    private void Settle()
    {
        lock (_gate)
        {
            if (--_awaited > 0 || _targets.Count == 0)
            {
                return;
            }
        }

        _looks.SetResult(LookAsync());
    }

    private async Task<IReadOnlyList<ManifestLook>?> LookAsync()
    {
        using var finishing = _isFinishing ? RunDeadline.Finish() : default(RunDeadline.Scope?);
        try
        {
            return await writer.LookTogetherAsync(_targets, _cancellation).ConfigureAwait(false);
        }
        catch (RegistryException e) when (e.LimitedFor is null && _targets.Count > 1)
        {
            return null;
        }
    }
}
