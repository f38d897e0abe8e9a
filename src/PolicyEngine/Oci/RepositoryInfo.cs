using System.Collections.Immutable;

namespace PolicyEngine.Oci;

/// <summary>What a snapshot says of a repository beside its manifests.</summary>
public sealed record RepositoryInfo
{
    /// <summary>The registry: <c>host[:port]</c>, or <c>oci-layout</c> and such for sources without a host.</summary>
    public required string Registry { get; init; }

    /// <summary>The repository's name within the registry.</summary>
    public required string Name { get; init; }

    /// <summary>The provider: <c>ghcr</c>, <c>oci</c> or <c>oci-layout</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>What is known of the provider's registries.</summary>
    public RegistryKind Kind => RegistryKind.Of(Provider);

    /// <summary>Whose registry it is, where the registry said so itself; else its host tells, by <see cref="KnownVendor"/>.</summary>
    public RegistryVendor Vendor { get; init; }

    /// <summary>Whose registry it is, as far as anything tells.</summary>
    public RegistryVendor KnownVendor => Vendor == RegistryVendor.Other ? RegistryVendors.Of(Registry) : Vendor;

    /// <summary>When the listing was taken, UTC.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Whether everything that could reveal a tag or an edge was read. False means: nothing may be deleted here.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>Why it is not complete, in a sentence; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the source cannot list untagged manifests, so that only what tags lead to is known.</summary>
    public bool UntaggedHidden { get; init; }

    /// <summary>Whether the registry is known to refuse to take a tag off an image: it did so lately.</summary>
    public bool UntagRefused { get; init; }

    /// <summary>The tags that the source lists and that lead to nothing, in
    /// ordinal order. They are not roots, and do not make it incomplete.</summary>
    public ImmutableArray<string> DanglingTags { get; init; } = [];

    /// <summary>
    /// The digests that the source lists and whose documents it does not have (404), in
    /// ordinal order. They stay, unread, and do not make the repository incomplete.
    /// </summary>
    public ImmutableArray<string> ListedButGone { get; init; } = [];

    /// <summary>Whether the source lists a digest and does not have its document.</summary>
    public bool IsListedButGone(string digest) => ListedButGone.BinarySearch(digest, StringComparer.Ordinal) >= 0;

    /// <summary>The digests that policies name, that the source was asked for and that it does not have, in ordinal order.</summary>
    public ImmutableArray<string> NamedButMissing { get; init; } = [];

    /// <summary>The address of its page for people, to which <c>/</c> and a version's id may be added,
    /// or null if there is none, or none is known. As untrusted as every text of a source.</summary>
    public string? Page { get; init; }

    /// <summary>How users name it: <c>registry/name</c>.</summary>
    public string FullName => $"{Registry}/{Name}";
}
