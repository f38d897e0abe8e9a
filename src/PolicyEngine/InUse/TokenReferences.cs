using System.Buffers;
using System.Text.RegularExpressions;
using PolicyEngine.Selecting;

namespace PolicyEngine.InUse;

/// <summary>Everything in a text that looks like a full reference, with tag or digest, whatever it stands in.</summary>
internal static partial class TokenReferences
{
    private const int MaxLine = 4096;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/:@+"
    );

    public static void Collect(TextReader text, ReferenceBag bag)
    {
        foreach (var (number, line) in ReferenceLines.Read(text))
        {
            CollectLine(line, number, bag);
            if (line.Length <= MaxLine && line.IndexOfAny('$', '{') >= 0)
            {
                CollectOpen(line.ToString(), number, bag);
            }
        }
    }

    /// <summary>What begins with a variable: <c>${IMAGE}:1.1.0</c>, <c>$REGISTRY/acme/web:1.1.0</c>.</summary>
    private static void CollectOpen(string line, int number, ReferenceBag bag)
    {
        foreach (Match match in OpenPattern().Matches(line))
        {
            var isTagOpen = Variable.Contains(match.Groups["tag"].ValueSpan);
            if (!isTagOpen || match.Groups["path"].Length > 1)
            {
                bag.AddPattern(match.Value, $"*{match.Groups["path"].Value}:{(isTagOpen ? "*" : match.Groups["tag"].Value)}", number);
            }
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
        // A tag or a digest that a variable stands in: registry/name:${TAG}, registry/name:v{{ .Version }}, registry/name@{{ .Digest }}.
        if (HasDetail(token) && (Variable.Begins(rest) || Variable.Contains(token)))
        {
            var name = token.TrimEnd(":@");
            name = name.LastIndexOf("://") is >= 0 and var at ? name[(at + 3)..] : name;
            if (ImageReferenceText.HasRegistry(name.ToString()))
            {
                bag.AddOpen(string.Concat(token, Variable.Begins(rest) ? Variable.Take(rest) : []), number);
            }

            if (token is [.., ':' or '@'] || Variable.Contains(token))
            {
                return;
            }
        }

        token = token.Trim(":.-/@+");
        if (token.LastIndexOf("://") is >= 0 and var scheme)
        {
            token = token[(scheme + 3)..];
        }

        // A name without tag and digest may be anything. A digest alone is one, wherever it is found.
        if (HasDetail(token) && token.ToString() is var text)
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

    private static bool HasDetail(ReadOnlySpan<char> token) => token.Contains('@') || token.LastIndexOf(':') > token.LastIndexOf('/');

    [GeneratedRegex(
        @"(?:\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([A-Za-z_][A-Za-z0-9_.]*\)|\$[A-Za-z_][A-Za-z0-9_]*|\{\{[^{}]*\}\})(?<path>(?:/[A-Za-z0-9._/-]*[A-Za-z0-9])?|[A-Za-z0-9._-]*[A-Za-z0-9])"
            + @":(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$[A-Za-z_][A-Za-z0-9_]*|\{\{[^{}]*\}\})",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex OpenPattern();
}
