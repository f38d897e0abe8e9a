using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Explaining;

/// <summary>A user tag of an explained manifest.</summary>
/// <param name="Text">The tag.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="CondemnedBy">The ids of the rules that condemn it, <c>settings.unmatched</c> included.</param>
public sealed record ExplainedTag(string Text, TagFate Fate, ImmutableArray<string> CondemnedBy);

/// <summary>A protection that holds a manifest.</summary>
/// <param name="Name">Its id or place.</param>
/// <param name="Source">Where it stands, <c>path:line:column</c>.</param>
/// <param name="Via">The protected manifest that the explained one is a piece of; null where it is protected itself.</param>
/// <param name="References">Where files name it (<c>in-use</c>), <c>path:line</c>; the first ten.</param>
public sealed record ExplainedProtection(string Name, string Source, string? Via, ImmutableArray<string> References)
{
    /// <summary>Why it holds, where that lies outside: <c>runs in prod, Pod shop/web-0</c>, <c>base of v1.4.2</c>.</summary>
    public ImmutableArray<string> Uses { get; init; } = [];
}

/// <summary>The grace period.</summary>
/// <param name="Period">Its length.</param>
/// <param name="IsInside">Whether the manifest is inside it.</param>
/// <param name="Until">The last moment inside it; null where the age is unknown.</param>
public sealed record ExplainedGrace(TimeSpan Period, bool IsInside, DateTimeOffset? Until);

/// <summary>A manifest beside the explained one.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Tags">Its tags, referrer tags included; the first ten.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Role">What it is to the images that users name; null where it is missing.</param>
/// <param name="Platform">Its platform, if it has one.</param>
/// <param name="ArtifactType">Its artifact type, if it has one.</param>
/// <param name="Fate">What becomes of it; null where it is missing.</param>
/// <param name="Verdict">Why; null where it is missing.</param>
public sealed record ExplainedRelative(
    string Digest,
    ImmutableArray<string> Tags,
    ManifestKind Kind,
    ManifestRole? Role,
    string? Platform,
    string? ArtifactType,
    Fate? Fate,
    Verdict? Verdict
);
