using System.Collections.Immutable;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Auth;

/// <summary>
/// Reads WWW-Authenticate: several challenges a header and several headers, commas and escapes in quotes, any case. What cannot be read is
/// left out; never throws.
/// </summary>
internal static class ChallengeParser
{
    internal static ImmutableArray<Challenge> Parse(IEnumerable<string> headers)
    {
        var challenges = ImmutableArray.CreateBuilder<Challenge>();
        foreach (var header in headers)
        {
            Parse(header, challenges);
        }

        return challenges.ToImmutable();
    }

    private static void Parse(ReadOnlySpan<char> rest, ImmutableArray<Challenge>.Builder challenges)
    {
        string? scheme = null;
        var parameters = NoParameters.ToBuilder();
        while (!(rest = rest.TrimStart(" \t,")).IsEmpty)
        {
            var end = rest.IndexOfAnyExcept(TokenCharacters);
            end = end < 0 ? rest.Length : end;
            if (end == 0)
            {
                // No token, so neither a scheme nor a parameter: skip to what may be the next one.
                var comma = rest.IndexOf(',');
                rest = comma < 0 ? [] : rest[comma..];
                continue;
            }

            var word = rest[..end].ToString();
            var after = rest[end..].TrimStart(" \t");

            // A word is a parameter if '=' and a value follow; "scheme token68==" and a new scheme have no value there.
            if (scheme is not null && !after.IsEmpty && after[0] == '=' && !IsToken68(after))
            {
                rest = after[1..].TrimStart(" \t");
                var value = QuotedText.Read(ref rest, ", \t");
                parameters.TryAdd(word, value);
                continue;
            }

            if (scheme is not null && !after.IsEmpty && after[0] == '=')
            {
                rest = after.TrimStart('=');
                continue;
            }

            Close(scheme, parameters, challenges);
            (scheme, parameters) = (word.ToLowerInvariant(), NoParameters.ToBuilder());
            rest = rest[end..];
        }

        Close(scheme, parameters, challenges);
    }

    /// <summary>Whether the '=' are the padding of a token68 and not the sign of a parameter.</summary>
    private static bool IsToken68(ReadOnlySpan<char> after)
    {
        var rest = after.TrimStart('=');
        return rest.TrimStart(" \t").IsEmpty || rest.TrimStart(" \t")[0] == ',';
    }

    private static void Close(
        string? scheme,
        ImmutableDictionary<string, string>.Builder parameters,
        ImmutableArray<Challenge>.Builder challenges
    )
    {
        if (scheme is not null)
        {
            challenges.Add(new Challenge(scheme, parameters.ToImmutable()));
        }
    }

    private static readonly ImmutableDictionary<string, string> NoParameters = ImmutableDictionary.Create<string, string>(
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly System.Buffers.SearchValues<char> TokenCharacters = System.Buffers.SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/"
    );
}
