using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>
/// Changes one OCI image layout. <c>index.json</c> is replaced in one step before a blob goes; blobs go last, and only
/// those that nothing left uses. Files that it does not know are left alone. Everything happens one after the other.
/// </summary>
internal sealed class OciLayoutWriter : IRegistryWriter
{
    private const string LockName = ".policyengine.lock";

    private readonly OciLayoutClient _client;
    private readonly LayoutDirectory _directory;
    private readonly LayoutIndexFile _index;
    private readonly LayoutBlobs _blobs;
    private readonly string _root;
    private readonly string _repository;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ImmutableArray<ManifestRecord> _listed = [];
    private ImmutableArray<Arrival> _arrivals = [];
    private byte[] _lastIndex = [];
    private FileLock? _lock;

    internal OciLayoutWriter(string path, string repository, RegistryOptions options, string? blobFolder)
    {
        _root = Path.GetFullPath(path);
        _repository = repository;
        _client = new OciLayoutClient(path, repository, options);
        _directory = new LayoutDirectory(path);
        _index = new LayoutIndexFile(_root);
        _blobs = new LayoutBlobs(_root, blobFolder);
    }

    /// <inheritdoc/>
    public WriterTraits Traits { get; } = new();

    /// <inheritdoc/>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            _lock ??= FileLock.TryTake(Path.Combine(_root, LockName))
                ?? throw new RegistryException($"The layout '{Redaction.Show(_repository)}' is locked: another apply is working on it.");
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (Durable.IsRefusal(e))
        {
            throw new RegistryException($"The layout '{Redaction.Show(_repository)}' cannot be changed: {e.Message}", innerException: e);
        }
    }

    /// <inheritdoc/>
    public Task<RepositoryListing> ListAsync(CancellationToken cancellationToken) =>
        OneByOneAsync(
            async () =>
            {
                _lastIndex = _index.ReadBytes();
                _listed = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
                _arrivals = [];
                return new RepositoryListing
                {
                    Tags = _listed
                        .SelectMany(record => record.Tags, (record, tag) => (tag, record.Digest))
                        .ToDictionary(pair => pair.tag, pair => pair.Digest, StringComparer.Ordinal),
                    Manifests = _listed.ToDictionary(record => record.Digest, record => record.VersionId, StringComparer.Ordinal),
                };
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken) =>
        OneByOneAsync<IReadOnlySet<string>>(
            () => Task.FromResult<IReadOnlySet<string>>(digests.Where(_blobs.Exists).ToHashSet(StringComparer.Ordinal)),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<ManifestLook> LookAsync(ManifestTarget target, IReadOnlyCollection<string> departed, CancellationToken cancellationToken) =>
        OneByOneAsync(
            async () =>
            {
                // Nothing changes an image in a layout but index.json, or a piece that
                // comes back; a referrer that came without it does not keep anything alive.
                var bytes = _index.ReadBytes();
                if (!bytes.AsSpan().SequenceEqual(_lastIndex) || departed.Any(_blobs.Exists))
                {
                    var now = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
                    _arrivals = [.. _arrivals, .. ArrivalsIn(now)];
                    (_listed, _lastIndex) = (now, bytes);
                }

                var tags = _listed.FirstOrDefault(record => record.Digest == target.Digest)?.Tags ?? [];
                return new ManifestLook(_blobs.Exists(target.Digest), tags, _arrivals);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<SavedManifest?> ReadAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        OneByOneAsync(
            async () =>
            {
                try
                {
                    var body = await _directory.ReadAsync(LayoutDirectory.BlobPath(target.Digest), cancellationToken).ConfigureAwait(false);
                    return body is null ? null
                        : DigestVerifier.VerifyManifest(target.Digest, body) == DigestCheck.Match ? Saved(target, body)
                        : throw new RegistryException(
                            $"'{LayoutDirectory.BlobPath(target.Digest)}' is corrupt: its content has another digest."
                        );
                }
                catch (LayoutException e)
                {
                    throw new RegistryException(e.Message, innerException: e);
                }
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                var change = _index.Remove(target.Digest, _lastIndex);
                if (!change.Before.AsSpan().SequenceEqual(_lastIndex))
                {
                    return new WriteResult(WriteStatus.Unclear, "'index.json' was changed by someone else in the meantime.");
                }

                _lastIndex = change.After;

                // Where it comes back, it is new.
                _listed = _listed.RemoveAll(record => record.Digest == target.Digest);
                if (!_blobs.Exists(target.Digest))
                {
                    return WriteResult.Gone;
                }

                try
                {
                    _blobs.Remove(target.Digest);
                    return WriteResult.Done;
                }
                catch (Exception e) when (Durable.IsRefusal(e))
                {
                    // Its entry is gone, so 'restore' has to look at it.
                    return new WriteResult(
                        WriteStatus.Unknown,
                        $"Its entry was removed from 'index.json', and its file may be deleted too: {e.Message}"
                    );
                }
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<WriteResult> UntagAsync(string tag, SavedManifest image, Action<string> announce, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                Note(_index.Untag(tag, image.Target.Digest));
                _listed =
                [
                    .. _listed.Select(record =>
                        record.Digest == image.Target.Digest ? record with { Tags = [.. record.Tags.Where(other => other != tag)] } : record
                    ),
                ];
                return WriteResult.Done;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<WriteResult> DeleteRepositoryAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new WriteResult(WriteStatus.Impossible, "A layout cannot be deleted as a whole."));

    /// <inheritdoc/>
    public Task<WriteResult> RestoreRepositoryAsync(CancellationToken cancellationToken) => DeleteRepositoryAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> RestoreAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                var record = ManifestRecords.RecordOf(manifest);
                foreach (var blob in MissingBlobs(record).Except(manifest.Absent, StringComparer.Ordinal))
                {
                    if (!_blobs.TryBringBack(blob))
                    {
                        return new WriteResult(WriteStatus.Refused, $"Its blob {blob} is missing, and was not saved beside the journal.");
                    }
                }

                _blobs.Write(manifest.Target.Digest, manifest.Body.Span);
                foreach (
                    var name in LayoutIndexFile
                        .NamesBeside(manifest.Target.Tags, manifest.Extra)
                        .Where(name => name is null || !_index.Has(name))
                )
                {
                    Note(_index.Add(name, manifest.Target.Digest, manifest.Target.MediaType, manifest.Body.Length, manifest.Extra));
                }

                return WriteResult.Done;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> IsRestoredAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        OneByOneAsync(
            () =>
                Task.FromResult(
                    !MissingBlobs(ManifestRecords.RecordOf(manifest)).Except(manifest.Absent, StringComparer.Ordinal).Any()
                        && (
                            !LayoutIndexFile.WasUnnamed(manifest.Extra)
                            || LayoutIndexFile.WasUnnamed(_index.EntriesOf(manifest.Target.Digest))
                        )
                ),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<WriteResult> TagAsync(string tag, SavedManifest manifest, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                Note(_index.Add(tag, manifest.Target.Digest, manifest.Target.MediaType, manifest.Body.Length, manifest.Extra));
                return WriteResult.Done;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> SweepAsync(IReadOnlyCollection<ManifestRecord> deleted, CancellationToken cancellationToken) =>
        OneByOneAsync<IReadOnlyList<string>>(
            async () =>
            {
                var candidates = deleted
                    .SelectMany(LayoutBlobs.UsedBy)
                    .Where(blob => OciNames.IsReadable(blob))
                    .ToHashSet(StringComparer.Ordinal);
                if (candidates.Count == 0)
                {
                    return [];
                }

                // Read again, and whole: a blob that a manifest uses which could not be read would be lost.
                var left = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
                candidates.ExceptWith(left.SelectMany(LayoutBlobs.UsedBy));
                candidates.ExceptWith(left.Select(record => record.Digest));

                // What a document of unknown type mentions, it may need.
                candidates.ExceptWith(left.SelectMany(record => record.Mentions));
                try
                {
                    foreach (var blob in candidates.Where(_blobs.Exists).Order(StringComparer.Ordinal))
                    {
                        _blobs.Remove(blob);
                    }

                    return [];
                }
                catch (Exception e) when (Durable.IsRefusal(e))
                {
                    throw new RegistryException($"A blob that nothing uses cannot be removed: {e.Message}", innerException: e);
                }
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _lock?.Dispose();
        _gate.Dispose();
        await _client.DisposeAsync().ConfigureAwait(false);
    }

    private SavedManifest Saved(ManifestTarget target, byte[] body)
    {
        var saved = new SavedManifest(target, body) { Extra = _index.EntriesOf(target.Digest) };
        return saved with { Absent = [.. MissingBlobs(ManifestRecords.RecordOf(saved))] };
    }

    private IEnumerable<string> MissingBlobs(ManifestRecord record) =>
        LayoutBlobs
            .UsedBy(record)
            .Where(blob => OciNames.IsReadable(blob) && !_blobs.Exists(blob))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private IEnumerable<Arrival> ArrivalsIn(ImmutableArray<ManifestRecord> now)
    {
        var known = _listed.ToDictionary(record => record.Digest, record => record.Tags, StringComparer.Ordinal);
        foreach (var record in now)
        {
            var isNew = !known.TryGetValue(record.Digest, out var tags);
            foreach (var tag in isNew ? record.Tags : record.Tags.Except(tags, StringComparer.Ordinal))
            {
                yield return new Arrival(record.Digest, tag, []);
            }

            if (isNew)
            {
                yield return new Arrival(
                    record.Digest,
                    null,
                    [.. (record.Manifests ?? []).Select(entry => entry.Digest), .. LayoutBlobs.UsedBy(record), .. record.Mentions]
                );
            }
        }
    }

    /// <exception cref="RegistryException">It cannot be read completely.</exception>
    private async Task<ImmutableArray<ManifestRecord>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var sink = new SnapshotRepositoryBuilder();
        var info = await _client
            .ReadRepositoryAsync(_repository, sink, new WholeRepositoryGuide(needsConfigs: false), cancellationToken)
            .ConfigureAwait(false);
        return info.Complete
            ? [.. sink.Build(info).Manifests]
            : throw new RegistryException($"The layout '{Redaction.Show(_repository)}' cannot be read completely: {info.Reason}");
    }

    /// <summary>What others changed meanwhile stays unseen, so that the next look reads it.</summary>
    private void Note((byte[] Before, byte[] After) change)
    {
        if (change.Before.AsSpan().SequenceEqual(_lastIndex))
        {
            _lastIndex = change.After;
        }
    }

    private Task<WriteResult> ChangeAsync(Func<WriteResult> change, CancellationToken cancellationToken) =>
        OneByOneAsync(
            () =>
            {
                try
                {
                    return Task.FromResult(change());
                }
                catch (Exception e) when (Durable.IsRefusal(e))
                {
                    return Task.FromResult(new WriteResult(WriteStatus.Refused, $"The layout cannot be changed: {e.Message}"));
                }
            },
            cancellationToken
        );

    private async Task<T> OneByOneAsync<T>(Func<Task<T>> use, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await use().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}
