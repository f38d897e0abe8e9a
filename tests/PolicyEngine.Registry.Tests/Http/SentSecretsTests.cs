using System.Text;
using PolicyEngine.Registry.Http;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class SentSecretsTests
{
    private const string Secret = "secret?>~of the registry>>>";

    [Fact]
    public void A_secret_is_hidden_in_every_form_of_base64()
    {
        var secrets = new SentSecrets();
        secrets.RememberAuthorization("Basic " + Base64("user:" + Secret));
        var plain = Base64(Secret);
        var url = plain.Replace('+', '-').Replace('/', '_');
        Assert.NotEqual(plain, url);
        Assert.EndsWith("=", Base64("user:" + Secret), StringComparison.Ordinal);

        var said = secrets.Hide(
            string.Join(' ', Secret, plain, url, url.TrimEnd('='), Base64("user:" + Secret), Base64("user:" + Secret).TrimEnd('='))
        );

        Assert.Equal("*** *** *** *** *** ***", said);
    }

    [Fact]
    public void A_token_that_is_in_use_is_hidden_however_many_others_are()
    {
        var secrets = new SentSecrets();
        string[] tokens = [.. Enumerable.Range(100, 20).Select(i => $"token.{i}")];
        secrets.RememberAuthorization("Bearer the.first");
        foreach (var token in tokens)
        {
            secrets.RememberAuthorization("Bearer " + token);
            secrets.RememberAuthorization("Bearer the.first");
        }

        Assert.Equal("*** ***", secrets.Hide($"the.first {tokens[0]}"));
    }

    /// <summary>ghcr.io's tokens are base64 of text, one ends after minutes, and a run may take hours.</summary>
    [Fact]
    public void Tokens_of_hours_are_not_all_remembered()
    {
        var secrets = new SentSecrets();
        string[] tokens = [.. Enumerable.Range(0, 1000).Select(i => Base64($"v1:acme/web:{i:0000}"))];
        foreach (var token in tokens)
        {
            secrets.RememberAuthorization("Bearer " + token);
        }

        Assert.Equal($"{tokens[0]} ***", secrets.Hide($"{tokens[0]} {tokens[^1]}"));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
