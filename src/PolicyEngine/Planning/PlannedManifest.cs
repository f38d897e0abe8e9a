using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning;

/// <summary>A manifest in a plan.</summary>
public sealed record PlannedManifest
{
    private readonly Func<Verdict>? _writeVerdict;
    private readonly Func<ImmutableArray<ImmutableArray<string>>>? _findPaths;

    /// <summary>Creates a row of which everything is given.</summary>
    public PlannedManifest() { }

    /// <summary>Creates a row whose reason and paths are found when somebody
    /// asks for them: most rows of a large plan are only counted.</summary>
    [SetsRequiredMembers]
    internal PlannedManifest(string digest, Func<Verdict> writeVerdict, Func<ImmutableArray<ImmutableArray<string>>> findPaths)
    {
        Digest = digest;
        Tags = [];
        MediaType = string.Empty;
        _writeVerdict = writeVerdict;
        _findPaths = findPaths;
        Verdict = null!;
        Paths = default;
    }

    /// <summary>The digest of the image whose fate it shares; its own for an image. Null where only a file's rows are known.</summary>
    public string? Owner => field ??= FindOwner?.Invoke();

    /// <summary>
    /// The bytes that it accounts for in its plan, each blob counted for one manifest only: of what is deleted those
    /// that are reclaimed, so that all shares add up to what is reclaimed. Null where only a file's rows are known.
    /// </summary>
    public long? Share => FindShare?.Invoke();

    /// <summary>Finds <see cref="Owner"/>.</summary>
    internal Func<string>? FindOwner { private get; init; }

    /// <summary>Finds <see cref="Share"/>.</summary>
    internal Func<long>? FindShare { private get; init; }

    /// <summary>The position in the order of deletion, from 1; 0 for what is kept.</summary>
    public int Order { get; init; }

    /// <summary>
    /// The <see cref="Order"/> of the first manifest that is deleted of those that it hangs together with: they keep one
    /// another alive, directly or over others. Null where it is deleted alone, and where a plan file does not say it.
    /// </summary>
    public int? Group
    {
        get => field ?? (FindGroup?.Invoke() is int group and > 0 ? group : null);
        init;
    }

    /// <summary>Finds <see cref="Group"/>; 0 for none.</summary>
    internal Func<int>? FindGroup { private get; init; }

    /// <summary>The digest's text.</summary>
    public required string Digest { get; init; }

    /// <summary>All tags on it, ordinal order.</summary>
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>What it is.</summary>
    public required ManifestKind Kind { get; init; }

    /// <summary>What it is to the images that users name.</summary>
    public required ManifestRole Role { get; init; }

    /// <summary>The media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>The effective artifact type, if it has one.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The platform, if it has one.</summary>
    public string? Platform { get; init; }

    /// <summary>The package version's id (GitHub).</summary>
    public long? VersionId { get; init; }

    /// <summary>The size of the document in bytes; null where unknown.</summary>
    public long? Size { get; init; }

    /// <summary>The bytes of the document, the config and the layers; null where unknown.</summary>
    public long? TotalSize { get; init; }

    /// <summary>When the registry received it, where known.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>The time that its age counts from; null where unknown.</summary>
    public DateTimeOffset? AgeFrom { get; init; }

    /// <summary>Where <see cref="AgeFrom"/> comes from: <c>pushed</c>,
    /// <c>updated</c>, <c>created</c>, <c>children</c>; null where unknown.</summary>
    public string? AgeSource { get; init; }

    /// <summary>Why.</summary>
    public required Verdict Verdict
    {
        get => field ??= _writeVerdict!();
        init;
    }

    /// <summary>
    /// The ways from a tag to it: tag, then digests, the last one its own. Empty for an orphan. At most 100,
    /// in ordinal order; fewer where the rows of a repository would have more than <see cref="PathLimit"/>
    /// allows together: then the last path begins with <see cref="GraphPaths.Elision"/>.
    /// </summary>
    public required ImmutableArray<ImmutableArray<string>> Paths
    {
        get => field.IsDefault && _findPaths is not null ? field = _findPaths() : field;
        init;
    }
}

/// <summary>A tag that is removed from an image that is kept.</summary>
public sealed record PlannedUntag(string Tag, string Digest, Verdict Verdict);

/// <summary>Why something is as it is.</summary>
/// <param name="Kind">Why, in one word: programs need not read <paramref name="Text"/>.</param>
/// <param name="Rule">The id of the rule or protection, or of the setting
/// (<c>settings.grace</c>); null where no rule spoke, as for a needed part.</param>
/// <param name="Source">The place in a policy, <c>path:line:column</c>; null where no rule spoke.</param>
/// <param name="Text">One sentence.</param>
public sealed record Verdict(VerdictKind Kind, string? Rule, string? Source, string Text)
{
    /// <summary>What <see cref="Text"/> says of any manifest with this reason; null where
    /// only the sentence is known, as in a plan that was read from a file.</summary>
    public VerdictOutline? Outline { get; init; }

    /// <summary>Whether two are the same, <see cref="Outline"/> aside, which says nothing else.</summary>
    public bool Equals(Verdict? other) =>
        other is not null && Kind == other.Kind && Rule == other.Rule && Source == other.Source && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Rule, Source, Text);
}

/// <summary>A verdict without what is particular to one manifest: no ages, ranks or digests. Immutable.</summary>
/// <param name="Lead">The beginning of the sentence.</param>
/// <param name="Reasons">What follows, one by one; may be empty.</param>
public sealed record VerdictOutline(string Lead, ImmutableArray<string> Reasons);
