using CsCheck;
using PolicyEngine.Registry.Auth;
using Xunit;

namespace PolicyEngine.Registry.Tests.Auth;

public sealed class ChallengeParserTests
{
    private static string Print(params IEnumerable<string> headers) =>
        string.Join(
            " | ",
            ChallengeParser
                .Parse(headers)
                .Select(challenge =>
                    $"{challenge.Scheme}: "
                    + string.Join(
                        ", ",
                        challenge.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
                    )
                )
        );

    [Theory]
    [InlineData(
        "Bearer realm=\"https://auth.example.com/token\",service=\"r\",scope=\"repository:a/b:pull,push\"",
        "bearer: realm=https://auth.example.com/token, scope=repository:a/b:pull,push, service=r"
    )]
    [InlineData("BEARER Realm=x , Scope=\"a b\"", "bearer: Realm=x, Scope=a b")]
    [InlineData("Basic realm=\"a \\\"b\\\", c\"", "basic: realm=a \"b\", c")]
    [InlineData("Basic realm=\"r\", Bearer realm=\"t\",service=s", "basic: realm=r | bearer: realm=t, service=s")]
    [InlineData(
        "Bearer realm=\"t\", error=\"insufficient_scope\", Basic realm=\"r\"",
        "bearer: error=insufficient_scope, realm=t | basic: realm=r"
    )]
    [InlineData("Negotiate, NTLM, Basic", "negotiate:  | ntlm:  | basic: ")]
    [InlineData("Negotiate YWJjZA==, Bearer realm=t", "negotiate:  | bearer: realm=t")]
    [InlineData("Bearer realm = \"t\"", "bearer: realm=t")]
    [InlineData("Bearer realm=\"never closed", "bearer: realm=never closed")]
    [InlineData("Bearer realm=a, realm=b", "bearer: realm=a")]
    [InlineData(",,  ,Basic realm=r,,", "basic: realm=r")]
    [InlineData("\"only text\"", "")]
    [InlineData("", "")]
    public void Challenges_are_read_in_every_form(string header, string expected) => Assert.Equal(expected, Print(header));

    [Fact]
    public void Each_header_may_hold_challenges() =>
        Assert.Equal("basic: realm=r | bearer: realm=t", Print("Basic realm=r", "Bearer realm=t"));

    [Fact]
    public void What_was_quoted_is_read_back() =>
        Gen.String[Gen.Char["a\\\",= ;:/"], 1, 30]
            .Sample(value =>
            {
                var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
                Assert.Equal(
                    $"bearer: realm={value}, service=s | basic: realm=r",
                    Print($"Bearer realm=\"{quoted}\", service=s, Basic realm=r")
                );
            });

    [Fact]
    public void Any_text_at_all_is_read_to_its_end() =>
        Gen.String[Gen.Char["Bab=\"\\, \t;<\u00e9"], 0, 40]
            .Sample(header =>
            {
                _ = Print(header);
            });
}
