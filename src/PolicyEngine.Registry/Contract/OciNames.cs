using System.Text.RegularExpressions;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>The grammar of names (OCI distribution-spec 1.1, "Pulling manifests"). What does not fit never gets into a URL.</summary>
internal static partial class OciNames
{
    /// <summary>Whether a text is a repository's name: at most 255 characters.</summary>
    internal static bool IsRepository(string name) => name.Length <= 255 && RepositoryPattern().IsMatch(name);

    /// <summary>Whether a text is a tag.</summary>
    internal static bool IsTag(string tag) => TagPattern().IsMatch(tag);

    /// <summary>Whether a digest can be asked for and verified: sha256 and sha512.</summary>
    internal static bool IsReadable(string digest) =>
        Digest.TryParse(digest, out _)
        && (digest.StartsWith("sha256:", StringComparison.Ordinal) || digest.StartsWith("sha512:", StringComparison.Ordinal));

    /// <summary>The digest that a tag names by the grammar of referrer tags
    /// (semantics.md#the-digest-graph), if it is one in full; null else.</summary>
    internal static string? NamedDigest(string tag) =>
        ReferrerTagName.TryParse(tag, out var name) && !name.IsTruncated && IsReadable(name.Digest) ? name.Digest : null;

    /// <summary>The name of a repository in URLs: Docker Hub keeps its official images under a namespace that nobody writes.</summary>
    internal static string Served(string host, string repository) =>
        host == "registry-1.docker.io" && !repository.Contains('/', StringComparison.Ordinal) ? "library/" + repository : repository;

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex TagPattern();
}
