using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>An image of a test as written.</summary>
internal sealed record BoundImage(MappingSyntax Syntax)
{
    public ScalarSyntax? Id { get; init; }

    public ImmutableArray<ScalarSyntax> Tags { get; init; } = [];

    public string? Digest { get; init; }

    public FixtureTime? Pushed { get; init; }

    public FixtureTime? Updated { get; init; }

    public FixtureTime? Created { get; init; }

    public FixtureTime? Pulled { get; init; }

    public string? Platform { get; init; }

    public ImmutableArray<ScalarSyntax> Platforms { get; init; } = [];

    /// <summary>The children; null where the key is absent.</summary>
    public ImmutableArray<BoundChild>? Children { get; init; }

    public bool IsMissing { get; init; }

    public ScalarSyntax? Subject { get; init; }

    public ScalarSyntax? Signs { get; init; }

    public ManifestKind? Kind { get; init; }

    public string? MediaType { get; init; }

    public string? ArtifactType { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Labels { get; init; } = [];

    public ImmutableArray<KeyValuePair<string, string>> Annotations { get; init; } = [];

    public ByteSize? Size { get; init; }

    public ImmutableArray<KeyValuePair<string, ByteSize>> Layers { get; init; } = [];

    public bool IsLocked { get; init; }

    /// <summary>Whether it is an index.</summary>
    public bool IsIndex => Children is not null || !Platforms.IsEmpty || Kind == ManifestKind.Index;

    /// <summary>Whether a date is among its times, or among its children's.</summary>
    public bool HasDates =>
        new[] { Pushed, Updated, Created, Pulled }.Any(t => t?.Date is not null)
        || (Children?.Any(c => c.Image?.HasDates == true) ?? false);
}

/// <summary>A child of an index: the name of an image, or an image that stands there.</summary>
internal sealed record BoundChild(ScalarSyntax? Name, BoundImage? Image);
