using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://a.LOCALHOST/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://192.168.1.1:8443/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://metadata.google.internal/")]
    public void An_address_inside_a_network_is_private(string url) => Assert.True(AddressRules.IsPrivate(new Uri(url)));

    [Theory]
    [InlineData("https://ghcr.io/")]
    [InlineData("https://172.32.0.1/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1]/")]
    [InlineData("https://localhost.example.com/")]
    public void An_address_of_the_internet_is_not(string url) => Assert.False(AddressRules.IsPrivate(new Uri(url)));

    [Theory]
    [InlineData(
        "http://registry.example.com",
        "http://registry.example.com/ is not https: plain http is only used for loopback addresses, or if the target has 'insecure: true'."
    )]
    [InlineData(
        "http://10.0.0.1:5000",
        "http://10.0.0.1:5000/ is not https: plain http is only used for loopback addresses, or if the target has 'insecure: true'."
    )]
    [InlineData("https://user:secret@registry.example.com", "The URL of the registry 'registry.example.com' must not contain credentials.")]
    [InlineData(
        "ftp://registry.example.com",
        "The URL of the registry 'registry.example.com' must be an absolute http or https URL without query."
    )]
    public void A_registry_is_refused_at_a_URL_that_is_not_safe(string url, string message) =>
        Assert.Equal(message, Assert.Throws<RegistryException>(() => TestOptions.Endpoint(url)).Message);

    [Theory]
    [InlineData("evil.example/path")]
    [InlineData("a b")]
    [InlineData("user@host")]
    [InlineData("")]
    public void A_registry_needs_the_name_of_a_host(string name) =>
        Assert.Throws<RegistryException>(() => RegistryEndpoint.Create(new RegistryTarget { Provider = "oci", Registry = name }));

    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/v2/")]
    [InlineData("ghcr.io", "https://ghcr.io/v2/")]
    [InlineData("registry.example.com:5000", "https://registry.example.com:5000/v2/")]
    [InlineData("[::1]:5000", "https://[::1]:5000/v2/")]
    public void A_registry_is_asked_at_its_own_host(string name, string url) =>
        Assert.Equal(url, RegistryEndpoint.Create(new RegistryTarget { Provider = "oci", Registry = name }).At("/v2/").AbsoluteUri);

    [Fact]
    public void A_declared_registry_may_be_http_and_no_other_host_with_it()
    {
        var endpoint = TestOptions.Endpoint("http://registry.example.com:5000", insecure: true);

        Assert.True(endpoint.IsSecure(new Uri("http://registry.example.com:5000/v2/")));
        Assert.False(endpoint.IsSecure(new Uri("http://other.example.com/v2/")));
    }
}
