using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Text;

namespace PolicyEngine.Selecting;

/// <summary>What clusters and deployments say is in use, as image references. Pure.</summary>
public static class UsedReferences
{
    /// <summary>The references of an answer.</summary>
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

    /// <summary>Why the references may not be all, as a sentence: the answer says so, or it has an image that cannot be told.</summary>
    public static string? ProblemOf(UsedImages answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Problem
            ?? (
                answer.Images.Where(image => OfImage(image) is null).MinBy(image => image.Text, StringComparer.Ordinal) is { } unread
                    ? $"What is in use is unknown: '{TerminalText.Escape(unread.Text, 100)}' is not an image reference "
                        + $"({TerminalText.Escape(unread.Place, 200)})."
                    : null
            );
    }

    private static ImageReference? OfImage(UsedImage image)
    {
        // Docker's runtime says docker-pullable://name@digest, or docker://digest of a config; CRI-O the hex of a config's digest alone.
        var scheme = image.Text.IndexOf("://", StringComparison.Ordinal);
        var text = scheme < 0 ? image.Text : image.Text[(scheme + 3)..];
        text = text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? $"sha256:{text}" : text;
        var reference =
            ImageReferenceText.IsDigest(text) ? ImageReference.Anywhere(null, text, image.Place)
            : ImageReferenceText.ShortDigest(text) is { } prefix
                ? ImageReference.Anywhere(null, null, image.Place) with
                {
                    OpenText = text,
                    DigestPrefix = prefix,
                }
            : ImageReferenceText.Parse(text, image.Place);
        return reference is null ? null : reference with { IsRunning = true };
    }
}
