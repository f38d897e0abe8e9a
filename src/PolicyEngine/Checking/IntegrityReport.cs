using System.Collections.Immutable;
using PolicyEngine.Oci;

namespace PolicyEngine.Checking;

/// <summary>What can be broken in a repository.</summary>
public enum IntegrityKind
{
    /// <summary>A tag that the registry lists and that leads to nothing, or to a manifest that is missing.</summary>
    DanglingTag,

    /// <summary>An index all of whose children are missing.</summary>
    Ghost,

    /// <summary>An index some of whose children are missing.</summary>
    Partial,

    /// <summary>A referrer, or the target of a referrer tag, whose subject is absent.</summary>
    OrphanedReferrer,

    /// <summary>A manifest that the registry lists and does not give, so that what it needs is unknown.</summary>
    Unread,
}

/// <summary>Something broken.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Digest">The manifest; null for a tag that leads to none.</param>
/// <param name="Tags">The dangling tag, or all tags on the manifest.</param>
/// <param name="Missing">The digests that are missing: children, subjects, or the manifest itself. Empty where none is known.</param>
/// <param name="Paths">The ways from tags to the manifest, at most ten: <c>tag, digest, …</c>.</param>
/// <param name="Message">One sentence.</param>
public sealed record IntegrityViolation(
    IntegrityKind Kind,
    string? Digest,
    ImmutableArray<string> Tags,
    ImmutableArray<MissingManifest> Missing,
    ImmutableArray<ImmutableArray<string>> Paths,
    string Message
);

/// <summary>A manifest that something refers to and the repository does not have.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Platform">The platform that an index gives it, if any.</param>
public sealed record MissingManifest(string Digest, string? Platform);

/// <summary>What is broken in one repository. Immutable.</summary>
/// <param name="Info">The repository. Where it is not complete, more may be broken than was found.</param>
/// <param name="Manifests">The number of present manifests.</param>
/// <param name="Tags">The number of tags, referrer tags included.</param>
/// <param name="Violations">By kind, then by digest or tag.</param>
public sealed record IntegrityReport(RepositoryInfo Info, int Manifests, int Tags, ImmutableArray<IntegrityViolation> Violations);
