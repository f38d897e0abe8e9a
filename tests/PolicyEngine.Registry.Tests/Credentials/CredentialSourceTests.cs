using System.Collections.Immutable;
using System.Text;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Distribution;
using Xunit;

namespace PolicyEngine.Registry.Tests.Credentials;

public sealed class CredentialSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policyengine-credentials-").FullName;
    private readonly TestOptions _test = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Auth(string login) => Convert.ToBase64String(Encoding.UTF8.GetBytes(login));

    private static string Auths(string key, string login) => "{\"auths\":{\"" + key + "\":{\"auth\":\"" + Auth(login) + "\"}}}";

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Who is found, as user and password; "nobody" for none.</summary>
    private async Task<string> FindAsync(
        string registry = "registry.example.com",
        string? repository = null,
        params ImmutableArray<string> variables
    )
    {
        var source = new CredentialSource(
            _test.Options with
            {
                Clock = TimeProvider.System,
            },
            [CredentialSource.TokenVariable, .. variables]
        );
        var found = await source.FindAsync(new Uri($"https://{registry}"), [registry], repository, isApi: false, CancellationToken.None);
        return found is null ? "nobody"
            : found.Basic is { } basic ? Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..]))
            : found.IdentityToken is { } identity ? "identity " + identity
            : "registry " + found.RegistryToken;
    }

    [Fact]
    public async Task What_is_meant_for_this_program_comes_first_then_what_a_variable_names_then_Dockers_then_Podmans()
    {
        Assert.Equal("nobody", await FindAsync());

        _test.Environment["XDG_CONFIG_HOME"] = Path.Combine(_folder, "xdg");
        Write("xdg/containers/auth.json", Auths("registry.example.com", "podman:1"));
        Assert.Equal("podman:1", await FindAsync());

        _test.Environment["HOME"] = _folder;
        Write(".docker/config.json", Auths("registry.example.com", "home:1"));
        Assert.Equal("home:1", await FindAsync());

        _test.Environment["DOCKER_CONFIG"] = Path.Combine(_folder, "other");
        Write("other/config.json", Auths("registry.example.com", "docker:1"));
        Assert.Equal("docker:1", await FindAsync());

        _test.Environment["REGISTRY_AUTH_FILE"] = Path.Combine(_folder, "named.json");
        Write("named.json", Auths("registry.example.com", "named:1"));
        Assert.Equal("named:1", await FindAsync());

        _test.Environment["DOCKER_AUTH_CONFIG"] = Auths("registry.example.com", "inline:1");
        Assert.Equal("inline:1", await FindAsync());

        _test.Environment["GITHUB_TOKEN"] = "ghs_abc";
        Assert.Equal("inline:1", await FindAsync());
        Assert.Equal("token:ghs_abc", await FindAsync(variables: ["GITHUB_TOKEN"]));

        _test.Environment["POLICYENGINE_TOKEN"] = " me:pass:word \n";
        Assert.Equal("me:pass:word", await FindAsync(variables: ["GITHUB_TOKEN"]));
    }

    [Theory]
    [InlineData("registry.example.com", "registry.example.com", "a/b", true)]
    [InlineData("https://registry.example.com", "registry.example.com", "a/b", true)]
    [InlineData("https://registry.example.com/v2/", "registry.example.com", "a/b", true)]
    [InlineData("REGISTRY.example.com", "registry.example.com", "a/b", true)]
    [InlineData("registry.example.com/a", "registry.example.com", "a/b", true)]
    [InlineData("registry.example.com/a/b", "registry.example.com", "a/b", true)]
    [InlineData("registry.example.com/a/bc", "registry.example.com", "a/b", false)]
    [InlineData("registry.example.com/a", "registry.example.com", "ab/c", false)]
    [InlineData("registry.example.com:5000", "registry.example.com", "a/b", false)]
    [InlineData("example.com", "registry.example.com", "a/b", false)]
    [InlineData("https://index.docker.io/v1/", "registry-1.docker.io", "library/alpine", true)]
    [InlineData("docker.io", "registry-1.docker.io", "library/alpine", true)]
    [InlineData("docker.io/library", "registry-1.docker.io", "library/alpine", true)]
    public async Task A_key_of_a_file_stands_for_a_host_or_a_namespace(string key, string registry, string repository, bool found)
    {
        _test.Environment["DOCKER_AUTH_CONFIG"] = Auths(key, "u:p");

        Assert.Equal(found ? "u:p" : "nobody", await FindAsync(registry, repository));
    }

    [Fact]
    public async Task The_longest_key_wins()
    {
        _test.Environment["DOCKER_AUTH_CONFIG"] =
            "{\"auths\":{"
            + string.Join(
                ',',
                new[] { ("r.io", "host:1"), ("r.io/a/b", "long:1"), ("r.io/a", "short:1") }.Select(entry =>
                    $"\"{entry.Item1}\":{{\"auth\":\"{Auth(entry.Item2)}\"}}"
                )
            )
            + "}}";

        Assert.Equal("long:1", await FindAsync("r.io", "a/b"));
        Assert.Equal("short:1", await FindAsync("r.io", "a/c"));
        Assert.Equal("host:1", await FindAsync("r.io", "b"));
    }

    [Theory]
    [InlineData("""{"username":"u","password":"p"}""", "u:p")]
    [InlineData("""{"auth":"dTpwAAA="}""", "u:p")]
    [InlineData("""{"auth":"ignored","identitytoken":"i"}""", "identity i")]
    [InlineData("""{"registrytoken":"r"}""", "registry r")]
    [InlineData("{}", "nobody")]
    public async Task An_entry_has_several_forms(string entry, string expected)
    {
        _test.Environment["DOCKER_AUTH_CONFIG"] = "{\"auths\":{\"registry.example.com\":" + entry + "}}";

        Assert.Equal(expected, await FindAsync());
    }

    [Theory]
    [InlineData("not json, but secret", "DOCKER_AUTH_CONFIG is not a JSON file of credentials.")]
    [InlineData("[]", "DOCKER_AUTH_CONFIG is not a JSON file of credentials.")]
    [InlineData(
        """{"auths":{"registry.example.com":{"auth":"c2VjcmV0"}}}""",
        "An 'auth' of DOCKER_AUTH_CONFIG is not the base64 of 'user:password'."
    )]
    [InlineData("""{"credsStore":"../../bin/sh"}""", "'../../bin/sh' is not the name of a credential helper.")]
    [InlineData("""{"credsStore":"not-installed"}""", "The credential helper 'docker-credential-not-installed' is not in the PATH.")]
    public async Task A_file_that_is_broken_is_an_error_that_shows_nothing_of_it(string text, string message)
    {
        _test.Environment["DOCKER_AUTH_CONFIG"] = text;

        var failure = await Assert.ThrowsAsync<RegistryException>(() => FindAsync());

        Assert.Equal(message, failure.Message);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_named_must_exist()
    {
        _test.Environment["REGISTRY_AUTH_FILE"] = "/nowhere/auth.json";

        Assert.Equal(
            "REGISTRY_AUTH_FILE names '/nowhere/auth.json', which does not exist.",
            (await Assert.ThrowsAsync<RegistryException>(() => FindAsync())).Message
        );
    }

    [SkippableTheory]
    [InlineData("cat >/dev/null; echo '{\"ServerURL\":\"x\",\"Username\":\"helped\",\"Secret\":\"1\"}'", "helped:1")]
    [InlineData("read host; echo \"{\\\"Username\\\":\\\"$1\\\",\\\"Secret\\\":\\\"$host\\\"}\"", "get:registry.example.com")]
    [InlineData("cat >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"i\"}'", "identity i")]
    [InlineData("cat >/dev/null; echo 'credentials not found in native keychain'; exit 1", "file:1")]
    [InlineData("exec <&-; echo '{}'; exit 3", "The credential helper 'docker-credential-test' failed (exit code 3).")]
    [InlineData("cat >/dev/null; echo 'secret trouble'; exit 3", "The credential helper 'docker-credential-test' failed (exit code 3).")]
    [InlineData("cat >/dev/null; echo 'secret'", "The credential helper 'docker-credential-test' did not return credentials.")]
    public async Task A_helper_is_asked_before_the_file(string script, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new SkipException("The helper is a shell script.");
        }

        Write("docker-credential-test", "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(Path.Combine(_folder, "docker-credential-test"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _test.Environment["PATH"] = $".:{_folder}:/usr/bin:/bin";
        _test.Environment["DOCKER_AUTH_CONFIG"] =
            $$$"""{"auths":{"registry.example.com":{"auth":"{{{Auth("file:1")}}}"}},"credHelpers":{"registry.example.com":"test"},"credsStore":"not-installed"}""";

        string found;
        try
        {
            found = await FindAsync();
        }
        catch (RegistryException e)
        {
            Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
            found = e.Message;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Credentials_print_where_they_come_from_and_not_what_they_are() =>
        Assert.Equal("credentials of POLICYENGINE_TOKEN", Credential.OfVariable("POLICYENGINE_TOKEN", "me:secret").ToString());

    [Theory]
    [InlineData("registry.example.com", null, "registry.example.com")]
    [InlineData("registry.example.com", "https://evil.example", "evil.example")]
    [InlineData("registry.example.com:5000", "http://127.0.0.1:5000", "127.0.0.1:5000, registry.example.com:5000")]
    [InlineData("docker.io", null, "registry-1.docker.io")]
    public void A_URL_of_a_policy_cannot_take_the_credentials_of_another_registry(string registry, string? url, string expected)
    {
        var target = new RegistryTarget
        {
            Provider = "oci",
            Registry = registry,
            Url = url is null ? null : new Uri(url),
        };
        using var connection = OciConnection.Open(target, _test.Options, []);

        Assert.Equal(expected, string.Join(", ", connection.Registries()));
    }
}
