using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>
/// Something happens just before (1, 3, …) and just after (2, 4, …) each change: the
/// process dies, or somebody else changes the repository. Changes come one after the other.
/// </summary>
internal sealed class InterceptedWriter(IRegistryWriter inner, Action<int> happen) : IRegistryWriter
{
    private int _points;

    /// <summary>Happens before each look at a manifest, with its digest.</summary>
    internal Action<string> BeforeLook { get; init; } = _ => { };

    /// <summary>What a look at a manifest waits for, with its digest.</summary>
    internal Func<string, Task> WhileLooking { get; init; } = _ => Task.CompletedTask;

    /// <summary>Happens before each reading of a manifest, with its digest.</summary>
    internal Action<string> BeforeRead { get; init; } = _ => { };

    /// <summary>Whether manifests can only be looked at one by one.</summary>
    internal bool LooksAlone { get; init; }

    /// <summary>How many changes at a time, where not one after the other.</summary>
    internal int Concurrency { get; init; } = 1;

    public WriterTraits Traits => inner.Traits with { Concurrency = Concurrency };

    public ValueTask EnterAsync(CancellationToken cancellationToken) => inner.EnterAsync(cancellationToken);

    public Task<RepositoryListing> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken) =>
        inner.FindPresentAsync(digests, cancellationToken);

    public async Task<IReadOnlyList<ManifestLook>> LookTogetherAsync(
        IReadOnlyList<(ManifestTarget Target, IReadOnlyCollection<string> Departed)> targets,
        CancellationToken cancellationToken
    )
    {
        if (LooksAlone)
        {
            throw new RegistryException("They cannot be looked at together.");
        }

        foreach (var (target, _) in targets)
        {
            BeforeLook(target.Digest);
            await WhileLooking(target.Digest);
        }

        return await inner.LookTogetherAsync(targets, cancellationToken);
    }

    public int PageOf(ManifestTarget target) => inner.PageOf(target);

    public async Task<ManifestLook> LookAsync(
        ManifestTarget target,
        IReadOnlyCollection<string> departed,
        CancellationToken cancellationToken
    )
    {
        BeforeLook(target.Digest);
        await WhileLooking(target.Digest);
        return await inner.LookAsync(target, departed, cancellationToken);
    }

    public Task<SavedManifest?> ReadAsync(ManifestTarget target, CancellationToken cancellationToken)
    {
        BeforeRead(target.Digest);
        return inner.ReadAsync(target, cancellationToken);
    }

    public Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        AroundAsync(() => inner.DeleteAsync(target, cancellationToken));

    public Task<WriteResult> UntagAsync(string tag, SavedManifest image, Action<string> announce, CancellationToken cancellationToken) =>
        AroundAsync(() => inner.UntagAsync(tag, image, announce, cancellationToken));

    public Task<WriteResult> DeleteRepositoryAsync(CancellationToken cancellationToken) =>
        AroundAsync(() => inner.DeleteRepositoryAsync(cancellationToken));

    public Task<WriteResult> RestoreRepositoryAsync(CancellationToken cancellationToken) =>
        AroundAsync(() => inner.RestoreRepositoryAsync(cancellationToken));

    public Task<WriteResult> RestoreAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        AroundAsync(() => inner.RestoreAsync(manifest, cancellationToken));

    public Task<bool> IsRestoredAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        inner.IsRestoredAsync(manifest, cancellationToken);

    public Task<WriteResult> TagAsync(string tag, SavedManifest manifest, CancellationToken cancellationToken) =>
        AroundAsync(() => inner.TagAsync(tag, manifest, cancellationToken));

    public Task<IReadOnlyList<string>> SweepAsync(IReadOnlyCollection<ManifestRecord> deleted, CancellationToken cancellationToken) =>
        AroundAsync(() => inner.SweepAsync(deleted, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> AroundAsync<T>(Func<Task<T>> change)
    {
        happen(Interlocked.Increment(ref _points));
        var result = await change();
        happen(Interlocked.Increment(ref _points));
        return result;
    }
}

/// <summary>Nothing catches it, as nothing catches SIGKILL.</summary>
internal sealed class ProcessDiedException : Exception
{
    internal static Action<int> At(int point) =>
        now =>
        {
            if (now == point)
            {
                throw new ProcessDiedException();
            }
        };

    internal static bool Is(Exception e) =>
        e is ProcessDiedException || (e is AggregateException many && many.Flatten().InnerExceptions.Any(Is));
}
