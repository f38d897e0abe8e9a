using System.Collections.Immutable;

namespace PolicyEngine.Registry.Manifests;

/// <summary>What is read of the config of an image (OCI image-spec 1.1, config.md).</summary>
/// <param name="Created">When the image says that it was built, UTC; null where it says nothing that is a time.</param>
/// <param name="Platform">The platform, <c>os/arch[/variant]</c>.</param>
/// <param name="Labels">The labels.</param>
internal sealed record ImageConfig(DateTimeOffset? Created, string? Platform, ImmutableSortedDictionary<string, string> Labels);
