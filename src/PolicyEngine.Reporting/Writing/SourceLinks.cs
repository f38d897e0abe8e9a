using System.Globalization;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Shows places in policies: as code, linked to their lines where it is known where the policies lie. Pure.</summary>
/// <param name="root">The address that relative paths of policies are added to, with a slash at its end; null for no links.</param>
internal sealed class SourceLinks(string? root)
{
    private const int MaxPath = 200;

    /// <summary>A place, <c>path:line:column</c>, in Markdown; empty for null.</summary>
    public string Markdown(string? source)
    {
        if (source is null || SourcePlace.Parse(source) is not { } place)
        {
            return MarkdownText.Code(source, MaxPath);
        }

        var text = MarkdownText.Code(string.Create(CultureInfo.InvariantCulture, $"{place.Path}:{place.Line}"), MaxPath);
        return AddressOf(place) is { } address ? $"[{text}]({address})" : text;
    }

    /// <summary>The address of a line; null where it is not known.</summary>
    private string? AddressOf(SourcePlace place)
    {
        var segments = place.Path.Replace('\\', '/').Split('/');
        return
            root is null
            || segments is ["", ..]
            || segments.Any(segment => segment is ".." or "")
            || place.Path.Contains(':', StringComparison.Ordinal)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{root}{string.Join('/', segments.Where(segment => segment != ".").Select(Escape))}#L{place.Line}"
            );
    }

    private static string Escape(string segment) =>
        Uri.EscapeDataString(segment).Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);
}
