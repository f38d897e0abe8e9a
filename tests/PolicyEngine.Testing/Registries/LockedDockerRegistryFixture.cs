namespace PolicyEngine.Testing.Registries;

/// <summary>As <see cref="DockerRegistryFixture"/>, but it wants a user
/// and a password (htpasswd, Basic). Needs <c>htpasswd</c> too.</summary>
public sealed class LockedDockerRegistryFixture : DockerRegistryFixture
{
    public override (string User, string Password)? Login => ("robot", "s3cret-pässword");

    private protected override async Task<string> ConfigureAsync(string folder)
    {
        if (RealTool.Find("htpasswd") is not { } htpasswd)
        {
            return "";
        }

        var (user, password) = Login!.Value;
        var file = Path.Combine(folder, "htpasswd");
        await File.WriteAllTextAsync(file, await RealTool.RunAsync(htpasswd, "-Bbn", user, password));
        return $$"""
            auth: { htpasswd: { realm: "the registry", path: "{{file}}" } }

            """;
    }
}
