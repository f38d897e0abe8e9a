using System.Collections.Immutable;
using PolicyEngine.Announcing;

namespace PolicyEngine.Planning;

/// <summary>Writes down what a run announces, for the next one. Pure.</summary>
internal static class NoticeKeeping
{
    /// <summary>What no run has condemned for so long is forgotten: its repository may be gone.</summary>
    private static readonly TimeSpan s_forgotten = TimeSpan.FromDays(400);

    /// <summary>The notice after a run.</summary>
    /// <param name="notice">The one before it; null for none.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <remarks>Of a repository that could not be planned, and of rules of policies that this run does not have, what was announced stays
    /// announced.</remarks>
    public static Notice After(Notice? notice, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var planned = plan
            .Repositories.Where(repository => repository.Announced is not null)
            .Select(repository => repository.Info.FullName)
            .ToHashSet(StringComparer.Ordinal);
        var policies = plan.Policies.Select(policy => policy.Path).ToHashSet(StringComparer.Ordinal);
        var news = plan
            .Repositories.SelectMany(repository =>
                (repository.Announced ?? []).Select(change => new NoticeEntry(
                    repository.Info.FullName,
                    change.Digest,
                    change.Tag,
                    change.Announcement.Rules,
                    change.Announcement.Since
                ))
            )
            .ToList();
        var known = news.Select(entry => (entry.Repository, entry.Digest, entry.Tag)).ToHashSet();
        var kept = (notice?.Entries ?? []).Where(entry =>
            (!planned.Contains(entry.Repository) || !entry.Rules.Any(rule => policies.Contains(Announcement.PathOf(rule))))
            && !known.Contains((entry.Repository, entry.Digest, entry.Tag))
            && plan.Now - entry.Since < s_forgotten
        );
        return new Notice(plan.Now, Sort(news.Concat(kept)));
    }

    private static ImmutableArray<NoticeEntry> Sort(IEnumerable<NoticeEntry> entries) =>
        [
            .. entries
                .OrderBy(entry => entry.Repository, StringComparer.Ordinal)
                .ThenBy(entry => entry.Digest, StringComparer.Ordinal)
                .ThenBy(entry => entry.Tag, StringComparer.Ordinal),
        ];
}
