namespace PolicyEngine.Oci;

/// <summary>What a manifest is, as <c>kind</c> in policies and plans.</summary>
public enum ManifestKind
{
    /// <summary>An image manifest (OCI, Docker schema 1 or 2).</summary>
    Image,

    /// <summary>An OCI image index or a Docker manifest list.</summary>
    Index,

    /// <summary>Anything with an artifact type (its own, or a config that
    /// is not an image config), and documents of unknown types.</summary>
    Artifact,
}

/// <summary>What a manifest is to the images that users name, as <c>role</c> in plans.</summary>
public enum ManifestRole
{
    /// <summary>An item that rules decide on (semantics.md#roots).</summary>
    Root,

    /// <summary>An entry of a present index.</summary>
    Child,

    /// <summary>An entry of a present index that BuildKit marks as an attestation manifest.</summary>
    Attestation,

    /// <summary>A referrer of a present subject, by its <c>subject</c> field.</summary>
    Referrer,

    /// <summary>The target of a referrer tag of a present subject.</summary>
    ReferrerTag,

    /// <summary>A notice of announced deletions (semantics.md#announcing), which is not an image.</summary>
    Notice,
}
