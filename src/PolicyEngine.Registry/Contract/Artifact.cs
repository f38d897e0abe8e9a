namespace PolicyEngine.Registry.Contract;

/// <summary>A small document that is kept in a repository as an artifact. Immutable.</summary>
/// <param name="Type">The artifact type, and the media type of its one layer.</param>
/// <param name="FileName">The name under which tools store the content.</param>
/// <param name="Content">The content.</param>
public sealed record Artifact(string Type, string FileName, ReadOnlyMemory<byte> Content);
