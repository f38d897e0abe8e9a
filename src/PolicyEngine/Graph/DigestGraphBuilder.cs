using PolicyEngine.Snapshots;

namespace PolicyEngine.Graph;

/// <summary>Builds a <see cref="DigestGraph"/> from manifests in any order. Not thread-safe.</summary>
public sealed class DigestGraphBuilder : IManifestSink
{
    /// <inheritdoc/>
    public void Add(ManifestRecord manifest) => throw new NotImplementedException();

    /// <summary>Builds the graph; the builder cannot be used afterwards.</summary>
    public DigestGraph Build(RepositoryInfo info) => throw new NotImplementedException();
}
