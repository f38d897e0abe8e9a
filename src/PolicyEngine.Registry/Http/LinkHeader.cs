namespace PolicyEngine.Registry.Http;

/// <summary>Reads Link headers (RFC 8288, section 3): several values,
/// commas inside URLs and quotes, quoted and unquoted parameters.</summary>
internal static class LinkHeader
{
    /// <summary>The target of the first link whose relations include <paramref name="relation"/>, or null if there is none.</summary>
    internal static string? Find(IEnumerable<string> headers, string relation)
    {
        foreach (var header in headers)
        {
            var rest = header.AsSpan();
            while (TryReadLink(ref rest, out var target, out var relations))
            {
                foreach (var range in relations.AsSpan().Split(' '))
                {
                    if (relations.AsSpan(range).Equals(relation, StringComparison.OrdinalIgnoreCase))
                    {
                        return target;
                    }
                }
            }
        }

        return null;
    }

    private static bool TryReadLink(ref ReadOnlySpan<char> rest, out string target, out string relations)
    {
        target = relations = "";
        rest = rest.TrimStart(" \t,");
        if (rest.IsEmpty || rest[0] != '<')
        {
            return false;
        }

        var end = rest.IndexOf('>');
        if (end < 0)
        {
            return false;
        }

        target = rest[1..end].Trim().ToString();
        rest = rest[(end + 1)..].TrimStart(" \t");
        var first = true;
        while (!rest.IsEmpty && rest[0] == ';')
        {
            rest = rest[1..].TrimStart(" \t");
            var (name, value) = ReadParameter(ref rest);

            // Only the first rel counts (RFC 8288 3.3).
            if (first && name.Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                (relations, first) = (value, false);
            }
        }

        return true;
    }

    private static (string Name, string Value) ReadParameter(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny("=;,");
        end = end < 0 ? rest.Length : end;
        var name = rest[..end].Trim().ToString();
        rest = rest[end..];
        if (rest.IsEmpty || rest[0] != '=')
        {
            return (name, "");
        }

        rest = rest[1..].TrimStart(" \t");
        var value = QuotedText.Read(ref rest, ";,");
        rest = rest.TrimStart(" \t");
        return (name, value);
    }
}
