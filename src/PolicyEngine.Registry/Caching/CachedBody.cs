namespace PolicyEngine.Registry.Caching;

/// <summary>A document of the cache.</summary>
/// <param name="ContentType">The type that the answer gave it; null if none.</param>
/// <param name="Body">The bytes.</param>
internal readonly record struct CachedBody(string? ContentType, byte[] Body);
