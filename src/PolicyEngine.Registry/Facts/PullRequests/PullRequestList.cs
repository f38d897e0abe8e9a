using System.Net;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts.GitHub;
using PolicyEngine.Registry.Providers.Ghcr;

namespace PolicyEngine.Registry.Facts.PullRequests;

/// <summary>
/// The list of a repository's pull requests: completely the first time, oldest first, so that what is opened
/// meanwhile comes at the end; then what was changed since. A list that is not certainly whole fails.
/// </summary>
/// <param name="api">GitHub's API.</param>
/// <param name="repository">The repository, owner/name.</param>
/// <param name="clock">The clock.</param>
internal sealed class PullRequestList(GitHubApi api, string repository, TimeProvider clock)
{
    /// <summary>What was changed this shortly before a reading may have been changed again in the same second, by another clock.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private readonly GitHubListing _listing = new(api, $"the pull requests of '{repository}'", "pull-requests: read");
    private readonly string _path = $"/repos/{repository}/pulls?state=all&per_page={GitHubApi.PageSize}";

    /// <summary>Reads all of them.</summary>
    /// <exception cref="RegistryException">The list cannot be read, or is not whole.</exception>
    public async Task<IReadOnlyCollection<PullRequest>> ReadAsync(CancellationToken cancellationToken)
    {
        var memory = await api.MemoryAsync(cancellationToken).ConfigureAwait(false);
        var place = api.At(_path + "&kept=all");
        var started = clock.GetUtcNow();
        var kept = memory?.Find(place) is { } stored ? KeptPullRequests.Read(stored) : null;
        var changed = kept is null ? null : await ReadChangesAsync(kept, cancellationToken).ConfigureAwait(false);
        var (all, etag) = changed ?? (await ReadAllAsync(cancellationToken).ConfigureAwait(false), null);
        if (all.Values.All(e => e.UpdatedAt is not null))
        {
            memory?.Keep(place, new KeptPullRequests(started, etag, all).ToResponse(place));
        }

        return [.. all.Values.Select(e => e.PullRequest)];
    }

    private async Task<Dictionary<long, PullRequestEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<long, PullRequestEntry>();
        int? full = null;
        var hasLinks = false;
        for (var number = 1; number <= GitHubListing.MostPages; number++)
        {
            var response = await _listing
                .GetAsync($"{_path}&sort=created&direction=asc&page={number}", null, cancellationToken)
                .ConfigureAwait(false);
            var page = GitHubListing.Read(response, PullRequestEntry.Of);
            if (page.FirstOrDefault(e => !all.TryAdd(e.PullRequest.Number, e)) is { } twice)
            {
                throw new RegistryException(
                    $"GitHub lists pull request {twice.PullRequest.Number} of '{repository}' twice, so the list may not be whole"
                );
            }

            // A server that never says whether a page follows is asked for pages until one is not full.
            var hasNext = GitHubPages.HasNext(response);
            hasLinks |= hasNext;
            if (!hasNext && (hasLinks || page.Length < GitHubApi.PageSize))
            {
                return all;
            }

            if (page.Length == 0 || page.Length != (full ??= page.Length))
            {
                throw new RegistryException(
                    $"GitHub's page {number} of the pull requests of '{repository}' has {page.Length} "
                        + $"entries and another page follows, so the list may not be whole"
                );
            }
        }

        throw _listing.TooLong;
    }

    /// <summary>Reads from the last change back to what is known; null where the
    /// server does not sort by changes, so that this shows nothing.</summary>
    private async Task<(Dictionary<long, PullRequestEntry> All, string? ETag)?> ReadChangesAsync(
        KeptPullRequests kept,
        CancellationToken cancellationToken
    )
    {
        var all = new Dictionary<long, PullRequestEntry>(kept.Entries);
        var newest = all.Values.Select(e => e.UpdatedAt).DefaultIfEmpty().Max() ?? DateTimeOffset.MinValue;
        var isSettled = kept.TakenAt - newest > Margin;
        string? etag = null;
        var (hasLinks, last) = (false, DateTimeOffset.MaxValue);
        for (var number = 1; number <= GitHubListing.MostPages; number++)
        {
            var response = await _listing
                .GetAsync($"{_path}&sort=updated&direction=desc&page={number}", number == 1 ? kept.ETag : null, cancellationToken)
                .ConfigureAwait(false);
            if (number == 1)
            {
                if (response.Status == HttpStatusCode.NotModified)
                {
                    return (all, kept.ETag);
                }

                etag = response.Header("ETag");
            }

            var page = GitHubListing.Read(response, PullRequestEntry.Of);
            foreach (var entry in page)
            {
                if (entry.UpdatedAt is not { } updated || updated > last)
                {
                    return null;
                }

                last = updated;
                // A page may repeat what moved meanwhile: the later word counts.
                all[entry.PullRequest.Number] =
                    all.TryGetValue(entry.PullRequest.Number, out var before) && before.UpdatedAt > entry.UpdatedAt ? before : entry;
            }

            var hasNext = GitHubPages.HasNext(response);
            hasLinks |= hasNext;
            if ((!hasNext && (hasLinks || page.Length < GitHubApi.PageSize)) || (isSettled ? last <= newest : last < newest))
            {
                return (all, etag);
            }
        }

        throw _listing.TooLong;
    }
}
