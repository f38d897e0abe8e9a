using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Journaling;

/// <summary>The bytes of manifests beside a journal, by digest:
/// <c>JOURNAL.manifests/sha256/HEX</c>. Thread-safe for different digests.</summary>
internal sealed class BodyStore(string journalPath)
{
    private const int MostBytes = 64 << 20;

    /// <summary>What is put after a journal's name to name the folder.</summary>
    internal const string Suffix = ".manifests";

    private readonly string _root = journalPath + Suffix;

    /// <summary>Keeps a body, and returns when it is on the disk.</summary>
    /// <exception cref="JournalException">It cannot be written.</exception>
    internal void Save(string digest, ReadOnlySpan<byte> body)
    {
        var path = PathOf(digest);
        try
        {
            if (Find(digest) is null)
            {
                Durable.CreateDirectory(Path.GetDirectoryName(path)!);
                Durable.Write(path, body);
            }
        }
        catch (Exception e) when (Durable.IsRefusal(e))
        {
            throw new JournalException(
                $"'{path}' cannot be written, and nothing is deleted that cannot be recorded: {e.Message}",
                innerException: e
            );
        }
    }

    /// <summary>A body, or null if there is none, or one that does not have the digest.</summary>
    internal byte[]? Find(string digest)
    {
        try
        {
            using var file = RegularFile.OpenRead(PathOf(digest));
            if (file.Length > MostBytes)
            {
                return null;
            }

            var body = new byte[file.Length];
            file.ReadExactly(body);
            return DigestVerifier.VerifyManifest(digest, body) == DigestCheck.Match ? body : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(string digest) =>
        OciNames.IsReadable(digest)
            ? Path.Combine(
                _root,
                digest[..digest.IndexOf(':', StringComparison.Ordinal)],
                digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..]
            )
            : throw new JournalException($"'{Redaction.Show(digest)}' cannot be verified, so it cannot be kept.");
}
