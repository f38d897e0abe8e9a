namespace PolicyEngine.Registry.Manifests;

/// <summary>A document is not what it should be, or may be read in two ways. The message is one sentence; registry text in it is capped but not escaped.</summary>
internal sealed class ManifestFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
