using System.Globalization;
using System.Net;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Lists the versions of a package, and gives no list that is not proven whole.</summary>
/// <remarks>
/// Pages are a moving target: a deletion shifts entries to pages already read, a push the other way. A list is taken for whole only if the
/// package had as many versions before as after as the list has, no version comes twice, all pages but the last are of one size, none
/// follows, and no version was pushed in between. Anything else is looked at again, a few times. Where the package does not say how many
/// versions it has, two equal lists in a row of full pages stand in for the number. A list that was read across hours is believed where
/// its newest page is the same after it as well; a tag that moved between old pages meanwhile is seen by the look before each deletion.
/// </remarks>
/// <param name="api">GitHub's API.</param>
/// <param name="options">The bounds, and who is told.</param>
/// <param name="package">The package.</param>
/// <param name="family">The start of its paths.</param>
/// <param name="progress">Is told of the requests still to come.</param>
/// <param name="listed">What the list of the owner's packages said of it: the first look needs not ask.</param>
/// <param name="cleaning">What cleaning it takes in the same hour; null where that is not to come.</param>
internal sealed class VersionListing(
    GitHubApi api,
    RegistryOptions options,
    PackageName package,
    string family,
    Action<int>? progress = null,
    PackageState? listed = null,
    RequestBudget.Cleaning? cleaning = null
)
{
    private const int Looks = 4;

    /// <summary>The requests that prove a list which was read in parts: for the package, and for its newest page.</summary>
    private const int Proof = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Dictionary<int, Page> _pages = [];
    private IReadOnlyList<PackageVersion>? _uncounted;
    private readonly string _path = $"{family}/packages/container/{package.Escaped}";

    /// <summary>Lists the active versions, newest first.</summary>
    /// <exception cref="RegistryException">The list cannot be read, cannot be proven
    /// whole, or cannot be paid for with the requests that are left.</exception>
    internal async Task<IReadOnlyList<PackageVersion>> ReadAsync(CancellationToken cancellationToken)
    {
        api.BeginList(_path);
        using var share = await api
            .Budget.PromiseAsync(package, RequestBudget.RequestsFor(listed), cleaning, cancellationToken)
            .ConfigureAwait(false);
        for (var look = 1; ; look++)
        {
            var known = look == 1 && listed?.Count is not null ? listed : await PackageAsync(cancellationToken).ConfigureAwait(false);
            var (versions, doubt, counted) = await LookAsync(known, share, cancellationToken).ConfigureAwait(false);
            if (doubt is null && (counted || SameAsBefore(versions)))
            {
                return versions;
            }

            _uncounted = doubt is null ? versions : null;
            doubt ??= "it does not state how many versions it has, and two readings of the list differ.";

            if (look == Looks)
            {
                throw new RegistryException(
                    $"The list of versions of '{package.Repository}' could not be read completely, {Looks} times in a row: {doubt}"
                );
            }

            options.Log?.Invoke($"{package.Repository}: {doubt} Reading it again.");
            await Task.Delay(Pause * look, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(IReadOnlyList<PackageVersion> Versions, string? Doubt, bool Counted)> LookAsync(
        PackageState before,
        RequestBudget.Share share,
        CancellationToken cancellationToken
    )
    {
        var first = await PageAsync(1, cancellationToken).ConfigureAwait(false);
        var last = first.Last ?? 1;
        var pages = new Page[last];
        pages[0] = first;
        var acrossHours = await PayAsync(first, before.Count, share, cancellationToken).ConfigureAwait(false) is { } needed
            ? await ReadInPartsAsync(pages, share, needed, cancellationToken).ConfigureAwait(false)
            : await ReadAsync(pages, 2, last, share, cancellationToken).ConfigureAwait(false);
        pages = await FollowAsync(pages, before.Count, cancellationToken).ConfigureAwait(false);
        var after = IsOneAnswer(pages, before)
            ? before with
            {
                At = first.At > before.At ? first.At : before.At,
            }
            : await PackageAsync(cancellationToken).ConfigureAwait(false);

        foreach (var page in pages)
        {
            _pages[page.Number] = page;
        }

        List<PackageVersion> versions = [.. pages.SelectMany(page => page.Versions)];
        var doubt = DoubtOf(pages, versions, before, after);
        if (
            doubt is null
            && acrossHours
            && !AreSame(first.Versions, (await PageAsync(1, cancellationToken).ConfigureAwait(false)).Versions)
        )
        {
            doubt = "its newest page changed while the others were read.";
        }

        return (versions, doubt, after.Count is not null);
    }

    /// <summary>Whether the list is one page with as many versions as the
    /// package had before it: one answer cannot move while it is read.</summary>
    private static bool IsOneAnswer(Page[] pages, PackageState before) =>
        pages is [{ HasNext: false } page] && before.Count == page.Versions.Length;

    /// <summary>Reads pages at once, all of which are paid for.</summary>
    private async Task<bool> ReadAsync(Page[] pages, int from, int to, RequestBudget.Share share, CancellationToken cancellationToken)
    {
        await Parallel
            .ForAsync(from, to + 1, Parallelism(cancellationToken), async (number, token) =>
            {
                pages[number - 1] = await PageAsync(number, token).ConfigureAwait(false);
                var remaining = share.Use();
                progress?.Invoke(Math.Max(0, remaining));
            })
            .ConfigureAwait(false);
        return false;
    }

    /// <summary>
    /// Reads the pages of a list for which an hour has no room: as many as what is left pays for, and the rest after
    /// the reset, if that is waited for. Else what was read is kept, and the next run need not pay for it again.
    /// </summary>
    /// <returns>Whether a reset lay between them, so that pages read before it may be old.</returns>
    private async Task<bool> ReadInPartsAsync(Page[] pages, RequestBudget.Share share, int needed, CancellationToken cancellationToken)
    {
        var acrossHours = false;
        for (var next = 2; next <= pages.Length;)
        {
            // What proves the list is to be paid for as well.
            var affordable = (share.Affordable ?? Proof + options.Concurrency) - Proof;
            if (affordable <= 0)
            {
                if (!await api.Budget.TryWaitAsync(cancellationToken).ConfigureAwait(false))
                {
                    var (left, reset) = api.Budget.State;
                    options.Served?.Note($"{api.Registry}/{package.Repository}", options.Clock.GetUtcNow());
                    var rest = api.Remember()
                        ? " and are kept in the cache: the next run with this token continues there; checking whether they changed is free."
                        : ", and are lost without a cache.";
                    throw new RegistryException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Listing '{package.Repository}' needs {needed} requests, more than this token has in an hour, and "
                                + $"GitHub's API allows {left ?? 0} more{(reset is null ? "" : $" until {reset}")}. "
                                + $"{next - 1} of {pages.Length} pages were read{rest} "
                                + $"Use a longer --wait to wait for the reset, or a token with a higher limit."
                        )
                    )
                    {
                        LimitedFor = api.Budget.UntilReset,
                    };
                }

                acrossHours = true;
                continue;
            }

            var to = Math.Min(pages.Length, next + Math.Min(affordable, options.Concurrency) - 1);
            share.Change(to - next + 1, null);
            await ReadAsync(pages, next, to, share, cancellationToken).ConfigureAwait(false);
            next = to + 1;
        }

        return acrossHours;
    }

    /// <summary>Takes off pages that are announced and empty, and adds, one by
    /// one, those that are not announced by the number of the last one.</summary>
    private async Task<Page[]> FollowAsync(Page[] announced, int? count, CancellationToken cancellationToken)
    {
        List<Page> pages = [.. announced];

        // A first page that did not change comes with its old links, which announce pages that there are no more.
        while (pages.Count > 1 && pages[^1] is { Versions.IsEmpty: true, HasNext: false })
        {
            pages.RemoveAt(pages.Count - 1);
        }

        var listed = pages.Sum(page => page.Versions.Length);

        // Whatever is said of it, a page is followed by another until the
        // number of versions is complete; without a number, a full page may be.
        while (
            pages.Count < Pages.Limit
            && (
                pages[^1].HasNext
                || (count is { } all ? listed < all && !pages[^1].Versions.IsEmpty : pages[^1].Versions.Length >= GitHubApi.PageSize)
            )
        )
        {
            var page = await PageAsync(pages.Count + 1, cancellationToken).ConfigureAwait(false);
            if (page.Versions.IsEmpty && !page.HasNext && !pages[^1].HasNext)
            {
                break;
            }

            pages.Add(page);
            listed += page.Versions.Length;
            if (page.Versions.IsEmpty || page.Versions[0].Id == pages[^2].Versions.FirstOrDefault()?.Id)
            {
                break;
            }
        }

        return [.. pages];
    }

    /// <summary>Whether a list without a count to prove it is the one of the look before.</summary>
    private bool SameAsBefore(IReadOnlyList<PackageVersion> versions) => _uncounted is { } before && AreSame(before, versions);

    private static bool AreSame(IReadOnlyList<PackageVersion> before, IReadOnlyList<PackageVersion> versions) =>
        before.Count == versions.Count
        && before
            .Zip(versions)
            .All(pair =>
                pair.First with { Tags = default } == pair.Second with { Tags = default } && pair.First.Tags.SequenceEqual(pair.Second.Tags)
            );

    private static string? DoubtOf(Page[] pages, List<PackageVersion> versions, PackageState before, PackageState after)
    {
        // Where a number proves the sum, pages may be smaller than asked for; but all of one size.
        var size = after.Count is null ? GitHubApi.PageSize : pages[0].Versions.Length;
        if (pages.FirstOrDefault(p => p.Number < pages.Length && p.Versions.Length != size) is { } partial)
        {
            return Text($"page {partial.Number} of {pages.Length} has {partial.Versions.Length} entries instead of {size}.");
        }

        if (pages[^1].HasNext)
        {
            return "it has more pages than can be read.";
        }

        if (
            versions.DistinctBy(v => v.Id).Count() != versions.Count
            || versions.DistinctBy(v => v.Digest, StringComparer.Ordinal).Count() != versions.Count
        )
        {
            return "a version is listed twice, so the pages moved while they were read.";
        }

        if (versions.SelectMany(v => v.Tags).GroupBy(tag => tag, StringComparer.Ordinal).Any(versionsOfTag => versionsOfTag.Count() > 1))
        {
            return "a tag is on two versions, so it moved while they were read.";
        }

        if (before.Count != after.Count || (after.Count ?? versions.Count) != versions.Count)
        {
            return Text(
                $"it has {versions.Count} entries, and the package {Number(before.Count)} versions before and {Number(after.Count)} after."
            );
        }

        // The header Date has whole seconds, rounded down, and may be late itself.
        return versions.Any(v => v.CreatedAt >= before.At && v.CreatedAt < after.At.AddMinutes(1))
            ? "a version was pushed while it was read."
            : null;
    }

    private static string Number(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Announces what listing will cost, and sets it aside beside what other packages will need; waits for a reset that is near.
    /// </summary>
    /// <returns>Null; or what it needs, where an hour has no room for it and it is to be read in parts.</returns>
    /// <exception cref="RegistryException">It cannot be paid.</exception>
    private async Task<int?> PayAsync(Page first, int? count, RequestBudget.Share share, CancellationToken cancellationToken)
    {
        if (first.Last is null && IsOneAnswer([first], new PackageState(count, first.At)))
        {
            share.Change(0, null);
            return null;
        }

        // The rest of the pages, and the package once more.
        var needed = first.Last ?? Math.Max(1, (int)Math.Ceiling((count ?? first.Versions.Length) / (double)GitHubApi.PageSize));
        var inParts = api.Budget.IsLongerThanAnHour(needed) && (api.Remember() || options.WaitUntil is not null);
        var isPaid = true;
        for (var left = first.Remaining; share.Change(needed, left) is { } others; left = null)
        {
            if (inParts)
            {
                isPaid = false;
                break;
            }

            if (!await api.Budget.TryWaitAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new RegistryException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Listing the {Number(count)} versions of '{package.Repository}' needs {needed} more requests"
                            + $"{RequestBudget.Beside(others)}, and GitHub's API allows this token {first.Remaining}"
                            + $"{(first.Reset is { } reset ? $" until {reset}" : "")}. Nothing was read. "
                            + $"{api.Budget.LateText}{RequestBudget.Advice}: a personal access token has 5000 requests an hour, "
                            + $"a workflow's token 1000."
                    )
                )
                {
                    LimitedFor = api.Budget.UntilReset,
                };
            }
        }

        options.Estimate?.Invoke(
            new ReadEstimate
            {
                Repository = $"{api.Registry}/{package.Repository}",
                IsListing = true,
                Versions = count ?? first.Versions.Length,
                Requests = needed,
                Remaining = first.Remaining,
                Reset = first.Reset,
                Duration = api.TimeFor(needed),
            }
        );
        return isPaid ? null : needed;
    }

    private async Task<PackageState> PackageAsync(CancellationToken cancellationToken)
    {
        var response = await api.GetAsync(_path, null, cancellationToken).ConfigureAwait(false);
        if (response.Status != HttpStatusCode.OK)
        {
            throw GitHubFailure.Of(response, api.Token, package.Owner, package.Name);
        }

        return PackageState.Of(GitHubPages.VersionCount(response), response, options.Clock);
    }

    private async Task<Page> PageAsync(int number, CancellationToken cancellationToken)
    {
        var known = _pages.GetValueOrDefault(number);
        var path = Text($"{_path}/versions?state=active&per_page={GitHubApi.PageSize}&page={number}");
        var response = await api.GetAsync(path, known?.ETag, cancellationToken).ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotModified && known is not null)
        {
            return known;
        }

        if (response.Status != HttpStatusCode.OK)
        {
            throw GitHubFailure.Of(response, api.Token, package.Owner, package.Name);
        }

        // The last page has no link to itself.
        var last = number == 1 ? GitHubPages.LastPage(response) : null;
        var versions = GitHubPages.Versions(response);

        // One that lacks entries may have been cut on the way: the next look asks for it, and not whether it is the same still.
        var etag = versions.Length == GitHubApi.PageSize ? response.Header("ETag") : null;
        return new Page(
            number,
            versions,
            last,
            GitHubPages.HasNext(response),
            etag,
            GitHubApi.RemainingOf(response),
            GitHubApi.ResetOf(response),
            PackageState.Of(null, response, options.Clock).At
        );
    }

    private ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Math.Clamp(options.Concurrency, 1, 32), CancellationToken = cancellationToken };

    private sealed record Page(
        int Number,
        System.Collections.Immutable.ImmutableArray<PackageVersion> Versions,
        int? Last,
        bool HasNext,
        string? ETag,
        int? Remaining,
        string? Reset,
        DateTimeOffset At
    );
}
