namespace PolicyEngine.Registry.Manifests;

/// <summary>What hashing a body against a digest found.</summary>
internal enum DigestCheck
{
    /// <summary>The body has the digest.</summary>
    Match,

    /// <summary>The body does not have the digest, or the digest is none by its grammar.</summary>
    Mismatch,

    /// <summary>The digest is of an algorithm that this program does not compute: nothing is known.</summary>
    Unverifiable,
}
