using PolicyEngine.Registry.Providers.OciLayout;
using Xunit;

namespace PolicyEngine.Registry.Tests.OciLayout;

public sealed class RefNameTests
{
    [Theory]
    [InlineData("v1.0.0", "v1.0.0")]
    [InlineData("web:v1", "v1")]
    [InlineData("ghcr.io/acme/web:v1", "v1")]
    [InlineData("registry.example.com:5000/acme/web:v1", "v1")]
    [InlineData("ghcr.io/acme/web:v1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "v1")]
    [InlineData("ghcr.io/acme/web", "ghcr.io/acme/web")]
    [InlineData("registry.example.com:5000/acme/web", "registry.example.com:5000/acme/web")]
    [InlineData(
        "ghcr.io/acme/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ghcr.io/acme/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    )]
    [InlineData(
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    )]
    [InlineData("v1\n", "v1\n")]
    [InlineData("é1", "é1")]
    [InlineData(".hidden", ".hidden")]
    [InlineData("a b", "a b")]
    [InlineData("web:", "web:")]
    [InlineData("stable/nginx", "stable/nginx")]
    [InlineData("stable/nginx:1.27", "1.27")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_tag_is_what_a_reference_ends_with_or_the_whole_name(string? name, string? tag) =>
        Assert.Equal(tag, RefName.TagOf(name));
}
