using System.Text;

namespace PolicyEngine.Registry.Http;

/// <summary>Reads <c>token</c> and <c>quoted-string</c> of HTTP headers (RFC 9110, section 5.6).</summary>
internal static class QuotedText
{
    /// <summary>Reads a quoted string with its escapes, or the text up to one of <paramref name="ends"/>; moves past it.</summary>
    internal static string Read(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> ends)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOfAny(ends);
            end = end < 0 ? rest.Length : end;
            var plain = rest[..end].Trim().ToString();
            rest = rest[end..];
            return plain;
        }

        var value = new StringBuilder();
        var i = 1;
        for (; i < rest.Length && rest[i] != '"'; i++)
        {
            i += rest[i] == '\\' && i + 1 < rest.Length ? 1 : 0;
            value.Append(rest[i]);
        }

        rest = rest[Math.Min(i + 1, rest.Length)..];
        return value.ToString();
    }
}
