using System.Text.RegularExpressions;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Takes the tag out of the name of an entry of <c>index.json</c>. Pure.</summary>
/// <remarks>
/// The image-spec leaves the meaning of <c>org.opencontainers.image.ref.name</c> open. Tools write a tag (<c>v1</c>), or a whole reference
/// (<c>ghcr.io/acme/web:v1</c>, be it with a digest behind it). A name of any other form (<c>stable/nginx</c>)
/// is taken whole: what somebody named is not untagged, and a rule for untagged images is not for it.
/// </remarks>
internal static partial class RefName
{
    /// <summary>The annotation that holds the name.</summary>
    public const string Annotation = "org.opencontainers.image.ref.name";

    /// <summary>The tag: the whole name where that is one, else what stands behind the
    /// last colon of a reference, else the whole name; null without a name.</summary>
    public static string? TagOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (Digest.IsSha256(name))
        {
            return name;
        }

        var reference = name.Split('@', 2)[0];
        var tag = reference[(reference.LastIndexOf(':') + 1)..];
        return Tag().IsMatch(tag) && (tag.Length == name.Length || tag.Length < reference.Length) ? tag : name;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
