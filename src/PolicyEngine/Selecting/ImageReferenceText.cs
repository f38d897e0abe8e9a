using System.Text.RegularExpressions;

namespace PolicyEngine.Selecting;

/// <summary>Reads one image reference as Docker does: <c>[registry/]repository[:tag][@digest]</c>. Pure and thread-safe.</summary>
/// <remarks>
/// The first component is a registry if it has a dot or a port, or is <c>localhost</c>; else the registry is
/// <c>docker.io</c>, where a name without a slash belongs to <c>library</c>. Without tag and digest the tag is <c>latest</c>.
/// </remarks>
internal static partial class ImageReferenceText
{
    private const int MaxLength = 1024;
    private const string DockerHub = "docker.io";

    /// <summary>Reads a reference; null where the text is none. A leading <c>docker://</c>, <c>oci://</c> or such is passed over.</summary>
    /// <param name="text">The text, without blanks and quotes around it.</param>
    /// <param name="source">Where it stands, <c>path:line</c>.</param>
    public static ImageReference? Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme >= 0 ? text[(scheme + 3)..] : text;
        string? digest = null,
            tag = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!IsDigest(digest))
            {
                return null;
            }
        }

        if (rest.LastIndexOf(':') is >= 0 and var colon && colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (!IsTag(tag))
            {
                return null;
            }
        }

        var (registry, repository) = Split(rest);
        return RepositoryPattern().IsMatch(repository)
            ? new ImageReference(registry, repository, tag ?? (digest is null ? "latest" : null), digest, source)
            : null;
    }

    /// <summary>The shortened digest that a text is, or ends in after
    /// <c>@</c>: <c>sha256:3e23e8160039</c>; null where it has none.</summary>
    internal static string? ShortDigest(string text) =>
        ShortDigestPattern().Match(text) is { Success: true } match ? match.Groups["digest"].Value : null;

    /// <summary>The one name of registries that have several: Docker Hub's.</summary>
    public static string Normalize(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var name = registry.ToLowerInvariant();
        return name is "index.docker.io" or "registry-1.docker.io" or "registry.hub.docker.com" ? DockerHub : name;
    }

    /// <summary>Whether a text has the form of a tag (OCI distribution-spec 1.1).</summary>
    internal static bool IsTag(string text) => TagPattern().IsMatch(text);

    /// <summary>Whether a text has the form of a digest; of SHA-256 and SHA-512 the length counts as well.</summary>
    internal static bool IsDigest(string text) => DigestPattern().IsMatch(text);

    /// <summary>Whether the first component of a name is a registry.</summary>
    internal static bool HasRegistry(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && IsRegistry(name[..slash]);

    private static (string Registry, string Repository) Split(string name)
    {
        if (HasRegistry(name))
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            var registry = Normalize(name[..slash]);
            var path = name[(slash + 1)..];
            return (registry, registry == DockerHub && !path.Contains('/', StringComparison.Ordinal) ? "library/" + path : path);
        }

        return (DockerHub, name.Contains('/', StringComparison.Ordinal) ? name : "library/" + name);
    }

    private static bool IsRegistry(string text) =>
        text == "localhost"
        || ((text.Contains('.', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal)) && HostPattern().IsMatch(text));

    [GeneratedRegex(
        @"\A(?:[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();

    [GeneratedRegex(
        @"\A(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|(?!sha256:|sha512:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,256})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DigestPattern();

    [GeneratedRegex(
        @"(?:\A|\A[^\s@]+@|\A[a-z-]+://)(?<digest>sha256:[0-9a-f]{1,63}|sha512:[0-9a-f]{1,127})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex ShortDigestPattern();

    [GeneratedRegex(
        @"\A(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?)(?::[0-9]{1,5})?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex HostPattern();
}
