using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>
/// Deletes an image where the registry refuses that while a tag leads to it (Google): its
/// tags come off first. Where the deletion fails after all, they are put back. Thread-safe.
/// </summary>
/// <param name="writer">What deletes and puts tags back.</param>
/// <param name="store">The manifests of the repository.</param>
/// <param name="deleteReference">Deletes a tag or a digest.</param>
internal sealed class TaggedDeletion(
    OciWriter writer,
    ManifestStore store,
    Func<string, string, CancellationToken, Task<WriteResult>> deleteReference
)
{
    /// <summary>Whether a refusal means that tags have to come off first.</summary>
    internal static bool IsAskedFor(RegistryResponse response) =>
        !response.IsSuccess && ErrorBody.Read(response).Codes.Contains("GOOGLE_MANIFEST_DANGLING_TAG");

    /// <summary>Takes the tags off and deletes the image.</summary>
    /// <param name="target">The image, with the tags that it had in the plan: no other one is removed.</param>
    /// <param name="cancellationToken">Cancels it before it is begun.</param>
    internal async Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken)
    {
        if (await writer.ReadAsync(target, cancellationToken).ConfigureAwait(false) is not { } image)
        {
            return WriteResult.Gone;
        }

        var off = new List<string>();
        try
        {
            foreach (var tag in target.Tags.Order(StringComparer.Ordinal))
            {
                if (await store.FindTagAsync(tag, CancellationToken.None).ConfigureAwait(false) != target.Digest)
                {
                    continue;
                }

                // Before it is asked for: an answer may be lost.
                off.Add(tag);
                var untagged = await deleteReference(tag, "untag", CancellationToken.None).ConfigureAwait(false);
                if (untagged.Status is not (WriteStatus.Done or WriteStatus.Gone))
                {
                    return await PutBackAsync(image, off, untagged).ConfigureAwait(false);
                }
            }

            var result = await deleteReference(target.Digest, "delete", CancellationToken.None).ConfigureAwait(false);
            return result.Status is WriteStatus.Done or WriteStatus.Gone
                ? result
                : await PutBackAsync(image, off, result).ConfigureAwait(false);
        }
        catch (RegistryException e)
        {
            return await PutBackAsync(image, off, new WriteResult(WriteStatus.Unclear, e.Message)).ConfigureAwait(false);
        }
    }

    /// <summary>Puts back what came off, unless the image went after all; an image
    /// that loses its tags for good is never passed over in silence.</summary>
    private async Task<WriteResult> PutBackAsync(SavedManifest image, List<string> off, WriteResult result)
    {
        var left = new List<string>();
        var why = "";
        try
        {
            if (!await store.ExistsAsync(image.Target.Digest, CancellationToken.None).ConfigureAwait(false))
            {
                return WriteResult.Gone;
            }

            var back = new List<string>();
            foreach (var tag in off)
            {
                if (await store.FindTagAsync(tag, CancellationToken.None).ConfigureAwait(false) is not null)
                {
                    continue;
                }

                var put = await writer.TagAsync(tag, image, CancellationToken.None).ConfigureAwait(false);
                (put.Status is WriteStatus.Done or WriteStatus.Moved ? back : left).Add(tag);
                why = put.Text.Length > 0 ? put.Text : why;
            }

            if (left.Count == 0)
            {
                return back.Count == 0
                    ? result
                    : result with
                    {
                        Text = $"{result.Text} {Named(back)} had been removed for that, and {(back.Count == 1 ? "was" : "were")} put back.",
                    };
            }
        }
        catch (RegistryException e)
        {
            (left, why) = (off, e.Message);
        }

        // Without a result in the journal, 'restore' looks after it.
        return new WriteResult(
            WriteStatus.Unknown,
            $"{result.Text} {Named(left)} had been removed for that, and could not be put back: {why} "
                + $"Applying this plan again deletes it, and 'restore' puts its tags back."
        );
    }

    private static string Named(List<string> tags) =>
        $"Its {(tags.Count == 1 ? "tag" : "tags")} {string.Join(", ", tags.Select(tag => $"'{tag}'"))}";
}
