using PolicyEngine.Fakes;
using PolicyEngine.Testing.Layouts;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>Puts a layout into a package of the fake.</summary>
internal static class LayoutPackage
{
    private static readonly DateTimeOffset s_pushed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Pushes all blobs and manifests, each with its tags.</summary>
    internal static void Push(this GhcrPackage package, LayoutWriter layout)
    {
        const string Blobs = "blobs/sha256/";
        foreach (var (path, content) in layout.Files.Where(file => file.Key.StartsWith(Blobs, StringComparison.Ordinal)))
        {
            package.Blobs["sha256:" + path[Blobs.Length..]] = content;
        }

        foreach (var entry in layout.Manifests)
        {
            package.Push(
                layout.Files[LayoutWriter.PathOf(entry.Digest)],
                entry.MediaType,
                s_pushed,
                [.. layout.Entries.Where(e => e.Digest == entry.Digest).Select(e => e.Annotations["org.opencontainers.image.ref.name"])]
            );
        }
    }
}
