namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("policyengine-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
