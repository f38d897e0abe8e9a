using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Values;

namespace PolicyEngine.Policies;

/// <summary>Reads targets as they are written in one text, in policies and behind <c>--target</c>.</summary>
public static class TargetParser
{
    /// <summary>The registry's name of OCI image layouts, and the prefix of their targets.</summary>
    public const string Layout = RegistryKind.LayoutName;

    /// <summary>Reads <c>registry/repository</c> or <c>oci-layout:PATH</c>; null with a clause that says what is wrong.</summary>
    public static PolicyTarget? Parse(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(Layout + ":", StringComparison.Ordinal))
        {
            return ParseLayout(text[(Layout.Length + 1)..], out problem);
        }

        problem = "it has no registry; write registry/repository, such as ghcr.io/acme/web";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (text.Contains("://", StringComparison.Ordinal))
        {
            problem = "it is a URL; write registry/repository, or a mapping with 'registry' and 'url'";
            return null;
        }

        if (slash <= 0 || !IsRegistry(text[..slash]))
        {
            problem =
                slash < 0 && text.Contains('.', StringComparison.Ordinal) && IsRegistry(text)
                    ? $"it names a registry but no repository; write {text}/REPOSITORY, or {text}/** for all that can be listed"
                    : problem;
            return null;
        }

        if (ProblemOf(text[(slash + 1)..]) is { } found)
        {
            problem = found;
            return null;
        }

        var pattern = GlobParser.Parse(text[(slash + 1)..], isPath: true, out var error);
        if (pattern is null)
        {
            problem = error!.Problem;
            return null;
        }

        var registry = text[..slash];
        return new PolicyTarget
        {
            Registry = registry,
            Provider = InferProvider(registry),
            Repositories = new GlobList([pattern], []),
        };
    }

    /// <summary>What keeps a text from being the pattern of a repository, in a
    /// clause; null where nothing does that is not the matter of globs.</summary>
    internal static string? ProblemOf(string repository)
    {
        var parts = repository.Split('/');
        return repository.Length == 0
                ? "it names a registry but no repository; write registry/repository, or registry/** for all that can be listed"
            : repository.AsSpan().ContainsAny(" \t\r\n") ? "a repository name contains no spaces"
            : repository.AsSpan().ContainsAny(':', '@') ? "it names an image, not a repository; remove the tag or digest"
            : parts[^1].Length == 0 ? "a repository name does not end with '/'"
            : parts.Contains(string.Empty) ? "a name is missing between the slashes of '//'"
            : parts.Any(p => p is "." or "..") ? "'.' and '..' are not allowed in a repository name"
            : null;
    }

    /// <summary>The provider of a registry that does not name one.</summary>
    public static string InferProvider(string registry) => RegistryKind.OfRegistry(registry).Name;

    /// <summary>Whether a text is a registry: a host with a dot or a port, <c>localhost</c>, or <c>oci-layout</c>.</summary>
    public static bool IsRegistry(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is "localhost" or Layout)
        {
            return true;
        }

        return text.Length <= 255
            && (text.Contains('.', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal))
            && Uri.TryCreate("https://" + text, UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0
            && uri.AbsolutePath == "/"
            && uri.Query.Length == 0
            && uri.Fragment.Length == 0
            && !text.EndsWith('/')
            && uri.Host.Length > 0
            && text.AsSpan().IndexOfAny(" *?#@\\") < 0;
    }

    /// <summary>Reads a base URL; null with a clause that says what is wrong.</summary>
    public static Uri? ParseUrl(string text, bool insecure, out string problem)
    {
        problem = "it is not an absolute http or https URL";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            return null;
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            problem = "it must not have a user name, query or fragment";
            return null;
        }

        if (uri.Scheme == "http" && !insecure && !IsLoopback(uri))
        {
            problem = "http is only for loopback addresses, or with 'insecure: true'";
            return null;
        }

        return uri;
    }

    private static bool IsLoopback(Uri uri) =>
        string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static PolicyTarget? ParseLayout(string path, out string problem)
    {
        problem = "the path of the layout is missing";
        return path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) ? null : Of(NormalizeLayout(path));
    }

    private static PolicyTarget Of(string path) =>
        new()
        {
            Registry = Layout,
            Provider = Layout,
            Repositories = new GlobList([GlobPattern.Exactly(path)], []),
            LayoutPath = path,
        };

    /// <summary>One folder has one name: <c>./registry</c>, <c>registry/</c> and <c>registry</c>
    /// are <c>registry</c>. What <c>..</c> means is up to the file system.</summary>
    internal static string NormalizeLayout(string path)
    {
        var parts = path.Split('/').Where(p => p is not ("" or "."));
        var joined = string.Join('/', parts);
        return path.StartsWith('/') ? "/" + joined
            : joined.Length == 0 ? "."
            : joined;
    }
}
