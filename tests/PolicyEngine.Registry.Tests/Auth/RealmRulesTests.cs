using PolicyEngine.Registry.Auth;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using Xunit;

namespace PolicyEngine.Registry.Tests.Auth;

public sealed class RealmRulesTests
{
    private static RegistryEndpoint Endpoint(string url) =>
        TestOptions.Endpoint(url, insecure: url.StartsWith("http://lan", StringComparison.Ordinal));

    [Theory]
    [InlineData("https://registry.example.com", "/token?x=1", "https://registry.example.com/token?x=1")]
    [InlineData("https://registry.example.com", "https://auth.example.org/token", "https://auth.example.org/token")]
    [InlineData("https://10.0.0.1", "https://10.0.0.2/token", "https://10.0.0.2/token")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5001/token", "http://127.0.0.1:5001/token")]
    [InlineData("http://lan.example.com", "http://lan.example.com:81/token", "http://lan.example.com:81/token")]
    public void A_realm_may_be_relative_and_elsewhere(string registry, string realm, string expected) =>
        Assert.Equal(expected, RealmRules.Resolve(realm, Endpoint(registry).At("/v2/"), Endpoint(registry)).AbsoluteUri);

    [Theory]
    [InlineData("https://registry.example.com", "http://auth.example.com/token")]
    [InlineData("https://registry.example.com", "http://registry.example.com/token")]
    [InlineData("https://registry.example.com", "https://169.254.169.254/token")]
    [InlineData("https://registry.example.com", "https://localhost/token")]
    [InlineData("https://registry.example.com", "https://[::ffff:10.0.0.1]/token")]
    [InlineData("https://registry.example.com", "http://127.0.0.1/token")]
    [InlineData("https://registry.example.com", "https://me:pw@auth.example.com/token")]
    [InlineData("https://registry.example.com", "file:///etc/passwd")]
    [InlineData("http://127.0.0.1:5000", "http://auth.example.com/token")]
    [InlineData("http://lan.example.com", "http://other.example.com/token")]
    public void A_hostile_realm_is_not_followed(string registry, string realm)
    {
        var failure = Assert.Throws<RegistryException>(() => RealmRules.Resolve(realm, Endpoint(registry).At("/v2/"), Endpoint(registry)));

        Assert.EndsWith("that is not followed.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://registry.example.com", "https://registry.example.com/token", true)]
    [InlineData("https://registry.example.com", "https://registry.example.com:8443/token", true)]
    [InlineData("https://registry-1.docker.io", "https://auth.docker.io/token", true)]
    [InlineData("https://registry.gitlab.com", "https://gitlab.com/jwt/auth", true)]
    [InlineData("https://registry.gitlab.example.com", "https://gitlab.example.com/jwt/auth", true)]
    [InlineData("https://gitlab.example.com", "https://registry.gitlab.example.com/token", true)]
    [InlineData("http://127.0.0.1:5000", "http://localhost:5000/token", true)]
    [InlineData("http://127.0.0.1:5000", "http://localhost:5001/token", false)]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5001/token", false)]
    [InlineData("https://registry.example.com", "https://auth.example.com/token", false)]
    [InlineData("https://registry.example.com", "https://evil.org/token", false)]
    [InlineData("https://registry.example.com", "https://example.com.evil.org/token", false)]
    [InlineData("https://registry.example.com", "https://notregistry.example.com/token", false)]
    [InlineData("https://example.com", "https://com/token", false)]
    [InlineData("https://registry.gitlab.com", "https://gitlab.com:8443/token", false)]
    public void Credentials_go_to_hosts_of_the_same_owner(string registry, string realm, bool trusted) =>
        Assert.Equal(trusted, RealmRules.IsTrusted(new Uri(realm), Endpoint(registry), null));

    [Theory]
    [InlineData("https://auth.example.org/token", true)]
    [InlineData("https://other.example.org:8443/token", true)]
    [InlineData("https://auth.example.org:8443/token", false)]
    [InlineData("https://other.example.org/token", false)]
    public void The_user_can_trust_more_hosts(string realm, bool trusted) =>
        Assert.Equal(
            trusted,
            RealmRules.IsTrusted(new Uri(realm), Endpoint("https://registry.example.com"), "auth.example.org, OTHER.example.org:8443")
        );
}
