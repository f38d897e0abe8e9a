namespace PolicyEngine.Registry.Manifests;

/// <summary>A document is not what it should be, or may be read in two ways. The message is one sentence, fit to be shown.</summary>
internal sealed class ManifestFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
