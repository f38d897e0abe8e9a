using System.Text;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

public sealed class LockedDockerRegistryTests(LockedDockerRegistryFixture registry) : IClassFixture<LockedDockerRegistryFixture>
{
    private RegistryTarget Target =>
        new()
        {
            Provider = "oci",
            Registry = registry.Host,
            Url = registry.Url,
        };

    private string Login => $"{registry.Login!.Value.User}:{registry.Login!.Value.Password}";

    [SkippableFact]
    public async Task The_password_of_the_environment_opens_it()
    {
        registry.Require("htpasswd");
        await registry.PushAsync("acme/app", TestManifest.Image("locked"), "v1");
        var options = new TestOptions { Environment = { ["POLICYENGINE_TOKEN"] = Login } };

        var reading = await Reading.OfAsync(Target, "acme/app", options.Options);

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Single(reading.Manifests.Records);
    }

    [SkippableFact]
    public async Task The_password_of_Dockers_config_opens_it()
    {
        registry.Require("htpasswd");
        await registry.PushAsync("acme/app", TestManifest.Image("locked"), "v1");
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(Login));
        var options = new TestOptions
        {
            Environment = { ["DOCKER_AUTH_CONFIG"] = "{ \"auths\": { \"" + registry.Host + "\": { \"auth\": \"" + auth + "\" } } }" },
        };

        var reading = await Reading.OfAsync(Target, "acme/app", options.Options);

        Assert.True(reading.Info.Complete, reading.Info.Reason);
    }

    [SkippableFact]
    public async Task A_wrong_password_is_said_to_be_wrong_and_not_shown()
    {
        registry.Require("htpasswd");
        var options = new TestOptions { Environment = { ["POLICYENGINE_TOKEN"] = "robot:not-the-password" } };

        var reading = await Reading.OfAsync(Target, "acme/app", options.Options);

        Assert.False(reading.Info.Complete);
        Assert.Equal($"'{registry.Host}' rejects the user or the password of POLICYENGINE_TOKEN.", reading.Info.Reason);
        Assert.DoesNotContain(options.Lines, line => line.Contains("not-the-password", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Without_credentials_it_is_said_how_to_give_them()
    {
        registry.Require("htpasswd");

        var reading = await Reading.OfAsync(Target, "acme/app", new TestOptions().Options);

        Assert.Equal(
            $"'{registry.Host}' requires credentials, but none were found. Set POLICYENGINE_TOKEN "
                + $"to 'user:password' or to a token, or log in with 'docker login'.",
            reading.Info.Reason
        );
    }
}
