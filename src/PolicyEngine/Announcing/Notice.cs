using System.Collections.Immutable;

namespace PolicyEngine.Announcing;

/// <summary>What earlier runs announced: the content of a notice file. Immutable.</summary>
/// <param name="WrittenAt">The time of the last run, UTC.</param>
/// <param name="Entries">What is announced, ordered by repository, digest and tag.</param>
public sealed record Notice(DateTimeOffset WrittenAt, ImmutableArray<NoticeEntry> Entries)
{
    /// <summary>The version of the file format that this program writes and reads.</summary>
    public const int CurrentFormatVersion = 1;
}

/// <summary>An image, or a tag of an image that is kept, that rules have condemned in every run since a time. Immutable.</summary>
/// <param name="Repository">The repository: registry and name.</param>
/// <param name="Digest">The image.</param>
/// <param name="Tag">The tag that is to be removed; null where the image is to be deleted.</param>
/// <param name="Rules">The rules that have condemned it in every run since then: the path of the policy, <c>#</c>, the id. Ordinal
/// order.</param>
/// <param name="Since">The time of the first of these runs, UTC.</param>
public sealed record NoticeEntry(string Repository, string Digest, string? Tag, ImmutableArray<string> Rules, DateTimeOffset Since);
