namespace PolicyEngine.Text;

/// <summary>Hides what stands before the <c>@</c> of a URL or a host: it may be
/// a password, and no message, source line or format shows one. Pure.</summary>
internal static class UrlPassword
{
    private const string Ends = " \t\r\n\"'<>,[]{}()";

    /// <summary>The text, as long as before, with stars for the user information of its URLs; the same text if there is none.</summary>
    public static string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        char[]? masked = null;
        for (var at = text.IndexOf("//", StringComparison.Ordinal); at >= 0; at = text.IndexOf("//", at + 1, StringComparison.Ordinal))
        {
            if (UserInformation(text.AsSpan(at + 2)) is var length and > 0)
            {
                masked ??= text.ToCharArray();
                masked.AsSpan(at + 2, length).Fill('*');
            }
        }

        for (var sign = text.IndexOf('@', StringComparison.Ordinal); sign >= 0; sign = text.IndexOf('@', sign + 1))
        {
            // user:password@host without a scheme; what a digest follows is an image and its tag.
            var start = text.AsSpan(0, sign).LastIndexOfAny(Ends) + 1;
            var word = text.AsSpan(start, sign - start);
            var colon = word.IndexOf(':');
            if (
                colon > 0
                && !word.Contains("//", StringComparison.Ordinal)
                && !text.AsSpan(sign + 1).StartsWith("sha", StringComparison.Ordinal)
            )
            {
                masked ??= text.ToCharArray();
                masked.AsSpan(start + colon + 1, sign - start - colon - 1).Fill('*');
            }
        }

        return masked is null ? text : new string(masked);
    }

    /// <summary>Whether there is any.</summary>
    internal static bool IsIn(string text) => !ReferenceEquals(Mask(text), text);

    /// <summary>The length of the user information that the rest of a URL begins with; 0 for none.</summary>
    private static int UserInformation(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(Ends);
        rest = end < 0 ? rest : rest[..end];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        if (authority.LastIndexOf('@') is var sign and >= 0)
        {
            return sign;
        }

        // A password with a slash in it is not a URL, but it is a password: what stands behind a colon there is no port.
        var colon = authority.LastIndexOf(':');
        return colon >= 0 && authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9') ? Math.Max(rest.LastIndexOf('@'), 0) : 0;
    }
}
