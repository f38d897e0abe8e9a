using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Manifests;

/// <summary>What manifests say whose bytes are kept beside a journal, or were just read. Pure, thread-safe.</summary>
internal static class ManifestRecords
{
    /// <summary>Reads a manifest.</summary>
    /// <exception cref="RegistryException">It cannot be understood.</exception>
    internal static ManifestRecord RecordOf(SavedManifest manifest)
    {
        var target = manifest.Target;
        try
        {
            return ManifestReader.Read(target.Digest, target.MediaType, manifest.Body.ToArray()) with
            {
                Tags = target.Tags,
                VersionId = target.VersionId,
            };
        }
        catch (ManifestFormatException e)
        {
            throw new RegistryException(
                $"The manifest {target.Digest} cannot be understood: {Redaction.Show(e.Message, 2 * Redaction.TextLimit)}",
                innerException: e
            );
        }
    }

    /// <summary>What a manifest is a referrer of, by its <c>subject</c> or
    /// by its tags; a tag may name the beginning of a digest only.</summary>
    internal static IEnumerable<string> SubjectsOf(ManifestRecord record)
    {
        if (record.Subject is { } subject)
        {
            yield return subject;
        }

        foreach (var tag in record.Tags)
        {
            if (ReferrerTagName.TryParse(tag, out var name))
            {
                yield return name.Digest;
            }
        }
    }
}
