using System.Text.RegularExpressions;
using PolicyEngine.Graph;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Takes the tag out of the name of an entry of <c>index.json</c>. Pure.</summary>
/// <remarks>
/// The image-spec leaves the meaning of <c>org.opencontainers.image.ref.name</c> open. Tools write a tag (<c>v1</c>), or a whole reference
/// (<c>ghcr.io/acme/web:v1</c>, be it with a digest behind it). A name of any other form, and a digest, gives no tag: the entry is untagged.
/// </remarks>
internal static partial class RefName
{
    /// <summary>The annotation that holds the name.</summary>
    public const string Annotation = "org.opencontainers.image.ref.name";

    /// <summary>The tag: the whole name where that is one, else what stands behind the last colon of a reference; null if neither is.</summary>
    public static string? TagOf(string? name)
    {
        if (name is null || Digest.IsSha256(name))
        {
            return null;
        }

        var reference = name.Split('@', 2)[0];
        var tag = reference[(reference.LastIndexOf(':') + 1)..];
        return Tag().IsMatch(tag) && (tag.Length == name.Length || tag.Length < reference.Length) ? tag : null;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
