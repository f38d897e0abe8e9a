namespace PolicyEngine.Oci;

/// <summary>Takes the manifests of one repository as a source delivers them, in any order. Implementations are not thread-safe.</summary>
public interface IManifestSink
{
    /// <summary>Takes one manifest. A digest that comes twice is one manifest:
    /// tags are united, and the read one wins over an unread one.</summary>
    /// <exception cref="FormatException">The digest is not one.</exception>
    void Add(ManifestRecord manifest);
}
