using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Announcing;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Planning;

/// <summary>The announcements of a run, kept in the repositories themselves (semantics.md#announcing): in each, what is announced there, as
/// an artifact under a tag of its own.</summary>
/// <param name="context">The command.</param>
/// <param name="sources">How registries are reached.</param>
/// <param name="rehearsal">How long everything is announced at least; null for what the policies say.</param>
internal sealed class RegistryNotices(CommandContext context, SourceOptions sources, TimeSpan? rehearsal) : NoticePlace
{
    private const int MaxBytes = 1 << 26;
    private const int AtOnce = 8;
    private const int MostRounds = 3;
    private const int MostNamed = 5;
    private const string FileName = "retention.notice.json";

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private Announcements? _announcements;

    /// <inheritdoc/>
    public override Announcements Announcements =>
        _announcements ??= new Announcements(
            new Notice(
                default,
                [.. _kept.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Notice?.Entries ?? [])]
            ),
            rehearsal
        )
        {
            Problems = _kept
                .Where(pair => pair.Value.Problem is not null)
                .ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Problem!, StringComparer.Ordinal),
        };

    /// <inheritdoc/>
    public override async Task ReadAsync(IReadOnlyCollection<RepositoryRequest> requests, CancellationToken cancellationToken)
    {
        var stores = new ArtifactStores(sources.CreateForFacts(context));
        await using (stores.ConfigureAwait(false))
        {
            await EachAsync(
                    requests,
                    async (request, token) => _kept[request.FullName] = await ReadOneAsync(stores, request, token).ConfigureAwait(false),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        _announcements = null;
        string[] news = [.. requests.Select(request => request.FullName).Where(name => _kept[name] is { Digest: null, Problem: null })];
        if (news.Length > 0)
        {
            Array.Sort(news, StringComparer.Ordinal);
            context.Messages.Info(
                $"Nothing was announced before in {ShortList.Of(news.Select(name => $"'{name}'"), MostNamed)}: {Begins(context)}."
            );
        }
    }

    /// <inheritdoc/>
    public override async Task ReadAgainAsync(IReadOnlyCollection<RepositoryRequest> requests, CancellationToken cancellationToken)
    {
        var stores = new ArtifactStores(sources.CreateForFacts(context));
        await using (stores.ConfigureAwait(false))
        {
            foreach (var request in requests)
            {
                var now = await ReadOneAsync(stores, request, cancellationToken).ConfigureAwait(false);
                if (_kept.TryGetValue(request.FullName, out var known) && known.Digest != now.Digest)
                {
                    TellAnother(request);
                }

                _kept[request.FullName] = now;
            }
        }

        _announcements = null;
    }

    /// <inheritdoc/>
    public override async Task<Plan> WriteAsync(Plan plan, Func<Announcements, Plan> planAgain, CancellationToken cancellationToken)
    {
        var pushed = new ConcurrentDictionary<string, Pushed>(StringComparer.Ordinal);
        var stores = new ArtifactStores(sources.CreateForFacts(context));
        await using (stores.ConfigureAwait(false))
        {
            for (var round = 1; ; round++)
            {
                var after = NoticeKeeping.After(Announcements.Notice, plan);
                var isAgain = false;
                var (isFirst, isLast) = (round == 1, round > MostRounds);
                await EachAsync(
                        [.. plan.Repositories.Where(repository => repository.Announced is not null)],
                        async (repository, token) =>
                        {
                            if (
                                (isFirst && await HasChangedAsync(stores, repository, token).ConfigureAwait(false))
                                || !await WriteOneAsync(stores, repository, after, pushed, isLast, token).ConfigureAwait(false)
                            )
                            {
                                isAgain = true;
                            }
                        },
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                if (!isAgain)
                {
                    break;
                }

                _announcements = null;
                plan = planAgain(Announcements);
            }
        }

        _announcements = null;
        return plan with
        {
            Repositories =
            [
                .. plan.Repositories.Select(repository =>
                    pushed.TryGetValue(repository.Info.FullName, out var notice)
                        ? NoticeKeeping.Put(repository, notice.Manifest.Digest, notice.Manifest.Body.Length, notice.Deleted)
                        : repository
                ),
            ],
        };
    }

    /// <summary>Whether the notice that was read is not the one that was there with the repository; then it is read again.</summary>
    private async Task<bool> HasChangedAsync(ArtifactStores stores, RepositoryPlan repository, CancellationToken cancellationToken)
    {
        var seen = repository.Keep.FirstOrDefault(row => row.Tags.Contains(NoticeArtifact.Tag))?.Digest;
        if (!_kept.TryGetValue(repository.Info.FullName, out var kept) || kept.Problem is not null || kept.Digest == seen)
        {
            return false;
        }

        TellAnother(kept.Request);
        _kept[repository.Info.FullName] = await ReadOneAsync(stores, kept.Request, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes down what is announced in one repository, where it has changed.</summary>
    /// <returns>Whether the plan holds: not where another run has written meanwhile, or nothing can be written.</returns>
    private async Task<bool> WriteOneAsync(
        ArtifactStores stores,
        RepositoryPlan repository,
        Notice after,
        ConcurrentDictionary<string, Pushed> pushed,
        bool isLast,
        CancellationToken cancellationToken
    )
    {
        var name = repository.Info.FullName;
        var mine = NoticeKeeping.Of(after, name);
        if (
            !_kept.TryGetValue(name, out var kept)
            || kept.Problem is not null
            || NoticeKeeping.AnnounceTheSame(kept.Notice, mine)
            || stores.Of(kept.Request) is not { } store
        )
        {
            return true;
        }

        var artifact = ArtifactOf(mine);
        var manifest = new ArtifactManifest(artifact);
        try
        {
            var result =
                isLast ? new WriteResult(WriteStatus.Refused, "Other runs write it at the same time.")
                : artifact.Content.Length > MaxBytes
                    ? new WriteResult(WriteStatus.Refused, "It would be longer than 64 MiB: announce less at a time, or keep it in a file.")
                : await store
                    .PushAsync(kept.Request.Name, NoticeArtifact.Tag, kept.Digest, artifact, cancellationToken)
                    .ConfigureAwait(false);
            switch (result.Status)
            {
                case WriteStatus.Done:
                    _kept[name] = kept with { Digest = manifest.Digest, Notice = mine };
                    var gone = await DeleteOldAsync(store, kept, repository, manifest.Digest, cancellationToken).ConfigureAwait(false);
                    pushed[name] = new Pushed(manifest, gone.Union(pushed.TryGetValue(name, out var first) ? first.Deleted : []));
                    return true;
                case WriteStatus.Moved:
                    TellAnother(kept.Request);
                    _kept[name] = await ReadOneAsync(stores, kept.Request, cancellationToken).ConfigureAwait(false);
                    return false;
                default:
                    return Fail(result.Text);
            }
        }
        catch (RegistryException e)
        {
            return Fail(e.Message);
        }

        bool Fail(string why)
        {
            _kept[name] = kept with { Problem = $"What is announced could not be written down under '{NoticeArtifact.Tag}': {why}" };
            HasFailed = true;
            return false;
        }
    }

    /// <summary>Deletes the notice that another one has taken the place of, and what earlier runs left of theirs.</summary>
    private async Task<ImmutableHashSet<string>> DeleteOldAsync(
        IArtifactStore store,
        Kept replaced,
        RepositoryPlan repository,
        string digest,
        CancellationToken cancellationToken
    )
    {
        var deleted = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
        foreach (
            var row in repository.Keep.Where(row =>
                row.Role == ManifestRole.Notice && row.Digest != digest && (row.Digest == replaced.Digest || row.Tags.IsEmpty)
            )
        )
        {
            try
            {
                var target = new ManifestTarget(row.Digest, row.Tags, row.MediaType, row.VersionId);
                var result = await store
                    .DeleteAsync(replaced.Request.Name, NoticeArtifact.Tag, target, cancellationToken)
                    .ConfigureAwait(false);
                if (result.Status is WriteStatus.Done or WriteStatus.Gone)
                {
                    deleted = deleted.Add(row.Digest);
                }
                else
                {
                    Tell(result.Text);
                }
            }
            catch (RegistryException e)
            {
                Tell(e.Message);
            }

            void Tell(string why) =>
                context.Messages.Detail($"{repository.Info.FullName}: the old notice {row.Digest} was not deleted: {why}");
        }

        return deleted;
    }

    private async Task<Kept> ReadOneAsync(ArtifactStores stores, RepositoryRequest request, CancellationToken cancellationToken)
    {
        var kept = new Kept(request, null, null, null);
        try
        {
            if (stores.Of(request) is not { } store)
            {
                return kept with { Problem = $"'{request.Registry.Provider}' cannot keep a notice: name a file with --notice FILE." };
            }

            var found = await store
                .ReadAsync(request.Name, NoticeArtifact.Tag, NoticeArtifact.ArtifactType, MaxBytes, cancellationToken)
                .ConfigureAwait(false);
            return found is null ? kept
                : !found.IsOfType
                    ? kept with
                    {
                        Digest = found.Digest,
                        Problem =
                            $"The tag '{NoticeArtifact.Tag}' points to {found.Digest}, which is not a notice, so nothing can be announced "
                            + "here. It is left as it is: give that image another tag, or name a file with --notice FILE.",
                    }
                : kept with { Digest = found.Digest, Notice = Parse(request, found) };
        }
        catch (RegistryException e)
        {
            return kept with { Problem = $"What was announced could not be read: {e.Message}" };
        }
    }

    private Notice? Parse(RepositoryRequest request, TaggedArtifact found)
    {
        try
        {
            var notice = found.Content is { } content
                ? NoticeJson.Read(content)
                : throw new PlanFormatException(found.Problem ?? "it has no content");
            return notice.Entries.FirstOrDefault(entry => entry.Repository != request.FullName) is { } foreign
                ? throw new PlanFormatException($"it is of '{TerminalText.Escape(foreign.Repository, 100)}'")
                : notice;
        }
        catch (PlanFormatException e)
        {
            context.Messages.Warning($"The notice in '{request.FullName}' cannot be used ({e.Message.TrimEnd('.')}): {Begins(context)}.");
            return null;
        }
    }

    private void TellAnother(RepositoryRequest request) =>
        context.Messages.Info(
            $"{request.FullName}: another run has announced something meanwhile: it is planned again, and only what both "
                + "runs condemn is deleted."
        );

    private static Artifact ArtifactOf(Notice notice)
    {
        using var bytes = new MemoryStream();
        NoticeJson.Write(notice, bytes);
        return new Artifact(NoticeArtifact.ArtifactType, FileName, bytes.ToArray());
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> use, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, token) => await use(item, token).ConfigureAwait(false)
        );

    /// <summary>What a repository keeps.</summary>
    /// <param name="Request">The repository.</param>
    /// <param name="Digest">What the tag leads to; null for nothing.</param>
    /// <param name="Notice">What was announced; null for nothing that can be used.</param>
    /// <param name="Problem">Why nothing can be announced; null where it can.</param>
    private sealed record Kept(RepositoryRequest Request, string? Digest, Notice? Notice, string? Problem);

    /// <summary>What this run has pushed.</summary>
    private sealed record Pushed(ArtifactManifest Manifest, ImmutableHashSet<string> Deleted);
}
