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
    [InlineData("ghcr.io/acme/web", null)]
    [InlineData("registry.example.com:5000/acme/web", null)]
    [InlineData("ghcr.io/acme/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", null)]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", null)]
    [InlineData("v1\n", null)]
    [InlineData("é1", null)]
    [InlineData(".hidden", null)]
    [InlineData("a b", null)]
    [InlineData("web:", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_tag_is_the_name_or_what_a_reference_ends_with(string? name, string? tag) => Assert.Equal(tag, RefName.TagOf(name));
}
