using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PolicyEngine.Announcing;

/// <summary>
/// Decides what is due: what the same rule has condemned in every run since it was announced, for as long as the policy or the command
/// line says. Immutable and thread-safe.
/// </summary>
/// <remarks>Whatever is in doubt is announced from now on, and is not due in this run however short the wait is: what the notice does not
/// have, what another rule condemns, and what was announced at a time that is still to come.</remarks>
public sealed class Announcements
{
    private readonly FrozenDictionary<(string Repository, string Digest, string? Tag), NoticeEntry> _entries;
    private readonly TimeSpan? _rehearsal;

    /// <summary>Takes what is known.</summary>
    /// <param name="notice">What earlier runs announced; null for nothing.</param>
    /// <param name="rehearsal">How long everything is announced at least, whatever the policies say; null for what they say.</param>
    public Announcements(Notice? notice, TimeSpan? rehearsal)
    {
        Notice = notice;
        _rehearsal = rehearsal;
        _entries = (notice?.Entries ?? []).DistinctBy(Key).ToFrozenDictionary(Key);
    }

    /// <summary>What earlier runs announced; null for nothing.</summary>
    public Notice? Notice { get; }

    /// <summary>
    /// The repositories, registry and name, of which nobody can say what was announced, or in which it cannot be written down, each with
    /// the reason in sentences: where deletions are announced, nothing is deleted in them. None by default.
    /// </summary>
    public ImmutableDictionary<string, string> Problems { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>How long something is announced before it is deleted; null where it is deleted at once.</summary>
    /// <param name="setting">What the policies of a repository say; null for nothing.</param>
    public TimeSpan? WaitOf(TimeSpan? setting) =>
        _rehearsal is { } rehearsal && setting is { } said ? (rehearsal > said ? rehearsal : said) : _rehearsal ?? setting;

    /// <summary>Since when something is announced.</summary>
    /// <param name="repository">The repository: registry and name.</param>
    /// <param name="digest">The image.</param>
    /// <param name="tag">The tag that is to be removed; null where the image is to be deleted.</param>
    /// <param name="rules">The rules that condemn it now.</param>
    /// <param name="wait">How long it is announced.</param>
    /// <param name="now">The one now.</param>
    public Announcement Find(string repository, string digest, string? tag, ImmutableArray<string> rules, TimeSpan wait, DateTimeOffset now)
    {
        if (_entries.TryGetValue((repository, digest, tag), out var entry) && entry.Since <= now)
        {
            ImmutableArray<string> same = [.. rules.Intersect(entry.Rules, StringComparer.Ordinal)];
            if (!same.IsEmpty)
            {
                return new Announcement(same, entry.Since, entry.Since + wait, entry.Since + wait <= now);
            }
        }

        // Jobs begin some seconds or minutes later one night and earlier the next: where days are waited, the hour counts.
        var early = wait < TimeSpan.FromDays(1) ? 0 : now.UtcTicks % TimeSpan.TicksPerHour;
        var since = new DateTimeOffset(now.UtcTicks - early, TimeSpan.Zero);
        return new Announcement(rules, since, since + wait, IsDue: false);
    }

    private static (string Repository, string Digest, string? Tag) Key(NoticeEntry entry) => (entry.Repository, entry.Digest, entry.Tag);
}
