namespace PolicyEngine.Testing.Registries;

/// <summary>A real registry in which deletion is switched off, as it is by default.</summary>
public sealed class SealedDockerRegistryFixture : DockerRegistryFixture
{
    public override bool AllowsDeletion => false;
}
