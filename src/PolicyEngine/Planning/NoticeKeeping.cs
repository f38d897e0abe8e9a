using System.Collections.Immutable;
using PolicyEngine.Announcing;
using PolicyEngine.Oci;

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

    /// <summary>What a notice says of one repository.</summary>
    public static Notice Of(Notice notice, string repository) =>
        notice with
        {
            Entries = [.. notice.Entries.Where(entry => entry.Repository == repository)],
        };

    /// <summary>Whether two notices announce the same; none announces nothing.</summary>
    public static bool AnnounceTheSame(Notice? one, Notice? other)
    {
        var (left, right) = (one?.Entries ?? [], other?.Entries ?? []);
        return left.Length == right.Length
            && left.Zip(right)
                .All(pair =>
                    pair.First with { Rules = [] } == pair.Second with { Rules = [] }
                    && pair.First.Rules.SequenceEqual(pair.Second.Rules, StringComparer.Ordinal)
                );
    }

    /// <summary>The plan of a repository after its notice was pushed into it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="digest">The notice.</param>
    /// <param name="size">The size of its manifest.</param>
    /// <param name="deleted">The older notices that were deleted.</param>
    public static RepositoryPlan Put(RepositoryPlan plan, string digest, long size, IReadOnlySet<string> deleted)
    {
        var paths = ImmutableArray.Create(ImmutableArray.Create(NoticeArtifact.Tag, digest));
        var verdict = new Verdict(VerdictKind.Unmatched, null, null, VerdictWriter.NoticeText);
        var pushed = new PlannedManifest(digest, () => verdict, () => paths)
        {
            Tags = [NoticeArtifact.Tag],
            Kind = ManifestKind.Artifact,
            Role = ManifestRole.Notice,
            MediaType = MediaTypes.OciManifest,
            ArtifactType = NoticeArtifact.ArtifactType,
            Size = size,
        };
        return plan with
        {
            Keep =
            [
                .. plan
                    .Keep.Where(row => row.Digest != digest && !deleted.Contains(row.Digest))
                    .Select(row =>
                        row.Tags.Contains(NoticeArtifact.Tag)
                            ? row with
                            {
                                Tags = row.Tags.Remove(NoticeArtifact.Tag),
                                Verdict = new Verdict(VerdictKind.Unmatched, null, null, VerdictWriter.OldNoticeText),
                            }
                            : row
                    )
                    .Append(pushed)
                    .OrderBy(row => row.Digest, StringComparer.Ordinal),
            ],
        };
    }

    private static ImmutableArray<NoticeEntry> Sort(IEnumerable<NoticeEntry> entries) =>
        [
            .. entries
                .OrderBy(entry => entry.Repository, StringComparer.Ordinal)
                .ThenBy(entry => entry.Digest, StringComparer.Ordinal)
                .ThenBy(entry => entry.Tag, StringComparer.Ordinal),
        ];
}
