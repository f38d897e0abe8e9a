using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// Reads of a package what the decision needs (semantics.md#the-digest-graph): tagged versions and
/// every index below them, then the untagged versions that no index lists, then what the guide wants.
/// </summary>
/// <param name="reading">What is known.</param>
/// <param name="documents">Where manifests come from.</param>
/// <param name="guide">Says what is needed.</param>
/// <param name="isDeleted">Asks whether the version of an id has been deleted since it was listed.</param>
/// <param name="concurrency">The most reads at once.</param>
/// <param name="announce">Is told of the first reads before they begin: how many, and how many of them are in the cache.</param>
/// <param name="progress">Is told of the reads still to come.</param>
internal sealed class PackageReader(
    PackageReading reading,
    DocumentSource documents,
    IResolutionGuide guide,
    Func<long, CancellationToken, Task<bool>> isDeleted,
    int concurrency,
    Action<int, int> announce,
    Action<int> progress
)
{
    /// <summary>The most versions without a manifest that are asked for: each costs a request of GitHub's hour.</summary>
    private const int MostAsked = 20;

    private readonly HashSet<int> _asked = [];

    /// <summary>The versions that would go, by the last word of the guide.</summary>
    internal int Going { get; private set; }

    private int _remaining;

    /// <summary>How far, in versions, a border between two stretches may move to fall between two pushes.</summary>
    private const int Slack = 16;

    /// <summary>Reads everything that is needed.</summary>
    /// <exception cref="RegistryException">Something cannot be read: the package is incomplete.</exception>
    internal async Task ReadAsync(RepositoryInfo info, CancellationToken cancellationToken)
    {
        var tagged = Enumerable.Range(0, reading.Versions.Count).Where(v => reading.Versions.Tags(v).Length > 0).ToArray();
        announce(tagged.Length, tagged.Count(v => documents.IsCached(reading.Versions.Digest(v))));
        await ReadWithIndexesAsync(tagged, cancellationToken).ConfigureAwait(false);
        await ReadUnclaimedAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var wanted = await guide.NextAsync(info, reading.Records(), cancellationToken).ConfigureAwait(false);
            int[] going = [.. wanted.Select(reading.Versions.Find).OfType<int>().Distinct()];
            Going = going.Length;
            int[] unread = [.. going.Where(reading.IsUnread).Union(reading.FindDoubtful(going, documents.IsCached))];
            if (unread.Length == 0)
            {
                // What another cleaner deleted meanwhile keeps nothing: the guide decides again without it.
                if (await DropDeletedAsync(cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                return;
            }

            await ReadWithIndexesAsync(unread, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks once for each version without a manifest whether it is
    /// listed still; the newest, of which there are seldom many.</summary>
    private async Task<bool> DropDeletedAsync(CancellationToken cancellationToken)
    {
        var dropped = false;
        foreach (var version in reading.GoneVersions().Where(v => _asked.Count < MostAsked && _asked.Add(v)).ToArray())
        {
            if (await isDeleted(reading.Versions.Id(version), cancellationToken).ConfigureAwait(false))
            {
                reading.Drop(version);
                dropped = true;
            }
        }

        return dropped;
    }

    /// <summary>Reads versions, then what they list and may hide an index, and so on down.</summary>
    private async Task ReadWithIndexesAsync(IReadOnlyList<int> versions, CancellationToken cancellationToken)
    {
        // Each round reads at least one version that was not read before, so it ends.
        for (; versions.Count > 0; versions = reading.TakeHiding())
        {
            _remaining = versions.Count;

            // The first one alone: it brings the token that the others use.
            if (reading.ReadCount == 0)
            {
                await ReadOneAsync(versions[0], cancellationToken).ConfigureAwait(false);
            }

            await Parallel
                .ForEachAsync(versions, Parallelism(concurrency, cancellationToken), async (version, token) =>
                    await ReadOneAsync(version, token).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reads the untagged versions that no index lists, which are roots, referrers, or indexes that list others of them. Images are pushed
    /// entries first, so in the order from new to old an index comes right before its entries: walking it and passing over what was claimed
    /// meanwhile reads hardly an entry. Several stretches are walked at once.
    /// </summary>
    private async Task ReadUnclaimedAsync(CancellationToken cancellationToken)
    {
        int[] unclaimed = [.. Enumerable.Range(0, reading.Versions.Count).Where(v => reading.IsUnread(v) && !reading.IsClaimed(v))];
        Array.Sort(unclaimed, NewestFirst);
        if (reading.IndexesAreNewer(NewestFirst) == false)
        {
            Array.Reverse(unclaimed);
        }

        // Most of these will turn out to be claimed.
        _remaining = 0;
        var borders = Borders(unclaimed);
        await Parallel
            .ForAsync(0, borders.Count - 1, Parallelism(concurrency, cancellationToken), async (stretch, token) =>
            {
                for (var i = borders[stretch]; i < borders[stretch + 1]; i++)
                {
                    token.ThrowIfCancellationRequested();
                    if (!reading.IsClaimed(unclaimed[i]))
                    {
                        await ReadOneAsync(unclaimed[i], token).ConfigureAwait(false);
                    }
                }
            })
            .ConfigureAwait(false);
        await ReadWithIndexesAsync(reading.TakeHiding(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cuts the walk into stretches, preferably where much time lies between two pushes.</summary>
    private List<int> Borders(int[] walk)
    {
        var stretches = Math.Clamp(walk.Length / (2 * Slack), 1, concurrency);
        List<int> borders = [0];
        for (var s = 1; s < stretches; s++)
        {
            var middle = (int)((long)walk.Length * s / stretches);
            borders.Add(Enumerable.Range(middle - (Slack / 2), Slack).MaxBy(i => Gap(walk[i - 1], walk[i])));
        }

        borders.Add(walk.Length);
        return borders;
    }

    private TimeSpan Gap(int left, int right) =>
        reading.Versions.CreatedAt(left) is { } a && reading.Versions.CreatedAt(right) is { } b ? (a - b).Duration() : TimeSpan.Zero;

    private int NewestFirst(int left, int right)
    {
        var byTime = Nullable.Compare(reading.Versions.CreatedAt(right), reading.Versions.CreatedAt(left));
        return byTime != 0 ? byTime : reading.Versions.Id(right).CompareTo(reading.Versions.Id(left));
    }

    private async Task ReadOneAsync(int version, CancellationToken cancellationToken)
    {
        if (!reading.IsUnread(version))
        {
            return;
        }

        // Twice, since what was listed a moment ago is seldom gone and now and then only late.
        var digest = reading.Versions.Digest(version);
        if (
            (
                await documents.ReadManifestAsync(digest, cancellationToken).ConfigureAwait(false)
                ?? await documents.ReadManifestAsync(digest, cancellationToken).ConfigureAwait(false)
            )
            is not { } record
        )
        {
            reading.PutGone(version);
            return;
        }

        if (guide.NeedsConfigs)
        {
            record = await documents.WithConfigAsync(record, cancellationToken).ConfigureAwait(false);
        }

        if (guide.NeedsProvenance)
        {
            record = await documents.WithMaterialsAsync(record, cancellationToken).ConfigureAwait(false);
        }

        reading.Put(version, record);
        progress(Math.Max(0, Interlocked.Decrement(ref _remaining)));
    }

    private static ParallelOptions Parallelism(int degree, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = degree, CancellationToken = cancellationToken };
}
