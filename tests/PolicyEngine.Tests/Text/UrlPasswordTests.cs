using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Text;

public sealed class UrlPasswordTests
{
    [Theory]
    [InlineData("https://user:secret@ghcr.io/acme/web", "https://***********@ghcr.io/acme/web")]
    [InlineData("a https://secret@x/y and http://u:p@z", "a https://******@x/y and http://***@z")]
    [InlineData("https://user:sec/ret@ghcr.io/", "https://************@ghcr.io/")]
    [InlineData("user:secret@ghcr.io/acme/web", "user:******@ghcr.io/acme/web")]
    [InlineData("https://ghcr.io:5000/acme/web@sha256:abc", "https://ghcr.io:5000/acme/web@sha256:abc")]
    [InlineData("ghcr.io/acme/web:v1@sha256:abc", "ghcr.io/acme/web:v1@sha256:abc")]
    [InlineData("someone@example.com // nothing", "someone@example.com // nothing")]
    public void What_may_be_a_password_is_hidden_and_nothing_else(string text, string expected) =>
        Assert.Equal(expected, UrlPassword.Mask(text));

    [Theory]
    [InlineData("targets: [\"https://user:secret@ghcr.io/a\"]")]
    [InlineData("targets: [\"user:secret@ghcr.io/a\"]")]
    [InlineData("targets: { registry: ghcr.io, url: \"https://user:secret@ghcr.io/\" }")]
    [InlineData("targets: { registry: ghcr.io, url: \"https://user:sec/secret@ghcr.io/\" }")]
    [InlineData("targets: [@https://user:secret@ghcr.io/a]")]
    [InlineData("https://user:secret@ghcr.io/a: 1")]
    [InlineData("name: [https://user:secret@ghcr.io/a]")]
    public void No_diagnostic_shows_a_password(string line)
    {
        var diagnostics = PolicyCompiler.Compile([SourceText.From("policy.yaml", $"version: 1\n{line}\nrules: []\n")]).Diagnostics;
        Assert.NotEmpty(diagnostics);
        Assert.DoesNotContain("secret", DiagnosticText.Render(diagnostics), StringComparison.Ordinal);
        Assert.All(diagnostics, d =>
            Assert.DoesNotContain(
                "secret",
                $"{d.Fix?.Title} {string.Join(' ', d.Fix?.Edits.Select(e => e.NewText) ?? [])}",
                StringComparison.Ordinal
            )
        );
    }
}
