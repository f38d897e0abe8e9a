using System.Security.Cryptography;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Puts blobs into a layout and takes them out. Not thread-safe.</summary>
/// <param name="root">The layout.</param>
/// <param name="folder">Where removed blobs are kept; null to remove them for good.</param>
internal sealed class LayoutBlobs(string root, string? folder)
{
    /// <summary>The blobs that a manifest uses: layers, config, and what an index lists
    /// that is not a manifest. Each may be a manifest of another all the same.</summary>
    internal static IEnumerable<string> UsedBy(ManifestRecord record) =>
        record
            .Layers.Select(layer => layer.Digest)
            .Concat(record.Config?.Digest is { } config ? [config] : [])
            .Concat((record.Manifests ?? []).Where(entry => !ManifestReader.IsManifest(entry)).Select(entry => entry.Digest));

    /// <summary>Whether a blob is there, as a file of its own.</summary>
    internal bool Exists(string digest) => new FileInfo(Full(digest)) is { Exists: true, LinkTarget: null };

    /// <summary>Takes a blob out of the layout.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved.</exception>
    internal void Remove(string digest)
    {
        var path = Full(digest);
        if (folder is null)
        {
            File.Delete(path);
        }
        else
        {
            var kept = Kept(digest);
            Durable.CreateDirectory(Path.GetDirectoryName(kept)!);
            Durable.Move(path, kept);
        }

        Durable.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a small blob.</summary>
    internal void Write(string digest, ReadOnlySpan<byte> body)
    {
        Durable.CreateDirectory(Path.GetDirectoryName(Full(digest))!);
        Durable.Write(Full(digest), body);
    }

    /// <summary>
    /// Brings a removed blob back if it was kept and has its digest; false where it was not. What only
    /// another run kept, beside its own journal in the same folder, is copied: that run can be undone still.
    /// </summary>
    internal bool TryBringBack(string digest)
    {
        if (folder is null)
        {
            return false;
        }

        var relative = Path.GetRelativePath(folder, Kept(digest));
        var own = Path.GetFullPath(folder);
        string[] folders = [own, .. Others(own).Order(StringComparer.Ordinal)];
        foreach (
            var kept in folders
                .Select(place => new FileInfo(Path.Combine(place, relative)))
                .Where(file => file.Exists && HasDigest(file, digest))
        )
        {
            Durable.CreateDirectory(Path.GetDirectoryName(Full(digest))!);
            if (kept.FullName.StartsWith(own + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                Durable.Move(kept.FullName, Full(digest));
            }
            else
            {
                Durable.Copy(kept.FullName, Full(digest));
            }

            return true;
        }

        return false;
    }

    private static IEnumerable<string> Others(string own) =>
        Path.GetDirectoryName(own) is { } parent && Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, "*" + ApplyJournal.BlobSuffix).Where(other => other != own)
            : [];

    private static bool HasDigest(FileInfo file, string digest)
    {
        using var stream = file.OpenRead();
        var hash = digest.StartsWith("sha512:", StringComparison.Ordinal) ? SHA512.HashData(stream) : SHA256.HashData(stream);
        return digest.EndsWith(Convert.ToHexStringLower(hash), StringComparison.Ordinal);
    }

    private string Full(string digest) => Path.Combine(root, LayoutDirectory.BlobPath(digest));

    private string Kept(string digest) => Path.Combine(folder!, LayoutDirectory.BlobPath(digest)["blobs/".Length..]);
}
