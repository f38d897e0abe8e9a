using System.Collections.Immutable;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>A version of a container package as GitHub lists it: one manifest, with nothing said of what it is. Immutable.</summary>
/// <param name="Id">The id by which it is deleted and restored.</param>
/// <param name="Digest">The digest.</param>
/// <param name="CreatedAt">The first push of this digest; a new tag or another push does not change it.</param>
/// <param name="UpdatedAt">When GitHub last changed its record.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record PackageVersion(
    long Id,
    string Digest,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    ImmutableArray<string> Tags
);
