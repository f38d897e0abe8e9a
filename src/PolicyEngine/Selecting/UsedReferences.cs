using System.Collections.Immutable;
using PolicyEngine.Facts;

namespace PolicyEngine.Selecting;

/// <summary>What clusters and deployments say is in use, as image references. Pure.</summary>
public static class UsedReferences
{
    /// <summary>The references of an answer. What is not an image reference, no cluster can run either.</summary>
    public static ImmutableArray<ImageReference> Of(UsedImages answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return
        [
            .. answer.Images.Select(OfImage).OfType<ImageReference>(),
            .. answer.Commits.Select(c =>
                ImageReference.Anywhere(null, null, $"{c.Environment}, commit {c.Hash[..Math.Min(c.Hash.Length, 7)]}") with
                {
                    Commit = c,
                }
            ),
        ];
    }

    private static ImageReference? OfImage(UsedImage image)
    {
        // Docker's runtime says docker-pullable://name@digest, or docker://digest of a config.
        var scheme = image.Text.IndexOf("://", StringComparison.Ordinal);
        var text = scheme < 0 ? image.Text : image.Text[(scheme + 3)..];
        var reference = ImageReferenceText.IsDigest(text)
            ? ImageReference.Anywhere(null, text, image.Place)
            : ImageReferenceText.Parse(text, image.Place);
        return reference is null ? null : reference with { IsRunning = true };
    }
}
