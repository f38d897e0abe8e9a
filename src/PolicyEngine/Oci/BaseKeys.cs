namespace PolicyEngine.Oci;

/// <summary>The keys of annotations and labels in which an image names the image that it was built on.</summary>
internal static class BaseKeys
{
    /// <summary>The digest of the base.</summary>
    public const string Digest = "org.opencontainers.image.base.digest";

    /// <summary>The name of the base: an image reference.</summary>
    public const string Name = "org.opencontainers.image.base.name";
}
