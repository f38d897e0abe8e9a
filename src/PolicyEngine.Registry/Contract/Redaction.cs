using System.Globalization;
using System.Text;

namespace PolicyEngine.Registry.Contract;

/// <summary>Makes what comes from outside fit to be shown: no secrets, no control characters, no floods.</summary>
internal static class Redaction
{
    /// <summary>The greatest length of a piece of registry text in a message.</summary>
    internal const int TextLimit = 200;

    /// <summary>A URL without what may be secret: user information, query and
    /// fragment. Signed download URLs carry their secret in the query.</summary>
    internal static string Show(Uri uri) =>
        uri.IsAbsoluteUri
            ? Show(
                uri.GetComponents(
                    UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path,
                    UriFormat.UriEscaped
                ),
                2 * TextLimit
            )
            : "a relative URL";

    /// <summary>Text of a registry: at most <paramref name="limit"/> characters, and nothing that moves a cursor or hides text.</summary>
    internal static string Show(string? text, int limit = TextLimit)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var shown = new StringBuilder(Math.Min(text.Length, limit) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= limit)
            {
                return shown.Append('…').ToString();
            }

            if (
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
            )
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }
}
