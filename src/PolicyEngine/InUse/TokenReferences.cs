using System.Buffers;

namespace PolicyEngine.InUse;

/// <summary>Everything in a text that looks like a full reference, with tag or digest, whatever it stands in.</summary>
internal static class TokenReferences
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/:@+");

    public static void Collect(TextReader text, ReferenceBag bag)
    {
        foreach (var (number, line) in ReferenceLines.Read(text))
        {
            CollectLine(line, number, bag);
        }
    }

    private static void CollectLine(ReadOnlySpan<char> line, int number, ReferenceBag bag)
    {
        while (line.IndexOfAny(Allowed) is >= 0 and var start)
        {
            line = line[start..];
            var end = line.IndexOfAnyExcept(Allowed);
            var token = end < 0 ? line : line[..end];
            var rest = line[token.Length..];
            CollectToken(token, rest, number, bag);
            line = rest;
        }
    }

    private static void CollectToken(ReadOnlySpan<char> token, ReadOnlySpan<char> rest, int number, ReferenceBag bag)
    {
        // A colon or an at sign that meets a variable: registry/name:${TAG}, registry/name@{{ .Digest }}.
        if (token is [.. var name, ':' or '@'] && Variable.Begins(rest))
        {
            if (ImageReferenceText.HasRegistry(name.ToString()))
            {
                bag.AddOpen(string.Concat(token, Variable.Take(rest)), number);
            }

            return;
        }

        token = token.Trim(":.-/@+");
        if (token.LastIndexOf("://") is >= 0 and var scheme)
        {
            token = token[(scheme + 3)..];
        }

        // A name without tag and digest may be anything. A digest alone is one, wherever it is found.
        if ((token.Contains('@') || token.LastIndexOf(':') > token.LastIndexOf('/')) && token.ToString() is var text)
        {
            if (ImageReferenceText.IsDigest(text))
            {
                bag.AddAnywhere(null, text, number);
            }
            else
            {
                bag.Add(text, number);
            }
        }
    }
}
