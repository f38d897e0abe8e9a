using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PolicyEngine.Testing.Layouts;

/// <summary>A descriptor of something that a <see cref="LayoutWriter"/> holds. Immutable.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Size">The size in bytes.</param>
public sealed record LayoutDescriptor(string Digest, string MediaType, long Size)
{
    /// <summary>The platform, <c>os/arch[/variant]</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>The artifact type.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The annotations, written in ordinal order.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The hexadecimal part of the digest.</summary>
    public string Hex => Digest[(Digest.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>A copy with one more annotation.</summary>
    public LayoutDescriptor With(string name, string value) => this with { Annotations = Annotations.SetItem(name, value) };

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["mediaType"] = MediaType,
            ["digest"] = Digest,
            ["size"] = Size,
        };
        if (ArtifactType is not null)
        {
            json["artifactType"] = ArtifactType;
        }

        if (Platform?.Split('/') is { Length: > 1 } parts)
        {
            var platform = new JsonObject { ["architecture"] = parts[1], ["os"] = parts[0] };
            if (parts.Length > 2)
            {
                platform["variant"] = parts[2];
            }

            json["platform"] = platform;
        }

        if (!Annotations.IsEmpty)
        {
            json["annotations"] = LayoutWriter.Map(Annotations);
        }

        return json;
    }
}
