using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// What has to be there after a restore, so that it is whole: what the journal took, every child of it at any depth,
/// and what hangs on that. Later runs may have taken a part: their journals, beside this one, have it. Not thread-safe.
/// </summary>
internal sealed class WantedManifests(IRegistryWriter writer, JournaledRepository taken, OtherJournals others)
{
    private readonly Dictionary<string, SavedManifest> _manifests = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _lost = new(StringComparer.Ordinal);
    private readonly SortedSet<(string Tag, string Digest)> _tags = [.. taken.Tags];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);

    /// <summary>All of it with its bytes, what is there included; of that only what may have children.</summary>
    internal IReadOnlyDictionary<string, SavedManifest> Manifests => _manifests;

    /// <summary>What cannot come back, each with the reason.</summary>
    internal IReadOnlyDictionary<string, string> Lost => _lost;

    /// <summary>The tags to put back, with the manifest that each belongs to.</summary>
    internal IReadOnlyCollection<(string Tag, string Digest)> Tags => _tags;

    /// <summary>Whether one was there when it was looked for.</summary>
    internal bool IsPresent(string digest) => _present.Contains(digest);

    /// <summary>Whether a restore has to bring one back, or an earlier restore did.</summary>
    internal bool IsTaken(string digest) => taken.Manifests.ContainsKey(digest) || !IsPresent(digest);

    /// <summary>The children of a manifest that is to be whole; those that it never had are left out.</summary>
    internal static IEnumerable<DescriptorRecord> ChildrenOf(SavedManifest manifest) =>
        (ManifestRecords.RecordOf(manifest).Manifests ?? []).Where(entry =>
            ManifestReader.IsManifest(entry) && !manifest.Absent.Contains(entry.Digest)
        );

    /// <summary>Looks for all of it.</summary>
    /// <param name="findPresent">Finds which of some manifests are there.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">It cannot be found out.</exception>
    internal async Task FindAsync(
        Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlySet<string>>> findPresent,
        CancellationToken cancellationToken
    )
    {
        foreach (var digest in taken.Lost)
        {
            Lose(digest, "Its bytes are missing beside the journal, or damaged.");
        }

        List<SavedManifest> level =
        [
            .. taken.Manifests.Values,
            .. taken.Untagged.Where(pair => !taken.Manifests.ContainsKey(pair.Key)).Select(pair => pair.Value),
        ];
        _seen.UnionWith(level.Select(manifest => manifest.Target.Digest));
        await LookAsync(level.Select(manifest => manifest.Target.Digest)).ConfigureAwait(false);
        while (level.Count > 0)
        {
            level.ForEach(manifest => _manifests[manifest.Target.Digest] = manifest);
            var children = level.SelectMany(ChildrenOf).Where(entry => _seen.Add(entry.Digest)).ToList();
            var hanging = level
                .Select(manifest => manifest.Target.Digest)
                .Where(IsTaken)
                .SelectMany(others.HangingOn)
                .Where(manifest => _seen.Add(manifest.Target.Digest))
                .ToList();
            await LookAsync(children.Select(entry => entry.Digest).Concat(hanging.Select(manifest => manifest.Target.Digest)))
                .ConfigureAwait(false);
            var next = new List<SavedManifest>();
            foreach (var child in children)
            {
                if (await NeededAsync(child, cancellationToken).ConfigureAwait(false) is { } manifest)
                {
                    next.Add(manifest);
                }
            }

            foreach (var manifest in hanging.Where(manifest => !IsPresent(manifest.Target.Digest)))
            {
                _tags.UnionWith(
                    manifest
                        .Target.Tags.Where(tag => PolicyEngine.Oci.ReferrerTagName.TryParse(tag, out _))
                        .Select(tag => (tag, manifest.Target.Digest))
                );
                next.Add(manifest);
            }

            level = next;
        }

        async Task LookAsync(IEnumerable<string> digests) =>
            _present.UnionWith(await findPresent([.. digests.Distinct(StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A child, where it has to come back, or is there and may have children of its own.</summary>
    private async Task<SavedManifest?> NeededAsync(DescriptorRecord child, CancellationToken cancellationToken)
    {
        if (!IsPresent(child.Digest))
        {
            if (others.Find(child.Digest) is { } found)
            {
                return found;
            }

            Lose(
                child.Digest,
                string.Join(' ', ["It is missing, and neither this journal nor another one in its folder has it.", .. others.Unreadable])
            );
            return null;
        }

        if (child.MediaType is not null && !MediaTypes.IsIndex(child.MediaType))
        {
            return null;
        }

        try
        {
            if (
                await writer
                    .ReadAsync(new ManifestTarget(child.Digest, [], child.MediaType ?? "", null), cancellationToken)
                    .ConfigureAwait(false) is
                { } read
            )
            {
                _ = ManifestRecords.RecordOf(read);
                return read;
            }

            Lose(child.Digest, "It disappeared while it was being checked.");
        }
        catch (RegistryException e)
        {
            Lose(child.Digest, $"It exists, but could not be checked completely: {e.Message}");
        }

        return null;
    }

    private void Lose(string digest, string why)
    {
        _seen.Add(digest);
        _lost[digest] = why;
    }
}
